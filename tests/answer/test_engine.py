"""The engine over the small company and the default model: from a message to what is shown."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answer.engine import AnswerEngine, EngineSettings
from answer.golden import Gold, GoldenQuestion
from answer.judge import load_model
from answer.locale.phrases import load_phrases
from answer.measure import measure
from answer.question import Question, Turn
from answer.reply import Answer, Clarify, Handoff, Reply, Statement
from api.bootstrap import Application
from api.schemas import reply_values
from api.settings import Settings
from index.passage import Passage, SearchQuery
from index.search import Searcher
from ingest.errors import QuestionInvalid
from ingest.language import same_language
from tests.small_company import SECRET, TODAY


@pytest.fixture(scope="module")
def engine(company: Application) -> AnswerEngine:
    return company.engines.engine()


def ask(engine: AnswerEngine, text: str, **fields: Any) -> Reply:
    return engine.reply(Question(id="q", question=text, **{"as_of": TODAY, **fields}))


def statements(reply: Reply) -> tuple[Statement, ...]:
    return reply.statements if isinstance(reply, Answer | Handoff) else ()


QUESTIONS = {
    "How do I reset the controller of the XR-200A?": "manuals/xr-200-en.md",
    "XR-200A 怎么复位控制器？": "manuals/xr-200-zh.md",
    "¿Cómo se restablece el controlador del XR-200A?": "manuals/xr-200-es.md",
    "How do I send goods back?": "policies/returns.md",
    "How long does the warranty on a drive last?": "policies/warranty-2025.md",
    "How long does shipping to Germany take?": "faq.csv",
    "What does the PX-407A weigh?": "manuals/parts.md",
    "传感器怎么校准？": "manuals/lk-10-zh.md",
    "What is the rated voltage of the XR-200A?": "manuals/xr-200-en.md",
    "Wie lange gilt die Garantie auf einen Antrieb?": "policies/warranty-2025.md",
}


@pytest.mark.parametrize(("question", "document"), QUESTIONS.items())
def test_the_right_place_is_cited_and_every_quote_stands_there(
    engine: AnswerEngine, company: Application, question: str, document: str
) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Answer | Handoff)
    assert reply.statements[0].citations[0].document == document
    assert not isinstance(reply, Handoff) or reply.reason == "low_confidence"
    for statement in reply.statements:
        assert 1 <= len(statement.citations) <= 3
        for citation in statement.citations:
            source = company.searcher().document(citation.document)
            assert source is not None
            assert source.text[citation.start : citation.end] == citation.quote
            touched = [
                b for b in source.blocks if b.start < citation.end and citation.start < b.end
            ]
            assert citation.page in {block.page for block in touched}
            assert citation.title == source.title
            if isinstance(reply, Answer):
                assert statement.text in citation.quote
                assert statement.text.split("\n")[0] in reply.text
    assert 0 < reply.confidence.value < 1
    assert reply.release == company.store.current()
    assert reply.text.strip()


def test_a_procedure_is_answered_with_every_step_in_order(engine: AnswerEngine) -> None:
    reply = ask(engine, "How do I reset the controller of the XR-200A?")
    assert isinstance(reply, Answer)
    steps = ["Switch the power off", "8 seconds", "Switch the power on again", "blinks 3 times"]
    places = [reply.text.index(step) for step in steps]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How do I send goods back?", "en"),
        ("我怎么退货？需要什么号码？", "zh-Hans"),
        ("我要怎麼退貨？需要什麼號碼？", "zh-Hant"),
        ("¿Cómo devuelvo la mercancía?", "es"),
        ("Wie kann ich die Ware zurücksenden?", "de"),
        ("Comment renvoyer la marchandise ?", "fr"),
        ("Как вернуть товар?", "ru"),
        ("商品はどうやって返品しますか？", "ja"),
        ("상품을 어떻게 반품하나요?", "ko"),
        ("كيف أعيد البضاعة؟", "ar"),
    ],
)
def test_a_reply_is_in_the_language_of_the_question(
    engine: AnswerEngine, question: str, language: str
) -> None:
    reply = ask(engine, question)
    assert same_language(reply.language, language)
    phrases = load_phrases().phrases_for(language)
    if isinstance(reply, Handoff):
        assert phrases.text("handoff_closing") in reply.text
    else:
        assert isinstance(reply, Answer)
    greeting = ask(engine, "hello", language=language)
    assert greeting.text == phrases.text("greeting")


@pytest.mark.parametrize("text", ["Hello!", "谢谢", "Auf Wiedersehen", "???"])
def test_small_talk_is_an_answer_without_citations(engine: AnswerEngine, text: str) -> None:
    reply = ask(engine, text)
    assert isinstance(reply, Answer)
    assert reply.statements == ()


@pytest.mark.parametrize(
    "text", ["I want to talk to a human", "我要转人工客服", "quiero hablar con una persona"]
)
def test_who_wants_a_person_gets_one(engine: AnswerEngine, text: str) -> None:
    reply = ask(engine, text)
    assert isinstance(reply, Handoff)
    assert (reply.reason, reply.level) == ("asked_for_person", "L1")
    assert reply.confidence.value < reply.confidence.threshold


@pytest.mark.parametrize(
    ("question", "fields", "reason"),
    [
        ("Is the XR-200A certified for explosion protection?", {}, "expired"),
        ("How much is credited for an old gearbox in the trade-in programme?", {}, "expired"),
        (
            "Does a courier pick up defective drives free of charge?",
            {"market": "DE"},
            "other_market",
        ),
        ("Where are scrapped drives collected?", {"market": "US"}, "other_market"),
        ("With what torque do I tighten the bolts of the XR-200A?", {}, "wrong_model"),
        ("What is the rated voltage of the ZZ-9000?", {}, "unknown_model"),
    ],
)
def test_what_must_not_answer_hands_over_with_its_reason(
    engine: AnswerEngine, question: str, fields: dict[str, Any], reason: str
) -> None:
    reply = ask(engine, question, **fields)
    assert isinstance(reply, Handoff)
    assert reply.reason == reason
    assert reply.confidence.value < 0.1
    assert reply.confidence.band == "low"


def test_the_certificate_answered_while_it_was_valid(engine: AnswerEngine) -> None:
    question = "Is the XR-200A certified for explosion protection?"
    for day, document in ((date(2024, 12, 31), "certificates/explosion.md"), (TODAY, "")):
        reply = ask(engine, question, as_of=day)
        cited = {c.document for made in statements(reply) for c in made.citations}
        assert ("certificates/explosion.md" in cited) == bool(document)


@pytest.mark.parametrize("market", ["DE", "FR"])
def test_a_groups_text_answers_in_each_of_its_countries(engine: AnswerEngine, market: str) -> None:
    reply = ask(engine, "Where are scrapped drives collected?", market=market)
    assert statements(reply)[0].citations[0].document == "policies/waste-eu.md"


def test_a_model_one_typing_error_away_is_asked_back(engine: AnswerEngine) -> None:
    reply = ask(engine, "What is the rated voltage of the XR-301?")
    assert isinstance(reply, Clarify)
    assert "XR-300" in [choice.label for choice in reply.choices]
    assert "XR-300" in reply.text
    assert reply.confidence.value <= 0.05


def test_a_model_is_never_answered_with_another_ones_row(engine: AnswerEngine) -> None:
    for model in ("PX-407A", "PX-407B", "PX-419A", "XR-200B"):
        reply = ask(engine, f"How heavy is the {model} and what does it need?")
        for statement in statements(reply):
            if " | " in statement.text:
                assert model in statement.text


INTERNAL = [
    "What goodwill discount may be granted after two complaints?",
    "Wie kann ich die Ware zurücksenden?",
    "Welche Rücksendenummer muss ich nennen, und wie lautet das Kulanzkennwort?",
    f"What is {SECRET}?",
    "sop/goodwill.md",
    "Goodwill discounts",
    "Show me the internal procedure for Rücksendungen",
]


@pytest.mark.parametrize("question", INTERNAL)
def test_internal_documents_never_reach_a_customer(engine: AnswerEngine, question: str) -> None:
    asked = Question(id="q", question=question, as_of=TODAY)
    replies = [engine.reply(asked), *engine.advise(asked).suggested]
    for reply in replies:
        values = reply_values(reply, audience="customer")
        assert values["signals"] is None
        assert values["kind"] == "answer" or values["citations"] == []
        if SECRET not in question:
            assert SECRET not in json.dumps(values, ensure_ascii=False)
            assert SECRET not in repr(reply)
        assert "sop/" not in json.dumps(values["citations"])
        assert "sop/" not in repr(statements(reply))


GOODWILL_CODES = """---
audience: agent
---
# Goodwill

The escalation code is QZ-7781-INT.
"""
PUMP = """---
models: [AF-4011]
---
# Pump AF-4011

The AF-4011 weighs 7.4 kg.
"""


def test_a_question_back_names_no_internal_identifier(
    tmp_path: Path, default_model_folder: Path
) -> None:
    """A code that stands between agents, asked for with a typing error."""
    documents = tmp_path / "content" / "documents"
    documents.mkdir(parents=True)
    (documents / "goodwill.md").write_text(GOODWILL_CODES, encoding="utf-8")
    (documents / "pump.md").write_text(PUMP, encoding="utf-8")
    var = tmp_path / "var"
    var.mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=tmp_path / "content", var_dir=var))
    application.reindex()
    engine = application.engines.engine()
    for_customer = ask(engine, "What is the code QZ-7782-INT?")
    assert not isinstance(for_customer, Clarify)
    assert "7781" not in json.dumps(reply_values(for_customer, audience="customer"))
    for_agent = ask(engine, "What is the code QZ-7782-INT?", audience="agent")
    assert isinstance(for_agent, Clarify)
    assert "7781" in for_agent.text
    assert isinstance(ask(engine, "How heavy is the AF-4012?"), Clarify)


def test_an_agent_is_shown_them(engine: AnswerEngine) -> None:
    reply = ask(engine, INTERNAL[0], audience="agent")
    assert statements(reply)[0].citations[0].document == "sop/goodwill.md"
    german = ask(engine, "Wie kann ich die Ware zurücksenden?", audience="agent")
    assert statements(german)[0].citations[0].document == "sop/ruecksendungen.md"


def test_a_follow_up_is_understood_from_what_was_said(engine: AnswerEngine) -> None:
    history = (
        Turn(role="customer", text="How often is the bearing of the XR-200A greased?"),
        Turn(role="assistant", text="Every 2000 hours."),
    )
    reply = ask(engine, "And with how much grease?", history=history)
    assert "15 g" in statements(reply)[0].text


def test_a_question_that_cannot_be_taken_is_refused(engine: AnswerEngine) -> None:
    with pytest.raises(QuestionInvalid, match="empty"):
        ask(engine, " ")
    with pytest.raises(QuestionInvalid, match="limit"):
        ask(engine, "x" * 5_000)


@pytest.mark.parametrize("text", ["\x00", "a" * 4_000, "\u202e\u200b?", "<b>", "😀" * 300, "0"])
def test_odd_messages_get_something_to_show(engine: AnswerEngine, text: str) -> None:
    assert ask(engine, text).text.strip()


def test_replies_do_not_depend_on_their_order_or_on_threads(engine: AnswerEngine) -> None:
    def core(text: str) -> Reply:
        return replace(ask(engine, text), id="", took_ms=0.0)

    texts = [*QUESTIONS, *INTERNAL, "hello", "What is the rated voltage of the XR-301?"]
    alone = {text: core(text) for text in texts}
    random.Random(3).shuffle(texts)
    with ThreadPoolExecutor(4) as pool:
        assert dict(zip(texts, pool.map(core, texts), strict=True)) == alone


def test_suggestions_rest_on_different_passages_best_first(engine: AnswerEngine) -> None:
    question = Question(id="q", question="How do I send goods back?", as_of=TODAY)
    made = engine.advise(question).suggested
    assert len(made) == 3
    values = [answer.confidence.value for answer in made]
    assert values == sorted(values, reverse=True)
    assert made[0].statements[0].citations[0].document == "policies/returns.md"
    quotes = [statement.text for answer in made for statement in answer.statements]
    assert len(quotes) == len(set(quotes))


def test_a_tighter_budget_answers_less(company: Application) -> None:
    kinds = []
    for budget in (0.5, 0.001):
        engine = AnswerEngine(
            searcher=company.searcher,
            model=load_model(),
            phrases=load_phrases(),
            settings=EngineSettings(max_wrong_share=budget),
        )
        kinds.append(sum(isinstance(ask(engine, text), Answer) for text in QUESTIONS))
    assert kinds[0] > kinds[1]


def test_measuring_counts_what_was_right(engine: AnswerEngine, company: Application) -> None:
    golden = [
        GoldenQuestion(
            question=Question(id=str(number), question=text, as_of=TODAY),
            answerable=True,
            gold=(Gold(document=document, page=None, text=""),),
        )
        for number, (text, document) in enumerate(QUESTIONS.items())
    ]
    weather = Question(id="w", question="Will it rain in Paris tomorrow?", as_of=TODAY)
    golden.append(GoldenQuestion(question=weather, answerable=False, gold=(), why="out of scope"))
    seen: list[tuple[int, int]] = []
    report = measure(
        golden,
        engine=engine,
        searcher=company.searcher(),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (11, 11)
    assert [outcome.id for outcome in report.outcomes] == [g.question.id for g in golden]
    everything = report.groups[0]
    assert everything.questions == 11
    assert everything.correct.value == 1.0
    assert everything.recall_at_10.value == 1.0
    assert not report.outcomes[-1].right
    assert not report.outcomes[-1].answered
    assert report.auroc == 1.0
    assert {group.name for group in report.groups} >= {"all", "en", "zh", "must not: out of scope"}
    assert 0 < report.p50_ms <= report.p95_ms


def test_an_agent_reads_a_suggestion_in_the_documents_own_translation(
    engine: AnswerEngine,
) -> None:
    text = "¿Cómo se restablece el controlador del XR-200A?"
    question = Question(id="q", question=text, as_of=TODAY)
    gists = engine.advise(question, reader="en").gists
    assert "green button" in gists[0]
    for reader in ("es", ""):
        advice = engine.advise(question, reader=reader)
        assert advice.suggested
        assert advice.gists == ("",) * len(advice.suggested)


def test_an_agent_sees_what_would_be_sent_and_its_draft_among_the_others(
    engine: AnswerEngine,
) -> None:
    texts = [*QUESTIONS, *INTERNAL, "hello", "What is the XR-200A's voltage? How do I reset it?"]
    for text in texts:
        asked = Question(id="q", question=text, as_of=TODAY)
        advice, reply = engine.advise(asked), engine.reply(asked)
        assert replace(advice.automatic, id="", took_ms=0.0) == replace(reply, id="", took_ms=0.0)
        if isinstance(reply, Answer) and reply.statements:
            assert reply.statements in [one.statements for one in advice.suggested]


class CountingSearcher(Searcher):
    """Counts what is searched for."""

    searched = 0

    def search(self, query: SearchQuery) -> tuple[Passage, ...]:
        self.searched += 1
        return super().search(query)


def test_an_agent_waits_for_one_search_a_question(company: Application) -> None:
    searcher = CountingSearcher(company.searcher().release, company.models.embedder())
    engine = AnswerEngine(
        searcher=lambda: searcher,
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(),
    )
    text = "How do I send goods back? And what is the warranty period of the XR-200A?"
    advice = engine.advise(Question(id="q", question=text, as_of=TODAY), reader="zh")
    assert len(advice.automatic.parts) == 2
    assert advice.suggested
    assert searcher.searched == 2
