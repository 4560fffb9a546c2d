"""Right-to-left lines: characters in the order they are read, from the places they are drawn at.

A PDF stores glyphs by place; text tools guess the logical order and differ. Here a line that holds
right-to-left letters is sorted by place and read from the right, with left-to-right words and
numbers turned back (the inverse of the Unicode Bidirectional Algorithm, UAX 9, for one level of
embedding).
"""

import unicodedata
from collections.abc import Sequence

from ingest.readers.pdf_page import Glyph

_NUMBER_JOINERS = frozenset(".,:/-+%°")
_CLOSING = {")": "(", "]": "[", "}": "{", "»": "«"}


def is_right_to_left(character: str) -> bool:
    """True for a Hebrew, Arabic, Syriac, Thaana or N'Ko letter, presentation forms included."""
    return (
        "\u0590" <= character <= "\u08ff"
        or "\ufb1d" <= character <= "\ufdff"
        or "\ufe70" <= character <= "\ufefc"
    ) and unicodedata.bidirectional(character) in ("R", "AL")


def logical_order(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs of one line in reading order."""
    strong_right = sum(is_right_to_left(glyph.text[0]) for glyph in glyphs)
    strong_left = sum(unicodedata.bidirectional(glyph.text[0]) == "L" for glyph in glyphs)
    reads_right_to_left = strong_right >= strong_left / 3
    # A ligature (lam-alef) is several characters in one box: alef after lam, whatever the stream.
    placed = sorted(
        enumerate(glyphs),
        key=lambda entry: (-round(entry[1].x0 + entry[1].x1), _ligature_rank(entry[1]), entry[0]),
    )
    from_right = [glyph for _, glyph in placed]
    if reads_right_to_left:
        return _turn_runs(from_right, turned_is_right=False)
    return _turn_runs(from_right[::-1], turned_is_right=True)


def mend_brackets(text: str) -> str:
    """The text with ``)…(`` turned to ``(…)``: mirrored glyphs stored as drawn."""
    for closing, opening in _CLOSING.items():
        first_closing, first_opening = text.find(closing), text.find(opening)
        if 0 <= first_closing < first_opening:
            swap = str.maketrans({closing: opening, opening: closing})
            text = text.translate(swap)
    return text


def _ligature_rank(glyph: Glyph) -> int:
    if glyph.text == "ل":
        return 0
    return 1 if glyph.text in "اأإآ" else 0


def _turn_runs(glyphs: list[Glyph], *, turned_is_right: bool) -> list[Glyph]:
    """Reverses every run that is written against the direction of the line."""
    kinds = [_direction(glyph.text[0]) for glyph in glyphs]
    against = "right" if turned_is_right else "left"
    result: list[Glyph] = []
    index = 0
    while index < len(glyphs):
        if kinds[index] not in (against, "number") or (
            turned_is_right and kinds[index] == "number"
        ):
            result.append(glyphs[index])
            index += 1
            continue
        end = _run_end(glyphs, kinds, index, against=against)
        result.extend(reversed(glyphs[index:end]))
        index = end
    return result


def _run_end(glyphs: list[Glyph], kinds: list[str], start: int, *, against: str) -> int:
    """The end of the run at ``start``: its letters and digits, and the neutrals between them."""
    end = start + 1
    seen_letter = kinds[start] == against
    probe = end
    while probe < len(glyphs):
        kind = kinds[probe]
        if kind in (against, "number") and not (against == "right" and kind == "number"):
            seen_letter = seen_letter or kind == against
            end = probe = probe + 1
        elif kind == "neutral" and (seen_letter or glyphs[probe].text in _NUMBER_JOINERS):
            if glyphs[probe].text in "؟،؛":
                break
            probe += 1
        else:
            break
    return end


def _direction(character: str) -> str:
    kind = unicodedata.bidirectional(character)
    if kind in ("R", "AL", "NSM"):
        return "right"
    if kind == "L":
        return "left"
    return "number" if kind in ("EN", "AN") else "neutral"
