"""The models a certificate holds for: from labels and columns, else from its running text.

A range or a wildcard is kept as written, since facts may state it so. What a sentence leaves out
is left out, and so is a series where its members are listed.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.certificate_fields import Layout
from ingest.certificate_place import Found, is_negated, is_replaced
from ingest.certificate_standards import standard_spans
from ingest.certificate_words import MANAGEMENT
from ingest.identifier_form import canonical
from ingest.identifier_model import is_quantity
from ingest.identifiers import extract

PROSE_CHARACTERS = 1_500
"""In running text the models a paper holds for come first; later ones are examples."""
OPENING_CHARACTERS = 600
MAX_MODELS = 500
_ONE_NAME = r"[A-Z0-9][A-Za-z0-9]*(?:[-./+][A-Za-z0-9]+)*[+*□x]{0,3}"
_MODEL = re.compile(
    rf"(?<![\w./-])(?:(?P<letters>[A-Z]{{1,4}}) (?=\d))?(?P<token>{_ONE_NAME})(?![\w])"
)
_RANGE = re.compile(
    r"\s?(?:-|~|to|through|thru|bis|al?|à|t/m|tot|hasta|até|至|到|から|по|까지)\s?", re.IGNORECASE
)
_SERIES_BEFORE = re.compile(
    r"(?:baureihe|série|serie|series|reihe|gamme|gama|linha|serii|серии)\s(?:[A-ZÉ][a-zéèàü]+\s)?$",
    re.IGNORECASE,
)
_SERIES_BEHIND = re.compile(
    r"\s?(?:series|serie|family|range|系列|シリーズ|시리즈|-Baureihe|-Serie)(?!\w)", re.IGNORECASE
)
_SERIES_WORD = re.compile(
    r"series|serie|family|range|系列|シリーズ|시리즈|-?baureihe|série|reihe|gamme|gama|linha",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?<![\w])(?:models?|model numbers?|types?|typen?|bauart|modelle?|baureihe|modelos?|modèles?|références?|modell[oi]|part numbers?)"
    r"(?:\(s\))?\.?:?\s(?=(?:[\w'’]+\s)?[A-Z0-9])|(?:型号|型號|型式|モデル|모델명?)(?:为|名)?:?\s?",
    re.IGNORECASE,
)
_LIST_GAP = re.compile(
    r"\s?(?:[,;、/&]|and|und|y|o|e|et|ou|en|oraz|i|и|ve|dan|及|和|与|、|sowie|as well as|型和|und die)\s?"
    r"(?:the |die |le |la |el |the model )?",
    re.IGNORECASE,
)
_EXCLUDED_CELL = re.compile(r"(?: \| )(?:no|nein|non|否|não|nee)(?:,[^|]*)?$", re.IGNORECASE)
_PLAIN_MODEL = re.compile(
    r"(?<![\w./-])(?!(?:IP|IK|USB|DALI|CAN|RS|HDMI|GPIO|CAT|IPC|SAE|PA|PC|UTF|COVID|ISO|IEC|EN)[ -]?\d)[A-Z]{1,6}-(?:[A-Z]{0,3}\d{1,5}[A-Z]{0,3}[+*□x]{0,3}|[IVX]{2,4})(?![\w/-])"
)
_REPORT_BEFORE = re.compile(
    r"(?:report|报告|bericht|informe|rapport|certificate|declaration|order|invoice)\W{0,3}(?:(?:no|nr|编号|number|ref)\W{0,3})?$",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[A-Z]{1,5}-(?:[IVX]{1,4}|[A-Z]{1,4}\d*)")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")


def find_models(folded: str, layout: Layout, *, not_models: Sequence[str]) -> tuple[Found, ...]:
    """The models a paper names, as written; ``not_models`` are canonical forms of its numbers."""
    labelled: list[Found] = []
    for field in layout.of("models"):
        line = layout.line_at(field.start)
        if not _EXCLUDED_CELL.search(line.text):
            labelled.extend(_in_list(folded, field.start, field.end, labelled=True))
    if not labelled:
        labelled = [one for cue in _CUE.finditer(folded) for one in _behind_cue(folded, cue.end())]
    if not labelled and not MANAGEMENT.search(folded):
        prose = list(_in_prose(folded, layout))
        opening = [one for one in prose if one.start < OPENING_CHARACTERS]
        labelled = opening or prose
    kept: dict[str, Found] = {}
    left_out = set(not_models)
    for one in labelled:
        form = canonical(one.value)
        if len(kept) >= MAX_MODELS:
            break
        aside = layout.is_aside(one.start) or form in left_out or form in kept
        if not aside and not is_negated(folded, one.start):
            kept[form] = one
    return _without_their_series(tuple(kept.values()))


def _in_list(folded: str, start: int, end: int, *, labelled: bool) -> Iterator[Found]:
    """The models of a label's value, or of a list behind a cue."""
    matches = [
        one
        for one in _MODEL.finditer(folded, start, end)
        if _looks_like_model(one, labelled=labelled) and not _is_measured(folded, one)
    ]
    place = 0
    while place < len(matches):
        first = matches[place]
        begin, stop = first.start(), first.end()
        following = matches[place + 1] if place + 1 < len(matches) else None
        if following is not None and _RANGE.fullmatch(folded[stop : following.start()]):
            stop = following.end()
            place += 1
        else:
            series = _SERIES_BEHIND.match(folded, stop)
            before = _SERIES_BEFORE.search(folded, max(start - 24, begin - 24, 0), begin)
            if series is not None and series.end() <= end + 12:
                stop = series.end()
            elif before is not None:
                begin = before.start()
        yield Found(value=folded[begin:stop], start=begin, end=stop)
        place += 1


def _behind_cue(folded: str, start: int) -> Iterator[Found]:
    """The list of models that begins behind a cue and ends with the list."""
    line_end = folded.find("\n", start)
    limit = len(folded) if line_end < 0 else line_end
    at = start
    end = start
    while at < limit:
        found = _MODEL.search(folded, at, min(limit, at + 40))
        if found is None or not _looks_like_model(found, labelled=True):
            break
        gap = folded[at : found.start()]
        words = gap.strip()
        if end == start and words and not re.fullmatch(r"[A-Za-zÀ-ÿ'’]+", words):
            break
        listed = gap == "" or _LIST_GAP.fullmatch(gap) or _RANGE.fullmatch(gap)
        if end != start and not listed:
            break
        if _is_measured(folded, found):
            break
        at = end = found.end()
        series = _SERIES_BEHIND.match(folded, at)
        if series is not None:
            at = end = series.end()
            if folded[at : at + 2] == " (":
                at += 2
    if end > start:
        yield from _in_list(folded, start, end, labelled=True)


def _in_prose(folded: str, layout: Layout) -> Iterator[Found]:
    """Models by their shape, outside of other fields."""
    taken = [(one.start, one.end) for one in layout.fields if one.key != "models"]
    standards = standard_spans(folded)
    identifiers = [one for one in extract(folded) if one.kind in ("model", "thread")]
    spans = [(one.start, one.end) for one in identifiers]
    spans.extend(one.span() for one in _PLAIN_MODEL.finditer(folded))
    last = 0
    ordered = sorted(set(spans))
    for place, (start, end) in enumerate(ordered):
        if start > PROSE_CHARACTERS:
            break
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        inside = any(left < end and start < right for left, right in (*taken, *standards))
        if inside or start < last or _REPORT_BEFORE.search(folded[max(0, start - 24) : start]):
            continue
        if is_replaced(folded, start):
            continue
        if following and _RANGE.fullmatch(folded[end : following[0]]):
            end = following[1]
        last = end
        before = _SERIES_BEFORE.search(folded, max(0, start - 24), start)
        behind = _SERIES_BEHIND.match(folded, end)
        if before is not None:
            start = before.start()
        elif behind is not None:
            end = behind.end()
        yield Found(value=folded[start:end], start=start, end=end)


def _looks_like_model(found: re.Match[str], *, labelled: bool) -> bool:
    token = found["token"]
    whole = found.group()
    digits = sum(map(str.isdigit, token))
    if _ROMAN.fullmatch(whole) and labelled:
        return True
    if not digits or (is_quantity(token) and not found["letters"] and not token.isdigit()):
        return False
    if token.isdigit() and not found["letters"]:
        return labelled and len(token) >= 4 and not _YEAR_ALONE.fullmatch(token)
    if found["letters"]:
        return labelled
    return any(map(str.isalpha, token)) or "-" in token


def _is_measured(folded: str, found: re.Match[str]) -> bool:
    """Whether a unit stands behind it: "12 V DC" is no model."""
    return (
        re.match(r"\s?(?:[VAW]|Hz|mm|kg|kW|mA|dB|°C|bar|l/h|m³)(?![\w])", folded[found.end() :])
        is not None
    )


def _without_their_series(found: Sequence[Found]) -> tuple[Found, ...]:
    """A series is left out where the paper lists models of it."""
    names = [canonical(_SERIES_WORD.sub("", one.value)) for one in found]
    return tuple(
        one
        for place, one in enumerate(found)
        if names[place] == canonical(one.value)
        or not any(
            name.startswith(names[place]) for other, name in enumerate(names) if other != place
        )
    )
