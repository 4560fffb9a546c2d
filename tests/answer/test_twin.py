"""Twins: a quote in another language becomes the same block of the document's own translation."""

from dataclasses import replace

import pytest

from answer.draft import Draft
from answer.twin import translate_by_twin
from index.content import StoredDocument
from tests.answer.samples import Piece, draft, quote, stored

ENGLISH: tuple[Piece, ...] = (
    ("heading", "Safety", 1),
    ("paragraph", "Wait 5 minutes before opening.", 1),
    ("heading", "Reset", 1),
    ("paragraph", "To reset:", 1),
    ("list_item", "1. Hold the button for 8 seconds.", 1),
    ("list_item", "2. Release it.", 1),
    ("table", "Model | Voltage\nXR-200A | 24 V", 2),
)
GERMAN: tuple[Piece, ...] = (
    ("heading", "Sicherheit", 1),
    ("paragraph", "Vor dem Öffnen 5 Minuten warten.", 1),
    ("heading", "Zurücksetzen", 1),
    ("paragraph", "Zum Zurücksetzen:", 1),
    ("list_item", "1. Taste 8 Sekunden halten.", 1),
    ("list_item", "2. Loslassen.", 1),
    ("table", "Modell | Spannung\nXR-200A | 24 V", 3),
)
ORIGINAL = stored(*ENGLISH, path="en.md")


def translate(
    made: Draft,
    *,
    twin: StoredDocument | None,
    original: StoredDocument = ORIGINAL,
    language: str = "de",
) -> Draft:
    found = {document.path: document for document in (original, twin) if document}
    return translate_by_twin(
        made, language=language, find_document=found.get, find_twin=lambda path, tag: twin
    )


def german(**changed: Piece) -> StoredDocument:
    pieces = [changed.get(f"block{number}", piece) for number, piece in enumerate(GERMAN)]
    return stored(*pieces, path="de.md", language="de")


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("Wait 5 minutes before opening.", 1, "Vor dem Öffnen 5 Minuten warten."),
        ("2. Release it.", 1, "2. Loslassen."),
        (
            "To reset:\n\n1. Hold the button for 8 seconds.\n\n2. Release it.",
            1,
            "Zum Zurücksetzen:\n\n1. Taste 8 Sekunden halten.\n\n2. Loslassen.",
        ),
        ("Model | Voltage\nXR-200A | 24 V", 2, "Modell | Spannung\nXR-200A | 24 V"),
        # part of a block is answered with the whole of it
        ("5 minutes", 1, "Vor dem Öffnen 5 Minuten warten."),
    ],
)
def test_the_block_at_the_same_place_is_quoted(text: str, page: int, expected: str) -> None:
    twin = german()
    made = translate(draft(quote(ORIGINAL, text, page=page)), twin=twin)
    assert made.translation == "document"
    (statement,) = made.statements
    (citation,) = statement.citations
    assert statement.text == citation.quote == expected
    assert twin.text[citation.start : citation.end] == expected
    assert (citation.document, citation.language) == ("de.md", "de")
    assert citation.page in {
        block.page
        for block in twin.blocks
        if block.start < citation.end and citation.start < block.end
    }
    assert citation.heading_path in (("Sicherheit",), ("Zurücksetzen",))


SAFETY = draft(quote(ORIGINAL, "Wait 5 minutes before opening.", page=1))


@pytest.mark.parametrize(
    "twin",
    [
        None,
        # another number: the translation has drifted
        german(block1=("paragraph", "Vor dem Öffnen 10 Minuten warten.", 1)),
        # another structure: nobody can say which block is meant
        german(block1=("list_item", "Vor dem Öffnen 5 Minuten warten.", 1)),
        stored(*GERMAN[:1], *GERMAN[2:], path="de.md", language="de"),
    ],
)
def test_where_structure_or_numbers_differ_the_original_is_quoted(
    twin: StoredDocument | None,
) -> None:
    assert translate(SAFETY, twin=twin) == SAFETY


def test_a_chinese_twin_with_another_number_is_refused() -> None:
    """Numbers right behind Chinese characters count."""
    heading: Piece = ("heading", "安全", 1)
    for minutes, translation in ((5, "document"), (8, "none")):
        text: Piece = ("paragraph", f"打开前等待{minutes}分钟。", 1)
        twin = stored(heading, text, *GERMAN[2:], path="zh.md", language="zh-Hans")
        assert translate(SAFETY, twin=twin, language="zh").translation == translation


def test_a_quote_in_the_right_language_stays() -> None:
    assert translate(SAFETY, twin=german(), language="en-US") == SAFETY


def test_two_quotes_of_one_block_become_one() -> None:
    made = translate(
        draft(quote(ORIGINAL, "Wait 5 minutes", page=1), quote(ORIGINAL, "before opening", page=1)),
        twin=german(),
    )
    assert [statement.text for statement in made.statements] == ["Vor dem Öffnen 5 Minuten warten."]


def test_only_what_has_a_twin_is_replaced() -> None:
    other = stored(("paragraph", "Grease it.", None), path="other.md")
    made = draft(*SAFETY.statements, quote(other, "Grease it."))
    twin = german()
    found = {document.path: document for document in (ORIGINAL, other, twin)}
    result = translate_by_twin(
        made,
        language="de",
        find_document=found.get,
        find_twin=lambda path, tag: twin if path == "en.md" else None,
    )
    assert [s.citations[0].document for s in result.statements] == ["de.md", "other.md"]
    assert result.translation == "document"


def test_blocks_before_the_first_heading_have_twins_too() -> None:
    original = stored(("paragraph", "Read me.", None), *ENGLISH, path="en.md")
    twin = stored(("paragraph", "Lies mich.", None), *GERMAN, path="de.md", language="de")
    made = translate(draft(quote(original, "Read me.")), twin=twin, original=original)
    assert made.statements[0].text == "Lies mich."
    assert replace(made.statements[0].citations[0]).heading_path == ()


PDF: tuple[Piece, ...] = (
    ("paragraph", "Northgale", 1),
    ("heading", "Contents", 1),
    ("heading", "Safety", 2),
    ("paragraph", "Wait 5 minutes before opening. Never wet it.", 2),
    ("paragraph", "Keep it dry.", 2),
    ("heading", "Data", 3),
    ("paragraph", "Data of all models", 3),
    ("table", "Model | Voltage\nXR-200A | 24 V\nXR-200B | 48 V\nXR-300 | 96 V", 3),
    ("heading", "Care", 4),
    ("paragraph", "Clean it every 6 months.", 4),
    ("paragraph", "Do not open it.", 4),
)
DOCX: tuple[Piece, ...] = (
    ("heading", "Seguridad", None),
    ("paragraph", "Espere 5 minutos antes de abrir. No lo moje nunca.", None),
    ("paragraph", "Manténgalo seco.", None),
    ("heading", "Datos", None),
    ("figure_caption", "Datos de todos los modelos", None),
    ("table", "Modelo | Tensión\nXR-200A | 24 V\nXR-200B | 48 V\nXR-300 | 90 V", None),
    ("heading", "Cuidado", None),
    ("paragraph", "Límpielo cada 6 meses.", None),
    ("paragraph", "Una nota del traductor.", None),
    ("paragraph", "No lo abra.", None),
)


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("Wait 5 minutes before opening.", 2, "Espere 5 minutos antes de abrir."),
        ("Never wet it.", 2, "No lo moje nunca."),
        ("Keep it dry.", 2, "Manténgalo seco."),
        ("Data of all models", 3, "Datos de todos los modelos"),
        ("XR-200B | 48 V", 3, "XR-200B | 48 V"),
        ("XR-200A | 24 V\nXR-200B | 48 V", 3, "XR-200A | 24 V\nXR-200B | 48 V"),
        ("Clean it every 6 months.", 4, "Límpielo cada 6 meses."),
        # drifted: 96 V became 90 V
        ("XR-300 | 96 V", 3, None),
        (PDF[7][1], 3, None),
        # nobody knows which of two unmarked paragraphs it is
        ("Do not open it.", 4, None),
        # stands in one of the two alone
        ("Northgale", 1, None),
    ],
)
def test_other_formats_headings_and_captions_do_not_hide_the_block(
    text: str, page: int, expected: str | None
) -> None:
    original = stored(*PDF, path="en.pdf")
    twin = stored(*DOCX, path="es.docx", language="es")
    made = translate(draft(quote(original, text, page=page)), twin=twin, original=original)
    (statement,) = made.statements
    (citation,) = statement.citations
    if expected is None:
        assert (statement.text, made.translation) == (text, "none")
        return
    assert statement.text == citation.quote == expected
    assert twin.text[citation.start : citation.end] == expected
    assert citation.table_header == ("Modelo | Tensión" if "|" in text else "")


def test_the_header_stays_where_it_is_quoted() -> None:
    original = stored(*PDF, path="en.pdf")
    twin = stored(*DOCX, path="es.docx", language="es")
    text = "Model | Voltage\nXR-200A | 24 V"
    made = translate(draft(quote(original, text, page=3)), twin=twin, original=original)
    assert made.statements[0].text == "Modelo | Tensión\nXR-200A | 24 V"
    assert made.statements[0].citations[0].table_header == ""
