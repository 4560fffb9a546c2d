"""From reader to document: the codec, tidying, assembling."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.assemble import assemble, document_id
from ingest.document import DocumentFacts, RawBlock, RawDocument, SourceFile
from ingest.errors import FileUnreadable
from ingest.facts_result import FactsResult
from ingest.raw_codec import decode_raw, encode_raw
from ingest.tidy import tidy

_SOURCE = SourceFile(
    path="manuals/xr-200_guide.md",
    media_type="text/markdown",
    size=1,
    sha256="0" * 64,
    modified_at=0.0,
)
_NO_FACTS = FactsResult(facts=DocumentFacts())
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_BLOCKS = st.lists(
    st.builds(
        RawBlock,
        kind=st.sampled_from(
            ["heading", "paragraph", "list_item", "table", "code", "figure_caption"]
        ),
        text=_TEXT,
        level=st.integers(0, 6),
        page=st.none() | st.integers(1, 9),
        page_label=st.none() | _TEXT,
        header_rows=st.integers(0, 3),
        row_numbers=st.lists(st.integers(1, 9), max_size=3).map(tuple),
        starts_entry=st.booleans(),
    ),
    max_size=6,
).map(tuple)
_DOCUMENTS = st.builds(
    RawDocument,
    blocks=_BLOCKS,
    title=_TEXT,
    language=_TEXT,
    front_matter=_TEXT,
    front_matter_line=st.integers(0, 9),
    page_count=st.integers(0, 9),
    pages_without_text=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    warnings=st.lists(_TEXT, max_size=2).map(tuple),
)


@given(_DOCUMENTS)
def test_the_codec_loses_nothing(raw: RawDocument) -> None:
    assert decode_raw(encode_raw(raw)) == raw


@given(st.binary(max_size=200))
def test_the_codec_refuses_everything_else(payload: bytes) -> None:
    with pytest.raises(FileUnreadable):
        decode_raw(payload)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"paragraph"', b'"script"'),
        (b'"title":""', b'"title":7'),
        (b'"page_count":0', b'"page_count":-1'),
        (b'"page_count":0', b'"page_count":true'),
        (b'"warnings":[]', b'"warnings":{}'),
        (b'"title":""', b'"title":"\\ud800"'),
        (b'"title":""', b'"title":"","extra":1'),
    ],
)
def test_the_codec_checks_every_field(old: bytes, new: bytes) -> None:
    good = encode_raw(RawDocument(blocks=(RawBlock(kind="paragraph", text="a"),)))
    assert old in good
    with pytest.raises(FileUnreadable):
        decode_raw(good.replace(old, new))


@settings(deadline=None, max_examples=60)
@given(_DOCUMENTS)
def test_every_span_gives_its_block(raw: RawDocument) -> None:
    clean = tidy(raw)
    document = assemble(clean, source=_SOURCE, facts=_NO_FACTS)
    assert len(document.blocks) == len(clean.blocks)
    for block, expected in zip(document.blocks, clean.blocks, strict=True):
        assert document.text[block.start : block.end] == expected.text
        assert expected.text == expected.text.strip()
        assert expected.text
    assert document.text == "\n\n".join(block.text for block in clean.blocks)


@given(_DOCUMENTS)
def test_tidying_twice_changes_nothing(raw: RawDocument) -> None:
    once = tidy(raw)
    again = tidy(once)
    assert again.blocks == once.blocks
    for block in once.blocks:
        assert unicodedata.is_normalized("NFC", block.text)
        if block.kind == "table" and block.row_numbers:
            assert len(block.row_numbers) == block.text.count("\n") + 1


def _text(text: str, kind: str = "paragraph") -> str:
    block = RawBlock(kind=kind, text=text)  # type: ignore[arg-type]
    return tidy(RawDocument(blocks=(block,))).blocks[0].text


def test_what_nobody_sees_is_taken_away() -> None:
    """That it was there is a finding (``tests/hygiene``)."""
    raw = RawDocument(
        blocks=(RawBlock(kind="paragraph", text="safe\u202eevil\u2069 \U000e0041\U000e0042x"),)
    )
    clean = tidy(raw)
    assert clean.blocks[0].text == "safeevil x"


def test_characters_that_mean_something_stay() -> None:
    assert _text("XR\u200b-200\u00adA") == "XR-200A"
    assert _text("می\u200cخواهم") == "می\u200cخواهم"
    assert _text("👩\u200d🔧") == "👩\u200d🔧"
    assert _text("①ﬁ ½ Å") == "①ﬁ ½ Å"
    assert _text("e\u0301") == "é"
    assert _text("a\u3000b\u00a0 c") == "a b c"
    assert _text("if x:\n    y  ", kind="code") == "if x:\n    y"


def test_blank_rows_leave_with_their_numbers() -> None:
    table = RawBlock(kind="table", text="a | b\n | \n1 | 2", header_rows=1, row_numbers=(1, 2, 3))
    block = tidy(RawDocument(blocks=(table,))).blocks[0]
    assert (block.text, block.row_numbers, block.header_rows) == ("a | b\n1 | 2", (1, 3), 1)


@pytest.mark.parametrize(("characters", "kind"), [(400, "heading"), (401, "paragraph")])
def test_a_heading_that_is_too_long_for_one_is_text(characters: int, kind: str) -> None:
    heading = RawBlock(kind="heading", text="x" * characters, level=2)
    block = tidy(RawDocument(blocks=(heading,))).blocks[0]
    assert (block.kind, block.level > 0) == (kind, kind == "heading")
    assert len(block.text) == characters


def test_headers_of_tables_and_titles_are_bounded() -> None:
    row = " | ".join(["Voltage"] * 500)
    table = RawBlock(kind="table", text=f"{row}\n1 | 2", header_rows=1, table_header=row)
    clean = tidy(RawDocument(blocks=(table,), title="Pump " * 1_000))
    assert clean.blocks[0].text == f"{row}\n1 | 2"
    assert (clean.blocks[0].header_rows, clean.blocks[0].table_header) == (0, "")
    assert clean.title == ("Pump " * 80).strip()


_HEADING = RawBlock(kind="heading", text="Heading", level=1)
_ENGLISH = RawBlock(
    kind="paragraph",
    text="Press and hold the power button for five seconds until the red light starts to flash.",
)
_GERMAN = RawBlock(
    kind="paragraph",
    text="Halten Sie die Taste fünf Sekunden lang gedrückt, bis die rote Leuchte blinkt.",
)


def test_the_nearest_title_wins() -> None:
    assert (
        assemble(
            RawDocument(blocks=(_HEADING,), title="Property"),
            source=_SOURCE,
            facts=FactsResult(facts=DocumentFacts(), title="Stated"),
        ).title
        == "Stated"
    )
    raw = RawDocument(blocks=(_HEADING,), title="Property")
    assert assemble(raw, source=_SOURCE, facts=_NO_FACTS).title == "Property"
    raw = RawDocument(blocks=(_HEADING,))
    assert assemble(raw, source=_SOURCE, facts=_NO_FACTS).title == "Heading"
    raw = RawDocument(blocks=())
    assert assemble(raw, source=_SOURCE, facts=_NO_FACTS).title == "xr-200 guide"


@pytest.mark.parametrize(
    ("declared", "stated", "block", "expected"),
    [
        ("", "", _ENGLISH, "en"),
        ("en-GB", "", _ENGLISH, "en-GB"),
        ("en", "", _GERMAN, "de"),
        ("en", "fr", _GERMAN, "fr"),
        (
            "",
            "zh",
            RawBlock(kind="paragraph", text="請按住電源鍵，直到紅燈閃爍。"),
            "zh-Hant",
        ),
        ("zh-CN", "", RawBlock(kind="paragraph", text="XR-200A"), "zh-Hans"),
        ("", "", RawBlock(kind="paragraph", text="24 V"), "und"),
    ],
)
def test_the_language_is_stated_declared_or_detected(
    declared: str, stated: str, block: RawBlock, expected: str
) -> None:
    raw = RawDocument(blocks=(block,), language=declared)
    facts = FactsResult(facts=DocumentFacts(), language=stated)
    assert assemble(raw, source=_SOURCE, facts=facts).language == expected


def test_a_block_in_another_language_says_so() -> None:
    chinese = RawBlock(kind="paragraph", text="长按电源键五秒。")
    label = RawBlock(kind="paragraph", text="XR-200A")
    raw = RawDocument(blocks=(_ENGLISH, chinese, _GERMAN, _ENGLISH, label))
    document = assemble(raw, source=_SOURCE, facts=_NO_FACTS)
    assert [block.language for block in document.blocks] == [
        "en",
        "zh-Hans",
        "de",
        "en",
        "en",
    ]


def test_the_id_depends_on_the_path_alone() -> None:
    assert document_id("a/b.md") == document_id("a/b.md") != document_id("a/c.md")
    assert len(document_id("中文/手册.pdf")) == 16


def test_names_in_latin_letters_are_no_language_of_their_own() -> None:
    chinese = RawBlock(kind="paragraph", text="长按电源键五秒，直到红灯开始闪烁，然后松开。" * 3)
    label = RawBlock(kind="heading", text="ESP-Sense Kit Dashboard", level=2)
    mixed = RawBlock(kind="paragraph", text="打开 Settings, Proxy Server and Screen Recording。")
    document = assemble(
        RawDocument(blocks=(chinese, label, mixed)), source=_SOURCE, facts=_NO_FACTS
    )
    assert {block.language for block in document.blocks} == {"zh-Hans"}
