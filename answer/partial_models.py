"""Part of a model's name → the model: "the 300 W one", "那 B 款", "the 5V version", "150D".

Read against the model last spoken of and those that the documents state, never beyond them: where
no stated model fits, a number stays a number.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from ingest.identifier import Identifier
from ingest.identifiers import canonical

_NAME = re.compile(r"(?P<family>[A-Z]{2,8})(?P<number>\d{1,5})(?P<rest>.*)")
_WRITTEN = re.compile(r"(?P<family>[A-Za-z]{2,8}[-\u2010-\u2015 ]?)(?P<number>\d{1,5})")
_WATTS = (
    r"(?:w|watts?|wattowy|watowy|watów|вт|ватт?|ваттн\w*|ватн\w*|瓦|ワット|와트|วัตต์|واط|وات|vatlık)"
)
_VOLTS = (
    r"(?:v|volts?|voltios?|volt(?:i|es)|вольт\w*|woltow\w*|wolty?|woltów|伏特?|ボルト|볼트|โวลต์|فولت"
    r"|voltluk)"
)
_UNIT_BEHIND = r"(?![A-Za-z\u0400-\u04ff\u0600-\u06ff])"
_NOT_WITHIN = r"(?<![A-Za-z0-9.,/–-])"
_POWER = re.compile(rf"{_NOT_WITHIN}(?P<number>\d{{1,5}})[-\s]?{_WATTS}{_UNIT_BEHIND}", re.I)
_VOLTAGE = re.compile(rf"{_NOT_WITHIN}(?P<number>\d{{1,4}})[-\s]?{_VOLTS}{_UNIT_BEHIND}", re.I)
_NUMBERED = re.compile(
    rf"{_NOT_WITHIN}(?P<number>\d{{1,5}})(?P<letters>[A-Za-z]{{1,2}})(?![A-Za-z0-9/])"
)
_BARE_NUMBER = re.compile(rf"{_NOT_WITHIN}(?P<number>\d{{2,5}})(?:s|ers?|ern|番|型)?(?![\w%°.,/])")
_LETTER = re.compile(r"(?<![A-Za-z0-9'’./–-])(?P<letters>[A-Za-z])(?![A-Za-z0-9'’./-])")

WrittenForm = Callable[[str], str]


def partial_models(
    message: str,
    *,
    spoken_of: Sequence[Identifier],
    models: Collection[str],
    written_form: WrittenForm = str,
    taken: Sequence[Identifier] = (),
    alone: Collection[str] = (),
) -> tuple[Identifier, ...]:
    """The models that parts of names in a message stand for, in order.

    ``spoken_of`` are the models last named; ``models`` those that exist (canonical forms), which
    ``written_form`` gives as the documents write them. What ``taken`` covers is read already. A
    number without a unit, and a letter, count where they are in ``alone``, folded.

    A whole class ("the 300 W one" where there are two) comes as its family: ``XR-300``.
    """
    found: list[Identifier] = []
    for base in _distinct(spoken_of):
        name = _NAME.fullmatch(base.canonical)
        if name is None:
            continue
        for start, end, fits in _readings(message, name, alone=alone):
            if any(start < one.end and one.start < end for one in (*taken, *found)):
                continue
            fitting = sorted(model for model in models if fits(model))
            text = _as_written(fitting, base=base, written_form=written_form)
            if text:
                found.append(
                    Identifier(
                        text=text, canonical=canonical(text), kind="model", start=start, end=end
                    )
                )
    return tuple(sorted(found, key=lambda one: one.start))


def _distinct(spoken_of: Sequence[Identifier]) -> list[Identifier]:
    return list({one.canonical: one for one in spoken_of if one.kind == "model"}.values())


Fits = Callable[[str], bool]


def _readings(
    message: str, name: re.Match[str], *, alone: Collection[str]
) -> Iterator[tuple[int, int, Fits]]:
    """(start, end, whether a model fits), the surest reading of a place first."""
    family, number = name["family"], name["number"]

    def of(wanted: str, rest: str | None = None) -> Fits:
        def fits(model: str) -> bool:
            other = _NAME.fullmatch(model)
            return (
                other is not None
                and other["family"] == family
                and other["number"] == wanted
                and (rest is None or other["rest"] == rest)
            )

        return fits

    def ending(volts: str) -> Fits:
        return lambda model: of_family(model) and model.endswith(f"{volts}V")

    def of_family(model: str) -> bool:
        other = _NAME.fullmatch(model)
        return other is not None and other["family"] == family

    for found in _VOLTAGE.finditer(message):
        yield *found.span(), ending(found["number"])
    for found in _POWER.finditer(message):
        yield *found.span(), of(found["number"])
    for found in _NUMBERED.finditer(message):
        yield *found.span(), of(found["number"], found["letters"].upper())
    for found in _LETTER.finditer(message):
        if found["letters"].casefold() in alone:
            yield *found.span(), of(number, found["letters"].upper())
    for found in _BARE_NUMBER.finditer(message):
        if found.group().casefold() in alone:
            yield *found.span(), of(found["number"])


def _as_written(fitting: Sequence[str], *, base: Identifier, written_form: WrittenForm) -> str:
    """The one model that fits, or the class that all of them are of; empty where none fits."""
    if not fitting:
        return ""
    names = [name for model in fitting if (name := _NAME.fullmatch(model))]
    classes = {(name["family"], name["number"]) for name in names}
    if len(fitting) == 1:
        return written_form(fitting[0])
    plain_one = [name.group() for name in names if not name["rest"]]
    if plain_one:
        # LX-50 beside LX-50S: the one without letters is meant
        return written_form(plain_one[0])
    written = _WRITTEN.match(base.text)
    if len(classes) != 1 or written is None:
        return ""
    return f"{written['family']}{classes.pop()[1]}"
