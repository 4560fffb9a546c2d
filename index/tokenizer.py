"""XLM-R's tokenizer, put together from the pieces and scores that travel with the weights.

The original normaliser is a compiled map the weights file only tells code point by code point.
NFKC is that map but for what is listed here (found by comparing all 1.1 million code points):
controls vanish, every kind of white space and zero-width mark is a space, and the full-width tilde
stays. The few dozen letters Unicode added since are folded here and unknown there.
"""

import json

from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from index.weights import PackedWeights

BEGIN, END, PAD, UNKNOWN, MASK = "<s>", "</s>", "<pad>", "<unk>", "<mask>"
MODEL_MAX_LENGTH = 512

_CONTROLS = "[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACES = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
_TILDE, _STAND_IN = "\uff5e", "\ufdd0"
_NEVER = -1e4
"""Score of the special pieces, so that a text that spells ``</s>`` is read letter by letter."""


def build_tokenizer(weights: PackedWeights) -> Tokenizer:
    """The tokenizer of the packed model, adding ``<s>`` and ``</s>`` around every text."""
    special = {BEGIN, END, PAD, UNKNOWN, MASK}
    vocabulary = [(piece, _NEVER if piece in special else score) for piece, score in weights.pieces]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=weights.unknown_id, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_CONTROLS), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            # NFKC would fold the full-width tilde, which has a piece of its own
            normalizers.Replace(_TILDE, _STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} {END} $B {END}",
        special_tokens=[(BEGIN, weights.begin_id), (END, weights.end_id)],
    )
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in sorted(special)]
    )
    return tokenizer


def tokenizer_settings() -> str:
    """Text of ``tokenizer_config.json``: what ``transformers`` wants beside ``tokenizer.json``."""
    return json.dumps(
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MODEL_MAX_LENGTH,
            "clean_up_tokenization_spaces": False,
            **special_tokens(),
        },
        indent=2,
    )


def special_tokens() -> dict[str, str]:
    """Content of ``special_tokens_map.json``."""
    return {
        "bos_token": BEGIN,
        "cls_token": BEGIN,
        "eos_token": END,
        "sep_token": END,
        "pad_token": PAD,
        "unk_token": UNKNOWN,
        "mask_token": MASK,
    }
