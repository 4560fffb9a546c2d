"""The graph against the model written out in numpy, on a model small enough for both."""

import math
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from index.onnx_graph import build_graph
from index.weights import read_weights
from tests.index import tiny_model

Float = NDArray[np.float64]


def _normalise(state: Float, weight: Float, bias: Float) -> Float:
    centred = state - state.mean(axis=1, keepdims=True)
    deviation: Float = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
    result: Float = centred / deviation * weight + bias
    return result


def _reference(values: dict[str, NDArray[np.float32]], ids: list[int]) -> Float:
    """BERT's encoder (Devlin et al. 2019), post-norm, exact GELU."""
    v = {name: value.astype(np.float64) for name, value in values.items()}
    places = v["emb.pos"].reshape(-1, tiny_model.HIDDEN)
    state = v["emb.word"][ids] + places[: len(ids)] + v["emb.type"][: tiny_model.HIDDEN]
    state = _normalise(state, v["emb.ln.w"], v["emb.ln.b"])
    size = tiny_model.HIDDEN // tiny_model.HEADS
    for number in range(tiny_model.LAYERS):
        p = f"l{number}."
        query, key, value = (state @ v[f"{p}{x}.w"].T + v[f"{p}{x}.b"] for x in "qkv")
        mixed = np.zeros_like(state)
        for head in range(tiny_model.HEADS):
            part = slice(head * size, (head + 1) * size)
            scores = np.exp(query[:, part] @ key[:, part].T / math.sqrt(size))
            mixed[:, part] = scores / scores.sum(axis=1, keepdims=True) @ value[:, part]
        mixed = mixed @ v[f"{p}ao.w"].T + v[f"{p}ao.b"]
        state = _normalise(state + mixed, v[f"{p}aln.w"], v[f"{p}aln.b"])
        inner = state @ v[f"{p}fi.w"].T + v[f"{p}fi.b"]
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        outer = inner @ v[f"{p}fo.w"].T + v[f"{p}fo.b"]
        state = _normalise(state + outer, v[f"{p}oln.w"], v[f"{p}oln.b"])
    return state


@pytest.mark.parametrize("ids", [[0, 2], [0, 5, 7, 9, 2], list(range(24))])
def test_the_graph_computes_the_model(tmp_path: Path, ids: list[int]) -> None:
    values = tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    graph = build_graph(read_weights(tmp_path / "tiny.bin"))
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    sentence, tokens = session.run(
        ["sentence_vector", "token_vectors"], {"input_ids": np.array([ids])}
    )
    expected = _reference(values, ids)
    mean = expected.mean(axis=0)
    assert tokens.shape == (1, len(ids), tiny_model.HIDDEN)
    assert float(sentence[0] @ (mean / np.linalg.norm(mean))) > 0.998
    assert np.linalg.norm(sentence[0]) == pytest.approx(1, abs=1e-5)
    lengths = np.linalg.norm(tokens[0], axis=1) * np.linalg.norm(expected, axis=1)
    assert ((tokens[0] * expected).sum(axis=1) / lengths).min() > 0.995


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    weights = read_weights(tmp_path / "tiny.bin")
    assert build_graph(weights) == build_graph(weights)
