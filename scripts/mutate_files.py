"""A good file → a bad one, by its structure: what is broken lies behind the first checks.

Random bytes are refused at the door. So containers are opened, one part is changed and the whole
packed again; streams of PDFs are unfolded, changed and folded again; markup is changed by its
tokens. Every change is drawn from the one ``Random``: the same seed gives the same file.
"""

import contextlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

Change = Callable[[Random, bytes], bytes]
_NUMBERS = (
    *("0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648"),
    *("4294967296", "18446744073709551616", "1e308", "-1e999", "NaN", "0.0000001", "9" * 400),
)
_ODD_TEXT = (
    *("\x00", "\x0b", "\x1b", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "\U000e0041"),
    *("a\u0300" * 200, "ﷺ" * 50, "İ" * 50, "ﬃ" * 50, "𝕏" * 50, "👨‍👩‍👧" * 20, "한" * 300),
    *("1" * 3000, "a" * 5000, "-" * 3000, " " * 5000, "\t" * 2000, "\n" * 2000, "|" * 2000),
    *("(" * 2000, "[" * 2000, "a." * 1500, "1," * 1500, "A-1/" * 800, "<" * 2000, "&" * 2000),
    *("\u00a0" * 500, ". " * 1000, "x@" * 900, "EN 1-" * 600, "2026-" * 600, "中" * 4000),
)
_ODD_BYTES = (
    b"\xff",
    b"\xfe\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf5",
    b"\x80" * 99,
    b"\x00" * 9,
)
_TOKEN = re.compile(rb"<[^<>]{0,400}>|&[#\w]{1,12};|\w+|\s+|[^\w\s]")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_OBJECT = re.compile(rb"(?<!\d)\d{1,8} \d{1,5} obj\b.*?\bendobj\b", re.DOTALL)
_REFERENCE = re.compile(rb"(?<!\d)\d{1,8} 0 R\b")
_STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
_OPERATORS = (
    *(
        b" BT ",
        b" ET ",
        b" q ",
        b" Q ",
        b" Tj ",
        b" TJ ",
        b" Tf ",
        b" cm ",
        b" Tm ",
        b" Do ",
        b" '",
    ),
    *(b" re f ", b" W n ", b" BI ID EI ", b" BMC ", b" EMC ", b" sh ", b" Tr ", b" 3 Tr ", b" Tz "),
)
_LONGEST = 2**20


def change_bytes(random: Random, data: bytes) -> bytes:
    """A few bytes turned, left out, said twice or put elsewhere."""
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        if not out:
            return bytes(out)
        place = random.randrange(len(out))
        size = random.choice((1, 1, 2, 4, 16, 64, 512))
        match random.randrange(7):
            case 0:
                out[place] = random.randrange(256)
            case 1:
                out[place] ^= 1 << random.randrange(8)
            case 2:
                del out[place : place + size]
            case 3:
                out[place:place] = out[place : place + size] * random.choice((1, 2, 50))
            case 4:
                other = random.randrange(len(out))
                out[place : place + size] = out[other : other + size]
            case 5:
                out[place:place] = random.choice(_ODD_BYTES)
            case _:
                del out[random.randrange(len(out)) :]
    return bytes(out[:_LONGEST])


def change_text(random: Random, data: bytes) -> bytes:
    """Tokens swapped, repeated, nested; numbers and characters that nobody expects."""
    tokens = _TOKEN.findall(data[:400_000])
    if not tokens:
        return change_bytes(random, data)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        place, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        match random.randrange(9):
            case 0:
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 1:
                del tokens[place : place + random.choice((1, 1, 3, 30))]
            case 2:
                piece = tokens[place : place + random.choice((1, 3, 20))]
                tokens[place:place] = piece * random.choice((1, 3, 60))
            case 3:
                tokens[place:place] = [random.choice(_ODD_TEXT).encode("utf-8", "surrogatepass")]
            case 4:
                tokens[place:place] = [tokens[other]] * random.choice((2, 20, 900))
            case 5:
                tokens[place] = _NUMBER.sub(random.choice(_NUMBERS).encode(), tokens[place])
            case 6:
                numbered = [n for n, one in enumerate(tokens) if _NUMBER.search(one)]
                if numbered:
                    chosen = random.choice(numbered)
                    tokens[chosen] = random.choice(_NUMBERS).encode()
            case 7:
                tokens[place:place] = [random.choice(_ODD_BYTES)]
            case _:
                end = min(len(tokens), place + random.choice((5, 40, 400)))
                piece = tokens[place:end]
                random.shuffle(piece)
                tokens[place:end] = piece
        if not tokens:
            return b""
    return b"".join(tokens)[:_LONGEST]


def change_xml(random: Random, data: bytes) -> bytes:
    """Elements and attributes changed, still well-formed: what is read is odd, not broken."""
    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return change_text(random, data)
    elements = [one for one in tree.iter() if isinstance(one.tag, str)]
    for _ in range(random.choice((1, 1, 2, 4, 10))):
        one, other = random.choice(elements), random.choice(elements)
        parent = one.getparent()
        attributes = list(one.attrib)
        match random.randrange(8):
            case 0 if parent is not None:
                parent.remove(one)
            case 1 if parent is not None:
                for _ in range(random.choice((1, 3, 200))):
                    parent.append(deepcopy(one))
            case 2:
                other.append(deepcopy(one))
            case 3 if attributes:
                one.set(random.choice(attributes), random.choice(_NUMBERS))
            case 4 if attributes:
                del one.attrib[random.choice(attributes)]
            case 5:
                one.text = random.choice((*_ODD_TEXT[5:], *_NUMBERS))
            case 6:
                for _ in range(random.choice((3, 60))):  # one in itself, and again
                    copied = deepcopy(one)
                    for child in list(one):
                        one.remove(child)
                    one.append(copied)
                    if len(etree.tostring(tree)) > _LONGEST:
                        break
            case _:
                if attributes and other.attrib:
                    one.set(random.choice(attributes), random.choice(list(other.attrib.values())))
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def change_container(random: Random, data: bytes) -> bytes:
    """One or two parts of a ZIP changed within, the whole packed again; seldom the container."""
    if random.random() < 0.1:
        return change_bytes(random, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(one.filename, archive.read(one)) for one in archive.infolist()]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        number = random.randrange(len(parts))
        # most of what is read stands in few parts
        telling = [
            n
            for n, (name, _) in enumerate(parts)
            if re.search(r"document|sheet\d|styles|numbering|sharedStrings|workbook|\.rels$", name)
        ]
        if telling and random.random() < 0.85:
            number = random.choice(telling)
        name, content = parts[number]
        match random.randrange(12):
            case 0:
                del parts[number]
            case 1:
                parts.append((name, change_text(random, content)))
            case 2:
                parts[number] = (parts[random.randrange(len(parts))][0], content)
            case 3:
                parts[number] = (name, change_bytes(random, content))
            case 4 | 5:
                parts[number] = (name, change_text(random, content))
            case _:
                parts[number] = (name, change_xml(random, content))
        if not parts:
            break
    stream = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if random.random() < 0.9 else zipfile.ZIP_STORED
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")  # two parts of one name are meant
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return stream.getvalue()


def change_pdf(random: Random, data: bytes) -> bytes:
    """Objects, references, lengths, content streams or the table of places changed."""
    chosen = random.randrange(10)
    if chosen == 0:
        return change_bytes(random, data)
    if chosen == 1:
        return _broken_table(random, data)
    objects = list(_OBJECT.finditer(data))
    if not objects:
        return change_bytes(random, data)
    one = random.choice(objects)
    body = one.group()
    if chosen in (2, 3, 4) and _STREAM.search(body):
        body = _STREAM.sub(lambda found: _changed_stream(random, found), body, count=1)
    elif chosen in (5, 6):
        references = _REFERENCE.findall(data)
        if references:
            body = _REFERENCE.sub(
                lambda found: random.choice(references) if random.random() < 0.5 else found[0], body
            )
    elif chosen == 7:
        body = random.choice(objects).group()
    elif chosen == 8:
        body = _NUMBER.sub(
            lambda found: random.choice(_NUMBERS).encode() if random.random() < 0.3 else found[0],
            body,
        )
    else:
        body = change_text(random, body)
    return (data[: one.start()] + body + data[one.end() :])[:_LONGEST]


def _changed_stream(random: Random, found: "re.Match[bytes]") -> bytes:
    content, folded = found.group(2), False
    with contextlib.suppress(zlib.error):
        content, folded = zlib.decompressobj().decompress(content, 2**21), True
    if random.random() < 0.4:
        place = random.randrange(len(content) + 1)
        content = (
            content[:place]
            + random.choice(_OPERATORS) * random.choice((1, 5, 4000))
            + (content[place:])
        )
    else:
        content = change_text(random, content)
    return found.group(1) + (zlib.compress(content) if folded else content) + found.group(3)


def _broken_table(random: Random, data: bytes) -> bytes:
    """Places, sizes and roots in the table at the end."""
    start = data.rfind(b"xref")
    if start < 0:
        return change_bytes(random, data)
    tail = data[start:]
    return data[:start] + (
        change_bytes(random, tail) if random.random() < 0.5 else change_text(random, tail)
    )


def change_picture(random: Random, data: bytes) -> bytes:
    """Bytes of a picture; in a PNG the checksums are put right, so that what follows is read."""
    changed = change_bytes(random, data)
    if not changed.startswith(b"\x89PNG\r\n\x1a\n") or random.random() < 0.3:
        return changed
    out, place = bytearray(changed[:8]), 8
    while place + 12 <= len(changed):
        length = int.from_bytes(changed[place : place + 4], "big")
        body = changed[place + 4 : place + 8 + length]
        if len(body) < 4 + length:
            break
        out += changed[place : place + 4] + body + zlib.crc32(body).to_bytes(4, "big")
        place += 12 + length
    return bytes(out + changed[place:])
