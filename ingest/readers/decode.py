"""Text from bytes of unknown encoding, honestly: what could not be read is said.

In order: byte order mark; NUL bytes that give UTF-16 away; UTF-8, whole, nearly whole or line by
line; what the file declares, if the text it gives is plausible; the most plausible candidate.
"""

import codecs
import contextlib
import encodings
import pkgutil
import re
from dataclasses import dataclass

from ingest.readers.encoding_guess import guess_encoding, plausibility


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
    (b"\x84\x31\x95\x33", "gb18030"),
)
_LATER_UTF16 = re.compile(rb"(?<=\n)\xff\xfe(?=.[\x00-\x9f])", re.DOTALL)
_GOOD_PER_BAD = 10
"""Well-formed UTF-8 characters to one broken byte: from here the file is damaged UTF-8."""

_PLAUSIBLE = 0.3
"""A declared encoding is believed from this plausibility on; wrong ones score around zero."""

_REPLACEMENT = "\ufffd"
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b$(D")


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """The text of ``data``. Never fails: undecodable bytes become U+FFFD and a warning."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding)
    wide = _utf16_without_mark(data)
    if wide:
        return _replacing(data, wide)
    if any(escape in data for escape in _ESCAPES):
        try:
            return Decoded(text=data.decode("iso2022_jp_ext"), encoding="iso-2022-jp")
        except UnicodeDecodeError:
            pass
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        if cut and not data[: error.start].isascii():
            # Valid up to a character that was cut in the middle.
            return _replacing(data, "utf-8")
        return _not_utf8(data, declared)


def _not_utf8(data: bytes, declared: str) -> Decoded:
    later = _LATER_UTF16.search(data)
    if later:
        return _joined(decode(data[: later.start()]), decode(data[later.start() :]))
    replaced = data.decode("utf-8", "replace")
    bad = replaced.count(_REPLACEMENT)
    good = sum(1 for character in replaced if character > "\x7f") - bad
    if good >= bad * _GOOD_PER_BAD:
        return _replacing(data, "utf-8")
    mixed = _line_by_line(data)
    if mixed is not None:
        return mixed
    encoding = _known(declared)
    if encoding and encoding != "utf-8":
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, ValueError):
            pass
        else:
            if plausibility(text, encoding=encoding) >= _PLAUSIBLE:
                return Decoded(text=text, encoding=encoding)
    return _replacing(data, guess_encoding(data))


def _line_by_line(data: bytes) -> Decoded | None:
    """Text of a file that was pasted together from several encodings; None when it was not."""
    lines = data.split(b"\n")
    unicode_lines: dict[int, str] = {}
    other: list[int] = []
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            other.append(number)
            continue
        # Two bytes of GBK can pass for one character of UTF-8; three wide ones hardly do.
        if sum(1 for character in text if character > "\u07ff") >= 3:
            unicode_lines[number] = text
    if not other or len(unicode_lines) * 4 < len(other):
        return None
    encoding = guess_encoding(b"\n".join(lines[number] for number in other))
    texts = [
        unicode_lines.get(number) or line.decode("utf-8" if line.isascii() else encoding, "replace")
        for number, line in enumerate(lines)
    ]
    warning = f"the file mixes UTF-8 and {encoding}; save it as UTF-8"
    return Decoded(text="\n".join(texts), encoding="utf-8", warnings=(warning,))


def _joined(first: Decoded, second: Decoded) -> Decoded:
    warning = f"the file mixes {first.encoding} and {second.encoding}; save it as UTF-8"
    return Decoded(
        text=first.text + second.text,
        encoding=first.encoding,
        warnings=(*first.warnings, *second.warnings, warning),
    )


def _utf16_without_mark(data: bytes) -> str:
    """``utf-16-le`` or ``-be`` when NUL bytes stand on one side only; empty otherwise."""
    head = data[:65536]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    # Chinese has a NUL only at spaces, digits and line ends: one in a hundred is enough.
    if most * 100 < len(head) or most < 2 or least * 4 > most:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count(_REPLACEMENT)
    if not lost:
        return Decoded(text=text, encoding=encoding)
    warning = f"{lost} places could not be decoded as {encoding}; save the file as UTF-8"
    return Decoded(text=text, encoding=encoding, warnings=(warning,))


def _known(name: str) -> str:
    """Python's name for a declared encoding, its usual superset; empty for an unknown one."""
    supersets = {
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "iso8859-1": "cp1252",
        "ascii": "cp1252",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
        "big5": "big5hkscs",
        "tis-620": "cp874",
        "iso8859-9": "cp1254",
    }
    try:
        name = codecs.lookup(name.strip().strip("\"'")).name if name.strip() else ""
    except (LookupError, ValueError):
        return ""
    # Codecs such as "zip" or "rot13" do not make text of bytes.
    if name and not getattr(codecs.lookup(name), "_is_text_encoding", True):
        return ""
    return supersets.get(name, name)


def preload_encodings() -> None:
    """Load every codec that a file may need: they are modules, imported at first use."""
    for module in pkgutil.iter_modules(encodings.__path__):
        # Codecs of other systems (mbcs, oem) do not load here.
        with contextlib.suppress(LookupError, AttributeError, ImportError):
            codecs.lookup(module.name)
