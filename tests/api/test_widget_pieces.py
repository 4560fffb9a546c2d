"""A reply's text cut where its sources are named."""

from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.localize import localize_answer, localize_clarify
from answer.reply import Choice, Citation, Statement
from api.widget.pieces import pieces_of

PHRASES = load_phrases()


def statement(text: str, *, title: str, page: int | None = None, start: int = 0) -> Statement:
    citation = Citation(
        document=f"{title}.md",
        title=title,
        heading_path=(),
        page=page,
        page_label=None,
        start=start,
        end=start + len(text),
        quote=text,
        language="en",
    )
    return Statement(text=text, citations=(citation,))


def test_in_every_language_a_source_is_a_number_and_nothing_else_is_lost() -> None:
    said = (
        statement("It weighs 0.68 kg.", title="Manual (A) [1]", page=7),
        statement("Keep 40 mm above.", title="دليل", start=90),
        statement("It is natural zinc.", title="Manual (A) [1]", page=9),
    )
    for language in SHIPPED_LANGUAGES:
        text = localize_answer(
            said, language=language, evidence_language_differs=False, phrases=PHRASES
        )
        pieces, sources = pieces_of(text, said, frame=PHRASES.phrases_for(language))
        assert [piece.sources for piece in pieces] == [[1], [2], [3]], language
        assert [(one.title, one.page) for one in sources] == [
            ("Manual (A) [1]", "7"),
            ("دليل", ""),
            ("Manual (A) [1]", "9"),
        ]
        shown = "\n".join(piece.text for piece in pieces)
        for one in said:
            assert one.text in shown
        assert "Manual" not in shown


def test_a_line_that_only_looks_like_a_source_stays() -> None:
    said = (statement("Source: another, page 3", title="Manual", page=7),)
    text = localize_answer(said, language="en", evidence_language_differs=False, phrases=PHRASES)
    pieces, _ = pieces_of(text, said, frame=PHRASES.phrases_for("en"))
    assert [piece.text for piece in pieces] == [
        "Here is what our documents say:\n\nSource: another, page 3"
    ]


def test_choices_become_buttons_and_the_question_stays() -> None:
    choices = (Choice(label="XR-200A", value="XR-200A"), Choice(label="XR-200B", value="XR-200B"))
    for language in SHIPPED_LANGUAGES:
        text = localize_clarify("which_model", choices=choices, language=language, phrases=PHRASES)
        frame = PHRASES.phrases_for(language)
        pieces, sources = pieces_of(text, choices=choices, frame=frame)
        assert [piece.text for piece in pieces] == [frame.text("clarify_which_model")]
        assert sources == []


def test_text_of_nobody_knows_what_is_one_piece() -> None:
    text = "\n\n<b>Hello</b>\n\nSource: x\n"
    pieces, _ = pieces_of(text, frame=PHRASES.phrases_for("en"))
    assert [piece.text for piece in pieces] == ["<b>Hello</b>\n\nSource: x"]
