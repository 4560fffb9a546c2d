"""The default model as an ONNX graph, built straight from the packed weights; torch is not needed.

One text a run, so a vector depends on that text alone. Matrix products take eight-bit weights
(one scale an output) and eight-bit activations (one scale a token); the word table stays in the
four-bit blocks it came in, which loses nothing and is the smallest.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.weights import BLOCK, PackedWeights, unpack_nibbles

_CONTRIB = "com.microsoft"


def build_graph(weights: PackedWeights) -> bytes:
    """A serialised model: ``input_ids`` (1, tokens) → ``sentence_vector`` (1, dimensions), pooled
    and of unit length, and ``token_vectors`` (1, tokens, dimensions), the last hidden state."""
    graph = _Graph(weights)
    state = graph.embed()
    for layer in range(weights.layers):
        state = graph.layer(state, prefix=f"l{layer}.")
    graph.pool(state)
    return graph.serialise()


class _Graph:
    """Nodes and constants in the making. A node's only output bears the node's name."""

    def __init__(self, weights: PackedWeights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.constant("last_axis", np.array([-1], np.int64))
        self.constant("tiny", np.array(1e-10, np.float32))
        self.constant("one_127th", np.array(1 / 127, np.float32))
        self.constant("middle", np.array(128, np.uint8))
        self.constant("middle_float", np.array(128, np.float32))

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self, kind: str, inputs: list[str], name: str, domain: str = "", **settings: Any
    ) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [name], name=name, domain=domain, **settings)
        )
        return name

    def embed(self) -> str:
        """Word, position and type vectors summed and normalised."""
        weights = self.weights
        scales, packed = weights.blocks("emb.word", weights.hidden)
        # ONNX pairs neighbours in a byte and counts from -8, hence the flipped top bits
        table = _pair_neighbours(packed) ^ 0x88
        self.constants.append(
            helper.make_tensor(
                "words",
                TensorProto.INT4,
                [weights.vocabulary, weights.hidden],
                table.tobytes(),
                True,
            )
        )
        words = self.node(
            "GatherBlockQuantized",
            ["words", "input_ids", self.constant("word_scales", scales.astype(np.float32))],
            "word_vectors",
            _CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        places = weights.floats("emb.pos").reshape(-1, weights.hidden)
        places = places + weights.floats("emb.type")[: weights.hidden]
        here = self.node(
            "Slice",
            [
                self.constant("places", places),
                self.constant("first", np.zeros(1, np.int64)),
                self.node("Shape", ["input_ids"], "length", start=1),
                self.constant("axis_of_places", np.zeros(1, np.int64)),
            ],
            "place_vectors",
        )
        return self.normalise(self.node("Add", [words, here], "embedded"), "emb.ln")

    def layer(self, state: str, *, prefix: str) -> str:
        """One post-norm transformer layer: attention, then feed-forward, each with its residual."""
        weights = self.weights
        joined = self.linear(state, [f"{prefix}{x}" for x in "qkv"], f"{prefix}qkv", weights.hidden)
        parts = [f"{prefix}{x}" for x in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        mixed = self.node(
            "MultiHeadAttention",
            parts,
            f"{prefix}attention",
            _CONTRIB,
            num_heads=weights.heads,
            scale=float((weights.hidden // weights.heads) ** -0.5),
        )
        mixed = self.linear(mixed, [f"{prefix}ao"], f"{prefix}ao", weights.hidden)
        state = self.normalise(self.node("Add", [mixed, state], f"{prefix}sum1"), f"{prefix}aln")
        inner = self.linear(state, [f"{prefix}fi"], f"{prefix}fi", weights.hidden)
        inner = self.node("Gelu", [inner], f"{prefix}gelu")
        outer = self.linear(inner, [f"{prefix}fo"], f"{prefix}fo", weights.feed_forward)
        return self.normalise(self.node("Add", [outer, state], f"{prefix}sum2"), f"{prefix}oln")

    def pool(self, state: str) -> None:
        """Both outputs: the last hidden state, and its mean at unit length."""
        self.node("Identity", [state], "token_vectors")
        axes = self.constant("axis_of_tokens", np.ones(1, np.int64))
        mean = self.node("ReduceMean", ["token_vectors", axes], "mean", keepdims=0)
        self.node("LpNormalization", [mean], "sentence_vector", axis=-1, p=2)

    def linear(self, state: str, tensors: list[str], name: str, columns: int) -> str:
        """``state @ W.T + bias`` in eight bits; several matrices over one input are stacked."""
        matrix = np.concatenate([self.weights.matrix(f"{t}.w", columns) for t in tensors])
        bias = np.concatenate([self.weights.floats(f"{t}.b") for t in tensors])
        scales = np.abs(matrix).max(axis=1) / 127
        scales[scales == 0] = 1
        rounded = np.rint(matrix / scales[:, None]).astype(np.int8)
        whole, steps = self.round_tokens(state, name)
        product = self.node(
            "MatMulInteger",
            [whole, self.constant(f"{name}.w", rounded.T), "middle"],
            f"{name}.sums",
        )
        product = self.node("Cast", [product], f"{name}.float", to=TensorProto.FLOAT)
        product = self.node("Mul", [product, steps], f"{name}.by_token")
        product = self.node(
            "Mul", [product, self.constant(f"{name}.s", scales)], f"{name}.by_output"
        )
        return self.node("Add", [product, self.constant(f"{name}.b", bias)], f"{name}.out")

    def round_tokens(self, state: str, name: str) -> tuple[str, str]:
        """The state as bytes around 128, and every token's own step.

        One step for the whole text (``DynamicQuantizeLinear``) is a third faster, but a single
        outlying token then blurs all others: cosine to full precision fell to 0.98 on a repetitive
        page, where steps by token keep 0.999.
        """
        largest = self.node(
            "ReduceMax", [self.node("Abs", [state], f"{name}.abs"), "last_axis"], f"{name}.largest"
        )
        largest = self.node("Max", [largest, "tiny"], f"{name}.not_zero")
        steps = self.node("Mul", [largest, "one_127th"], f"{name}.steps")
        whole = self.node("Round", [self.node("Div", [state, steps], f"{name}.ratio")], f"{name}.r")
        whole = self.node("Add", [whole, "middle_float"], f"{name}.shifted")
        return self.node("Cast", [whole], f"{name}.bytes", to=TensorProto.UINT8), steps

    def normalise(self, state: str, tensor: str) -> str:
        """Layer normalisation with the tensor's weight and bias."""
        weight = self.constant(f"{tensor}.w", self.weights.floats(f"{tensor}.w"))
        bias = self.constant(f"{tensor}.b", self.weights.floats(f"{tensor}.b"))
        return self.node(
            "LayerNormalization",
            [state, weight, bias],
            f"{tensor}.out",
            axis=-1,
            epsilon=self.weights.epsilon,
        )

    def serialise(self) -> bytes:
        hidden = self.weights.hidden
        graph = helper.make_graph(
            self.nodes,
            "e5",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
            [
                helper.make_tensor_value_info("sentence_vector", TensorProto.FLOAT, [1, hidden]),
                helper.make_tensor_value_info(
                    "token_vectors", TensorProto.FLOAT, [1, "tokens", hidden]
                ),
            ],
            self.constants,
        )
        self.constants.clear()
        model = helper.make_model(
            graph,
            ir_version=10,
            opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)],
        )
        del graph
        return bytes(model.SerializeToString())


def _pair_neighbours(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same nibbles with neighbours sharing a byte, the first in the low half."""
    nibbles = unpack_nibbles(packed)
    return (nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)).astype(np.uint8)
