"""Text from bytes of unknown encoding, honestly: what could not be read is said."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the encoding it was in, and what was odd about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """The text of ``data``. Never fails: undecodable bytes become U+FFFD and a warning."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text=text, encoding=encoding)
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
    if best is None:
        return Decoded(text=data.decode("utf-8", "replace"), encoding="utf-8", warnings=("bad",))
    return Decoded(text=str(best), encoding=best.encoding)
