"""What is sent to a language model → the same without personal data, and its answer with it again.

The models' messages are JSON whose strings are what people and documents say. Each string is masked
by itself, as parts of one message, so that a phone number in the dialogue and in the question is
one placeholder. What is no JSON is masked as a text.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from answer.masking.mask import mask_all, put_back, values_of

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>[]"}
"""Inside strings no bracket stands as itself, as whoever made the data left it."""
_OUR_OWN = re.compile(r"\\u005b([a-z ]{4,9}(?: \d{1,4})?)\\u005d")
COPIED = (
    "\nWhat stands in square brackets in place of private data, such as [email] or [name 2], is "
    "copied exactly where it is needed, and never explained.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedData:
    """Data that may leave the machine."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the placeholders stand for, in this message and no other."""

    @property
    def rule(self) -> str:
        """What the model is told beside its instructions, where something was masked."""
        return COPIED if self.values else ""

    def put_back(self, answer: str) -> str:
        """The answer with the values of this message in place of their placeholders."""
        return put_back(answer, self.values)


def mask_data(data: str) -> MaskedData:
    """The data with every string in it masked; as it is where nothing in it is personal."""
    tree = _tree(data)
    texts = list(_strings(tree))
    masked = mask_all(texts)
    values = values_of(texts, masked)
    if not values:
        return MaskedData(text=data)
    instead = iter(one.text for one in masked)
    made = _with_strings(tree, lambda _: next(instead))
    if isinstance(made, str):
        return MaskedData(text=made, values=values)
    text = json.dumps(made, ensure_ascii=False).translate(_ESCAPED)
    return MaskedData(text=_OUR_OWN.sub(_unescaped(values), text), values=values)


def _tree(data: str) -> Any:
    """An object without lists, as all that is sent is; else the text itself."""
    if "[" in data:
        return data
    try:
        tree = json.loads(data)
    except ValueError:
        return data
    return tree if isinstance(tree, dict) else data


def _unescaped(values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """Placeholders are to be copied: they alone are written as they are."""
    return lambda match: f"[{match[1]}]" if f"[{match[1]}]" in values else match.group()


def _strings(tree: Any) -> Iterator[str]:
    """The strings of JSON in their order, not the names of its fields."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from _strings(value)


def _with_strings(tree: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with each string changed, in the same order."""
    if isinstance(tree, str):
        return change(tree)
    if isinstance(tree, dict):
        return {name: _with_strings(value, change) for name, value in tree.items()}
    return tree
