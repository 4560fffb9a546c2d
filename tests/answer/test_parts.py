"""Several questions in one message, from the message to what is shown."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from answer.engine import AnswerEngine, EngineSettings
from answer.join_parts import choose_drafts, join_parts
from answer.judge import load_model
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.localize import times_asked_back
from answer.question import Question, Turn
from answer.reply import Answer, Caveat, Choice, Clarify, Handoff, HandoffReason, Reply
from api.bootstrap import Application
from api.schemas import reply_values
from api.settings import Settings
from ingest.document import Audience
from tests.answer.samples import confidence, quote, stored
from tests.small_company import TODAY

BOOK = load_phrases()
DOCUMENT = stored(("paragraph", "The fuse is rated 4 A.", 1), ("paragraph", "It weighs 2 kg.", 2))
FUSE = quote(DOCUMENT, "The fuse is rated 4 A.")
WEIGHT = quote(DOCUMENT, "It weighs 2 kg.")
QUESTIONS = ("Which fuse?", "How heavy?")
COMMON: dict[str, Any] = {
    "id": "r",
    "question_id": "q",
    "language": "en",
    "market": "",
    "release": "r1",
    "took_ms": 1.0,
}


def answer(value: float, *statements: Any) -> Answer:
    return Answer(
        text=f"{BOOK.phrases_for('en').text('answer_intro')}\n\n{statements[0].text}",
        confidence=confidence(value),
        statements=statements,
        **COMMON,
    )


def handoff(value: float, reason: HandoffReason) -> Handoff:
    return Handoff(
        text="A colleague.",
        confidence=confidence(value),
        reason=reason,
        statements=(WEIGHT,),
        **COMMON,
    )


def joined(*replies: Reply) -> Reply:
    return join_parts(replies, questions=QUESTIONS[: len(replies)], phrases=BOOK, took_ms=2.0)


def test_all_parts_answered_make_an_answer_of_the_least_confidence() -> None:
    reply = joined(answer(0.95, FUSE), answer(0.9, WEIGHT))
    assert isinstance(reply, Answer)
    assert reply.confidence == confidence(0.9)
    assert reply.statements == (FUSE, WEIGHT)
    assert [part.question for part in reply.parts] == list(QUESTIONS)
    assert [part.confidence.value for part in reply.parts] == [0.95, 0.9]
    assert reply.text.count(BOOK.phrases_for("en").text("answer_intro")) == 1
    assert reply.text.index(QUESTIONS[0]) < reply.text.index(FUSE.text)
    assert reply.text.index(FUSE.text) < reply.text.index(QUESTIONS[1])
    assert reply.text.index(QUESTIONS[1]) < reply.text.index(WEIGHT.text)


@pytest.mark.parametrize("first", [True, False])
def test_one_part_that_falls_short_hands_over_what_could_be_answered(first: bool) -> None:
    replies = (handoff(0.1, "expired"), answer(0.9, FUSE))
    reply = joined(*(replies if first else reversed(replies)))
    assert isinstance(reply, Handoff)
    assert reply.reason == "expired"
    assert reply.statements == (FUSE,), "the doubtful draft stays in its part"
    assert reply.confidence.value == 0.1
    assert {part.statements for part in reply.parts} == {(FUSE,), (WEIGHT,)}


def test_the_first_part_that_falls_short_gives_the_reason() -> None:
    reply = joined(handoff(0.5, "other_market"), handoff(0.1, "unknown_model"))
    assert isinstance(reply, Handoff)
    assert reply.reason == "other_market"
    assert reply.confidence.value == 0.1


ASKED_BACK = Clarify(
    text="Did you mean XR-200A?",
    confidence=confidence(0.3),
    choices=(Choice(label="XR-200A", value="XR200A"),),
    **COMMON,
)


@pytest.mark.parametrize("first", [True, False])
def test_what_is_answered_stands_before_the_question_back(first: bool) -> None:
    caveat = Caveat(code="for_models", names=("XR-200A",))
    replies = (ASKED_BACK, replace(answer(0.9, FUSE), caveats=(caveat,)))
    questions = QUESTIONS if first else QUESTIONS[::-1]
    reply = join_parts(
        replies if first else replies[::-1], questions=questions, phrases=BOOK, took_ms=2.0
    )
    assert isinstance(reply, Clarify)
    assert reply.choices == ASKED_BACK.choices
    assert reply.confidence.value == 0.3
    assert reply.text.index(QUESTIONS[1]) < reply.text.index(FUSE.text)
    assert reply.text.endswith(f"\n\n{ASKED_BACK.text}")
    assert QUESTIONS[0] not in reply.text
    assert [part.question for part in reply.parts] == [QUESTIONS[1]]
    assert reply.statements == (FUSE,)
    for audience in get_args(Audience):
        values = reply_values(reply, audience=audience)
        assert [part["question"] for part in values["parts"]] == [QUESTIONS[1]]
        assert [cited["quote"] for cited in values["citations"]] == [FUSE.text]
        assert values["caveat_values"] == {"for_models": ["XR-200A"]}


def test_the_question_back_below_answers_counts_as_one_in_the_conversation() -> None:
    reply = joined(answer(0.9, FUSE), ASKED_BACK)
    turns = [Turn(role="customer", text="both"), Turn(role="assistant", text=reply.text)]
    assert times_asked_back(turns * 2, phrases=BOOK) == 2
    answered = Turn(role="assistant", text=joined(answer(0.9, FUSE), answer(0.9, WEIGHT)).text)
    assert times_asked_back([*turns, answered], phrases=BOOK) == 0


def test_only_one_question_is_asked_back() -> None:
    other = replace(ASKED_BACK, text="Which model is your question about?", choices=())
    reply = joined(ASKED_BACK, other)
    assert isinstance(reply, Clarify)
    assert reply.text == ASKED_BACK.text
    assert reply.parts == ()


@pytest.mark.parametrize("first", [True, False])
def test_a_person_who_takes_over_goes_before_a_question_back(first: bool) -> None:
    replies = (handoff(0.5, "expired"), ASKED_BACK)
    reply = joined(*(replies if first else replies[::-1]))
    assert isinstance(reply, Handoff)
    assert reply.reason == "expired"
    assert reply.confidence.value == 0.3
    assert ASKED_BACK.text in {part.text for part in reply.parts}, "the agent sees what is open"


def test_other_drafts_change_one_part_at_a_time_the_least_sure_first() -> None:
    first = [answer(0.9, FUSE), answer(0.2, WEIGHT)]
    second = [answer(0.5, WEIGHT), answer(0.4, FUSE), answer(0.1, FUSE)]
    chosen = choose_drafts([first, second], count=9)
    told = [tuple(one.confidence.value for one in made) for made in chosen]
    assert told == [(0.9, 0.5), (0.9, 0.4), (0.2, 0.5), (0.9, 0.1)]
    assert choose_drafts([first, second], count=2) == chosen[:2]
    assert choose_drafts([first[:1]], count=3) == ((first[0],),)


def test_customers_see_the_parts_of_an_answer_and_not_those_of_a_handoff() -> None:
    sent = joined(answer(0.95, FUSE), answer(0.9, WEIGHT))
    kept = joined(answer(0.95, FUSE), handoff(0.1, "expired"))
    shown = reply_values(sent, audience="customer")["parts"]
    assert [set(part) for part in shown] == [{"question", "text", "confidence", "citations"}] * 2
    assert [part["citations"][0]["quote"] for part in shown] == [FUSE.text, WEIGHT.text]
    assert reply_values(kept, audience="customer")["parts"] == []
    assert len(reply_values(kept, audience="agent")["parts"]) == 2


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_each_part_is_numbered_below_its_own_words_in_every_language(language: str) -> None:
    replies = [replace(answer(0.9, one), language=language) for one in (FUSE, WEIGHT)]
    text = join_parts(replies, questions=QUESTIONS, phrases=BOOK, took_ms=1.0).text
    for number, question in enumerate(QUESTIONS, 1):
        title = next(line for line in text.splitlines() if question in line)
        assert str(number) in title
        assert len(title) <= len(question) + 30


@pytest.fixture(scope="module")
def generous(company: Application) -> AnswerEngine:
    """With a budget so wide that what is found is sent."""
    return AnswerEngine(
        searcher=company.searcher,
        model=load_model(),
        phrases=BOOK,
        settings=EngineSettings(max_wrong_share=1.0),
    )


def ask(engine: AnswerEngine, text: str, **fields: Any) -> Reply:
    return engine.reply(Question(id="q", question=text, **{"as_of": TODAY, **fields}))


SEVERAL = (
    "Hello, we bought an XR-200A last year. How do I reset the controller? "
    "And how long does shipping to Germany take?"
)


def test_every_part_rests_on_its_own_evidence(generous: AnswerEngine) -> None:
    reply = ask(generous, SEVERAL)
    assert isinstance(reply, Answer | Handoff)
    assert [part.question for part in reply.parts] == [
        "How do I reset the controller?",
        "And how long does shipping to Germany take?",
    ]
    found = [part.statements[0].citations[0].document for part in reply.parts]
    assert found == ["manuals/xr-200-en.md", "faq.csv"]
    assert reply.confidence.value == min(part.confidence.value for part in reply.parts)
    is_sent = all(part.confidence.value >= part.confidence.threshold for part in reply.parts)
    assert isinstance(reply, Answer) is is_sent


def test_a_part_is_answered_as_if_it_had_been_asked_alone(generous: AnswerEngine) -> None:
    reply = ask(generous, SEVERAL)
    alone = ask(generous, "XR-200A\nAnd how long does shipping to Germany take?", language="en")
    assert isinstance(reply, Answer | Handoff)
    assert isinstance(alone, Answer | Handoff)
    assert alone.parts == ()
    assert reply.parts[1].statements == alone.statements
    assert reply.parts[1].confidence == alone.confidence


def test_one_unknown_model_stops_the_whole_message(generous: AnswerEngine) -> None:
    reply = ask(generous, "How do I reset the XR-200A? Do you ship the ZZ-9000X to Germany?")
    assert isinstance(reply, Handoff)
    assert reply.reason == "unknown_model"
    assert reply.confidence.value <= 0.05


def test_a_person_asked_for_in_any_part_comes_first(generous: AnswerEngine) -> None:
    reply = ask(generous, "Do you ship to Germany? How heavy is it? I want to talk to a human.")
    assert isinstance(reply, Handoff)
    assert reply.reason == "asked_for_person"
    assert reply.parts == ()


WITH_A_SLIP = "How do I reset the XR-200A? And what is the rated voltage of the XR-301?"


def test_a_did_you_mean_hides_no_answer(generous: AnswerEngine) -> None:
    reply = ask(generous, WITH_A_SLIP)
    assert isinstance(reply, Clarify)
    assert "XR-300" in [choice.label for choice in reply.choices]
    assert "8 seconds" in reply.text
    assert reply.text.index("8 seconds") < reply.text.index("XR-300")
    assert reply.parts[0].question == "How do I reset the XR-200A?"
    assert reply.parts[0].statements == reply.statements
    assert reply.confidence.value <= 0.05
    german = ask(generous, WITH_A_SLIP, language="de")
    frame = BOOK.phrases_for("de")
    asked_back = frame.text("clarify_did_you_mean", choice="XR-300")
    assert isinstance(german, Clarify)
    assert german.text.split("\n\n")[-1] == asked_back


@pytest.mark.parametrize(
    "message",
    [
        SEVERAL,
        WITH_A_SLIP,
        "How do I reset the XR-200A? Do you ship the ZZ-9000X to Germany?",
        "How do I reset the XR-301? Do you ship the ZZ-9000X to Germany?",
    ],
)
def test_examining_a_message_decides_what_the_reply_does(
    generous: AnswerEngine, message: str
) -> None:
    reply = ask(generous, message)
    found = generous.examine(Question(id="q", question=message, as_of=TODAY))
    assert found.capped.value == reply.confidence.value
    assert found.decision.kind == reply.kind
    assert found.decision.reason == (reply.reason if isinstance(reply, Handoff) else None)
    assert len(found.parts) == 2
    assert not found.by_probability, "several probabilities are no single one"
    assert found.prepared.question.question == message
    quoted = {statement for part in found.parts for statement in part.draft.statements}
    assert set(found.draft.statements) == quoted


def test_suggestions_answer_part_by_part(generous: AnswerEngine) -> None:
    question = Question(id="q", question=SEVERAL, as_of=TODAY)
    suggested = generous.advise(question).suggested
    reply = generous.reply(question)
    assert isinstance(reply, Answer | Handoff)
    assert len(suggested) == 3
    first = suggested[0]
    assert [part.statements for part in first.parts] == [part.statements for part in reply.parts]
    assert first.text.index("8 seconds") < first.text.index("Germany take?")
    assert first.confidence.value == min(part.confidence.value for part in first.parts)
    values = [one.confidence.value for one in suggested]
    assert values == sorted(values, reverse=True)
    for other in suggested[1:]:
        pairs = zip(first.parts, other.parts, strict=True)
        assert sum(one.statements != another.statements for one, another in pairs) == 1


def test_a_part_without_any_draft_is_left_out_of_a_suggestion(
    tmp_path: Path, default_model_folder: Path
) -> None:
    documents = tmp_path / "content" / "documents"
    documents.mkdir(parents=True)
    (documents / "pump.md").write_text(
        "---\nmodels: [AF-4011]\n---\n# Pump AF-4011\n\nThe AF-4011 weighs 7.4 kg.\n",
        encoding="utf-8",
    )
    var = tmp_path / "var"
    var.mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=tmp_path / "content", var_dir=var))
    application.reindex()
    message = "How heavy is the AF-4011? And how do I reset the AF-7700?"
    suggested = application.engines.engine().advise(Question(id="q", question=message)).suggested
    assert [[part.question for part in one.parts] for one in suggested] == [
        ["How heavy is the AF-4011?"]
    ]
    assert "7.4 kg" in suggested[0].text
    nothing = Question(id="q", question="How do I reset the AF-7700? Where is the AF-7701 made?")
    assert application.engines.engine().advise(nothing).suggested == ()
    application.close()
