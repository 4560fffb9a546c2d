"""TBX in its styles, and files that are hostile or no TBX; read in the sandbox."""

from collections.abc import Iterator

import pytest

from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.raw_terms import RawConcept
from ingest.readers.tbx import LARGEST_FILE_BYTES
from ingest.sandbox import Sandbox, SandboxLimits
from ingest.terms_codec import decode_terms, encode_terms

DCA = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>a note on a term</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="c1">
<admin type="customerSubset">Nordlicht</admin>
<descrip type="definition">feeds <hi>a</hi> device</descrip><note>Do not translate.</note>
<langSec xml:lang="de"><termSec><term>Netz&amp;teil</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
<termNote type="geographicalUsage">CH</termNote><note>of the term</note></termSec></langSec>
</conceptEntry></body></text></tbx>"""
DCT = """<tbx style="dct" type="TBX-Basic" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<text><body><conceptEntry id="c1"><min:customerSubset>Nordlicht</min:customerSubset>
<basic:definition>feeds a device</basic:definition><note>Do not translate.</note>
<langSec xml:lang="de"><termSec><term>Netz&amp;teil</term>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
<basic:geographicalUsage>CH</basic:geographicalUsage></termSec></langSec>
</conceptEntry></body></text></tbx>"""
OLD = """<?xml version='1.0'?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="c1">
<admin type="customerSubset">Nordlicht</admin><note>Do not translate.</note>
<descripGrp><descrip type="definition">feeds a device</descrip></descripGrp>
<langSet xml:lang="de"><ntig><termGrp><term>Netz&amp;teil</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
<termNote type="geographicalUsage">CH</termNote></termGrp></ntig></langSet>
</termEntry></body></text></martif>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<tbx><text>&c;</text></tbx>"""
EXTERNAL = """<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<tbx><text><body><conceptEntry><note>&x;</note></conceptEntry></body></text></tbx>"""
UNDECLARED = '<!DOCTYPE tbx SYSTEM "http://127.0.0.1/x.dtd"><tbx><text>&x;</text></tbx>'


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=SandboxLimits(memory_bytes=2**29)) as opened:
        yield opened


def without_line(concepts: tuple[RawConcept, ...]) -> list[object]:
    return [(one.id, one.brand, one.definition, one.notes, one.terms) for one in concepts]


def test_both_styles_and_the_older_version_say_the_same(sandbox: Sandbox) -> None:
    new, other, old = (sandbox.read_terms(text.encode()) for text in (DCA, DCT, OLD))
    assert without_line(new) == without_line(other) == without_line(old)
    (concept,) = new
    assert concept.definition == "feeds a device"
    assert concept.line == 4
    assert [(one.text, one.language, one.market) for one in concept.terms] == [
        ("Netz&teil", "de", "CH")
    ]


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, UNDECLARED])
def test_entities_are_refused_whatever_they_hold(sandbox: Sandbox, text: str) -> None:
    with pytest.raises(FileUnreadable, match="entity of its own"):
        sandbox.read_terms(text.encode())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not well-formed"),
        (b"<tbx>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<html></html>", "begins with 'html'"),
        (b"<tbx>" + b"<a>" * 100, "nested too deeply"),
        (b"PK\x03\x04", "not well-formed"),
    ],
)
def test_what_is_no_tbx_is_refused(sandbox: Sandbox, data: bytes, message: str) -> None:
    with pytest.raises(FileUnreadable, match=message):
        sandbox.read_terms(data)


def test_a_file_of_50_megabytes_is_refused(sandbox: Sandbox) -> None:
    heavy = b"<tbx><note>" + b"a" * 50_000_000 + b"</note></tbx>"
    with pytest.raises(FileTooHeavy, match=f"over {LARGEST_FILE_BYTES // 1_000_000} MB"):
        sandbox.read_terms(heavy)


def test_too_many_concepts_or_terms_are_refused(sandbox: Sandbox) -> None:
    many = b"<tbx>" + b"<conceptEntry/>" * 20_001 + b"</tbx>"
    with pytest.raises(FileTooHeavy, match="concepts; split"):
        sandbox.read_terms(many)
    terms = b"<termSec><term>a</term></termSec>" * 401
    with pytest.raises(FileTooHeavy, match="a concept of over"):
        sandbox.read_terms(b"<tbx><conceptEntry>" + terms + b"</conceptEntry></tbx>")


def test_long_text_is_cut_and_does_not_grow(sandbox: Sandbox) -> None:
    text = b"<tbx><conceptEntry><note>" + b"a\n" * 5_000_000 + b"</note></conceptEntry></tbx>"
    (concept,) = sandbox.read_terms(text)
    assert len(concept.notes[0]) < 600_000


@pytest.mark.parametrize(
    "payload",
    [b"", b"{}", b"[1]", b'[{"id": "a"}]', b"[" * 100_000, encode_terms(()) + b"x"],
)
def test_a_malformed_answer_of_the_worker_is_refused(payload: bytes) -> None:
    with pytest.raises(FileUnreadable, match="malformed terms"):
        decode_terms(payload)
