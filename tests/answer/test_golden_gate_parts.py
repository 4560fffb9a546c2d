"""Margins of the golden gate, kinds of changed replies, and golden places that moved. Pure."""

import dataclasses

import pytest

from answer.compare_replies import by_harm, compare_replies
from answer.gate_margins import GateMargins, Pair, metrics, why_refused
from answer.gate_report import GateMetric, GateReply, ReplyChangeKind
from answer.golden import Gold, GoldenQuestion
from answer.golden_moved import GoldenFollower
from answer.question import Question
from index.content import StoredDocument
from index.passage import PassageBlock
from ingest.document import DocumentFacts

RIGHT = GateReply(
    id="q",
    question="How much grease?",
    language="en",
    kind="answer",
    reason="",
    text="15 g. Source: manual, page 3",
    said="15 g.",
    caveats=(),
    document="manual.pdf",
    page=3,
    heading="Grease",
    quote="15 g.",
    confidence=0.9,
    answerable=True,
    right=True,
    rank=1,
)
WRONG = dataclasses.replace(RIGHT, right=False, said="30 g.", document="other.pdf", rank=0)
HANDED = dataclasses.replace(RIGHT, kind="handoff", reason="low_confidence")
HANDED_WRONG = dataclasses.replace(WRONG, kind="handoff", reason="low_confidence")
UNANSWERABLE = dataclasses.replace(HANDED_WRONG, answerable=False, reason="nothing_found")
CUSTOMER = dataclasses.replace(RIGHT, answerable=None, right=False, rank=0)
CUSTOMER_HANDED = dataclasses.replace(CUSTOMER, kind="handoff", reason="low_confidence")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (RIGHT, WRONG, "wrong_sent"),
        (HANDED_WRONG, WRONG, "wrong_sent"),
        (UNANSWERABLE, dataclasses.replace(UNANSWERABLE, kind="answer"), "unanswerable_sent"),
        (dataclasses.replace(UNANSWERABLE, kind="answer"), UNANSWERABLE, "better"),
        (RIGHT, HANDED, "right_lost"),
        (RIGHT, HANDED_WRONG, "right_lost"),
        (HANDED, HANDED_WRONG, "draft_lost"),
        (CUSTOMER, CUSTOMER_HANDED, "answer_lost"),
        (CUSTOMER_HANDED, CUSTOMER, "answer_won"),
        (WRONG, HANDED_WRONG, "better"),
        (HANDED_WRONG, HANDED, "better"),
        (HANDED, RIGHT, "better"),
        (WRONG, RIGHT, "better"),
        (WRONG, dataclasses.replace(WRONG, document="third.pdf", said="9 g."), "place"),
        (RIGHT, dataclasses.replace(RIGHT, said="15 grams."), "text"),
        (RIGHT, dataclasses.replace(RIGHT, caveats=("expires_soon",)), "text"),
        (HANDED, dataclasses.replace(HANDED, reason="expired"), "reason"),
        (HANDED, dataclasses.replace(HANDED, kind="clarify", reason=""), "reason"),
        (HANDED_WRONG, dataclasses.replace(HANDED_WRONG, said="9 g."), "draft"),
        (RIGHT, dataclasses.replace(RIGHT, rank=6), "rank"),
        (RIGHT, dataclasses.replace(RIGHT, page=4, text="15 g. Page 4"), "moved"),
        (RIGHT, dataclasses.replace(RIGHT, document="copy.pdf"), "moved"),
        (RIGHT, dataclasses.replace(RIGHT, document="moved.pdf"), "moved"),
        (RIGHT, dataclasses.replace(RIGHT, said="15\n g.", confidence=0.95, rank=2), None),
        (WRONG, WRONG, None),
    ],
)
def test_what_became_of_a_reply(
    before: GateReply, after: GateReply, kind: ReplyChangeKind | None
) -> None:
    moved = {"manual.pdf": "moved.pdf"} if after.document == "moved.pdf" else {}
    change = compare_replies(before, after, moved=moved, cause="gone")
    assert (change.kind if change else None) == kind
    if change is not None:
        harmed = ("wrong_sent", "right_lost", "draft_lost", "rank")
        assert change.cause == ("gone" if kind in harmed else "")


def test_changes_are_told_by_harm_and_then_by_confidence() -> None:
    pairs = [(HANDED, RIGHT), (RIGHT, HANDED), (RIGHT, WRONG), (HANDED_WRONG, WRONG)]
    surer = dataclasses.replace(WRONG, confidence=0.99)
    changes = [compare_replies(*pair, moved={}) for pair in [*pairs, (RIGHT, surer)]]
    told = sorted((change for change in changes if change), key=by_harm)
    assert [change.kind for change in told] == [
        "wrong_sent",
        "wrong_sent",
        "wrong_sent",
        "right_lost",
        "better",
    ]
    assert told[0].after == surer


def figure(pairs: list[Pair], name: str, margins: GateMargins | None = None) -> GateMetric:
    (found,) = (one for one in metrics(pairs, margins or GateMargins()) if one.name == name)
    return found


@pytest.mark.parametrize(
    ("questions", "lost", "won", "fell"),
    [
        (20, 0, 0, False),
        (20, 1, 0, True),  # one of twenty is never lost in percents
        (20, 1, 1, False),
        (20, 3, 2, True),
        (300, 3, 0, False),
        (300, 4, 0, True),
        (300, 12, 9, False),
        (300, 12, 8, True),
    ],
)
def test_how_many_may_be_lost(questions: int, lost: int, won: int, fell: bool) -> None:
    kept: list[Pair] = [(RIGHT, RIGHT)] * (questions - lost)
    pairs = [*kept, *[(RIGHT, HANDED)] * lost, *[(HANDED, RIGHT)] * won]
    found = figure(pairs, "answered_right")
    assert (found.worse, found.better, found.before) == (lost, won, questions)
    assert found.fell is fell
    assert figure(pairs, "correct_drafts").fell is False


def test_the_margin_is_of_what_is_sent_and_not_of_what_is_asked() -> None:
    pairs: list[Pair] = [(HANDED, HANDED)] * 200 + [(RIGHT, RIGHT)] * 35 + [(RIGHT, HANDED)]
    found = figure(pairs, "answered_right")
    assert (found.questions, found.before, found.allowed, found.fell) == (236, 36, 0, True)


def test_an_answer_newly_wrong_is_made_good_by_no_other() -> None:
    pairs: list[Pair] = [(RIGHT, RIGHT)] * 298 + [(RIGHT, WRONG)] + [(WRONG, RIGHT)]
    found = figure(pairs, "answered_wrong")
    assert (found.before, found.after, found.worse, found.better) == (1, 1, 1, 1)
    assert found.fell
    assert why_refused(found) == "sent and wrong: 1 of 300 instead of 1 (1 new; none may be)"
    assert not figure(pairs, "answered_wrong", GateMargins(answered_wrong=0.005)).fell


def test_what_must_not_be_answered_is_a_figure_of_its_own() -> None:
    pairs: list[Pair] = [(UNANSWERABLE, UNANSWERABLE)] * 9
    assert [one.name for one in metrics(pairs, GateMargins())] == [
        "unanswerable_answered",
        "coverage",
    ]
    pairs.append((UNANSWERABLE, dataclasses.replace(UNANSWERABLE, kind="answer")))
    assert figure(pairs, "unanswerable_answered").fell


def test_a_wrong_answer_that_is_not_sent_any_more_is_no_loss_of_coverage() -> None:
    pairs: list[Pair] = [(WRONG, HANDED_WRONG)] * 5 + [(CUSTOMER, CUSTOMER)] * 40
    found = figure(pairs, "coverage")
    assert (found.before, found.after, found.worse, found.fell) == (45, 40, 0, False)
    pairs += [(CUSTOMER, CUSTOMER_HANDED)] * 2
    assert figure(pairs, "coverage").fell


def test_no_question_no_figure() -> None:
    assert metrics([], GateMargins()) == ()


def stored(path: str, pages: dict[int, str]) -> StoredDocument:
    text, blocks = "", []
    for page, words in pages.items():
        blocks.append(
            PassageBlock(
                kind="paragraph",
                start=len(text),
                end=len(text) + len(words),
                level=0,
                page=page,
                page_label=None,
                language="en",
                header_rows=0,
            )
        )
        text += words + "\n\n"
    return StoredDocument(
        ordinal=0,
        id=path,
        path=path,
        title=path,
        language="en",
        text=text,
        blocks=tuple(blocks),
        facts=DocumentFacts(),
        sha256="",
        media_type="application/pdf",
        page_count=len(pages),
    )


def follower(
    live: dict[str, dict[int, str]],
    candidate: dict[str, dict[int, str]],
    moved: dict[str, str] | None = None,
) -> GoldenFollower:
    before, after = (
        {path: stored(path, pages) for path, pages in one.items()} for one in (live, candidate)
    )
    differing = {
        path for path in before if path not in after or before[path].text != after[path].text
    }
    return GoldenFollower(
        live=before.get,
        candidate=after.get,
        moved=moved or {},
        differing=frozenset(differing),
    )


def golden(*places: Gold) -> GoldenQuestion:
    return GoldenQuestion(question=Question(id="g1", question="?"), answerable=True, gold=places)


GREASE = Gold(document="m.pdf", page=2, text="15 g of grease")


def test_a_place_follows_the_page_that_was_put_in_before_it() -> None:
    pages = {1: "Safety first.", 2: "Use 15 g of grease."}
    found = follower(
        {"m.pdf": pages}, {"m.pdf": {1: "New.", 2: pages[1], 3: "Use 15 g of\ngrease."}}
    ).follow(golden(GREASE))
    assert found.to_mend == ("g1: m.pdf, page 2 is m.pdf, page 3 now",)
    assert found.golden.gold == (Gold(document="m.pdf", page=None, text=GREASE.text),)
    assert found.cause("m.pdf") == ""


def test_a_place_follows_the_file_that_was_renamed() -> None:
    pages = {2: "Use 15 g of grease."}
    found = follower({"m.pdf": pages}, {"n.pdf": pages}, {"m.pdf": "n.pdf"}).follow(golden(GREASE))
    assert found.golden.gold == (Gold(document="n.pdf", page=2, text=GREASE.text),)
    assert found.to_mend == ("g1: m.pdf, page 2 is n.pdf, page 2 now",)


def test_a_text_that_is_gone_is_named_unless_another_place_answers() -> None:
    one = follower({"m.pdf": {2: "Use 15 g of grease."}}, {"m.pdf": {2: "Use 20 g of grease."}})
    assert one.follow(golden(GREASE)).cause("") == (
        "the text that answers does not stand in m.pdf, page 2 any more"
    )
    removed = follower({"m.pdf": {2: "Use 15 g of grease."}}, {})
    assert removed.follow(golden(GREASE)).cause("") == "m.pdf is not in the candidate"
    other = Gold(document="faq.csv", page=None, text="15 g")
    beside = follower(
        {"m.pdf": {2: "Use 15 g of grease."}, "faq.csv": {1: "15 g"}}, {"faq.csv": {1: "15 g"}}
    )
    found = beside.follow(golden(GREASE, other))
    assert found.cause("faq.csv") == ""
    assert found.cause("m.pdf") == "m.pdf is not in the candidate"


def test_a_place_that_never_stood_where_it_says_is_left_as_it_is() -> None:
    wrong_page = Gold(document="m.pdf", page=7, text="15 g of grease")
    found = follower({"m.pdf": {2: "15 g of grease"}}, {"m.pdf": {3: "15 g of grease."}}).follow(
        golden(wrong_page)
    )
    assert found.golden.gold == (wrong_page,)
    assert (found.to_mend, found.lost) == ((), ())
