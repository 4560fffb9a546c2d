"""What a language model or translator makes of an answer, through the whole engine.

The model is a real server that obeys, disobeys, fails and lies; whatever it does, the reply is what
the documents say, and says who put it in words.
"""

import dataclasses
import json
import time
from collections.abc import Iterator

import pytest

from answer.decide import Decision
from answer.draft import Draft
from answer.engine import AnswerEngine, EngineSettings
from answer.generate import LanguageModelWriter, Writer
from answer.language_model import LanguageModel, LanguageModelSettings
from answer.language_model_translator import LanguageModelTranslator
from answer.locale.phrases import load_phrases
from answer.put_in_words import PutInWords
from answer.question import Question
from answer.reply import Answer, Handoff, Reply
from answer.terms import Concept, Term, TermBase
from answer.translate import Translator
from answer.usage import UsageCounter
from api.bootstrap import Application
from tests.answer.samples import quote
from tests.fakes import FakeTranslator, FakeWriter
from tests.openai_server import (
    Asked,
    Ends,
    Given,
    Hang,
    OpenAiServer,
    Raw,
    Status,
    closed_circuit,
    openai_server,
)

BUDGET_SECONDS = 2.0
PHRASES = load_phrases()
RETURNS = "How do I send goods back?"
RESET = "How do I reset the controller of the XR-200A?"
RETURNED = (
    "Ask for a return number first and send the goods back in their original box within 30 days."
)


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    with openai_server() as made:
        yield made


@pytest.fixture
def model(server: OpenAiServer) -> Iterator[LanguageModel]:
    settings = LanguageModelSettings(base_url=server.url, model="small", retries=0)
    made = LanguageModel(settings, usage=UsageCounter(), circuit=closed_circuit())
    yield made
    made.close()


def engine(
    application: Application,
    *,
    writer: Writer | None = None,
    translator: Translator | None = None,
    seconds: float = 5.0,
) -> AnswerEngine:
    """An engine that sends what it is at least half sure of, and words it like this."""
    return AnswerEngine(
        searcher=application.searcher,
        model=application.engines.calibration.shipped,
        phrases=PHRASES,
        settings=EngineSettings(max_wrong_share=0.5),
        put_in_words=PutInWords(writer=writer, translator=translator, seconds_per_question=seconds),
    )


def ask(made: AnswerEngine, question: str, *, language: str = "en") -> Answer:
    reply = made.reply(Question(id="q", question=question, language=language))
    assert isinstance(reply, Answer), reply
    return reply


def signal(reply: Reply, name: str) -> float:
    return next(one.value for one in reply.confidence.signals if one.name == name)


def values(reply: Reply) -> dict[str, object]:
    return dict(reply.explanation[0].values)


def said(reply: Answer) -> list[str]:
    return [statement.text for statement in reply.statements]


def test_without_a_writer_nothing_is_worded(company: Application) -> None:
    reply = ask(engine(company), RETURNS)
    assert said(reply)[0] == RETURNED
    assert not {"reworded", "writer_fell_back"} & {one.name for one in reply.confidence.signals}
    assert "writer" not in values(reply)


def test_what_is_sent_is_reworded_and_cites_what_it_rewords(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    server.answer(
        "First ask for a return number [1]. Send the goods back in the original box "
        "within 30 days. [1]"
    )
    reply = ask(engine(company, writer=LanguageModelWriter(model)), RETURNS)
    assert said(reply) == [
        "First ask for a return number.",
        "Send the goods back in the original box within 30 days.",
    ]
    assert {one.citations[0].quote for one in reply.statements} == {RETURNED}
    assert " ".join(said(reply)) in reply.text, "two sentences on one quote are one paragraph"
    assert "[1]" not in reply.text
    assert reply.text.count("Source:") == 1
    assert reply.translation == "none"
    assert signal(reply, "reworded") == 1
    assert signal(reply, "writer_fell_back") == 0
    assert values(reply)["writer"] == "small"
    assert "Put in words by small" in reply.explanation[0].text
    assert len(server.asked) == 1, "what would raise the probability is tried without the model"


def test_the_model_is_told_what_things_are_called(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    names = (("en", "return number"), ("de", "Rücksendenummer"))
    concept = Concept(
        id="rma", terms=tuple(Term(text=text, language=language) for language, text in names)
    )
    writer = LanguageModelWriter(model, terms=TermBase(concepts=(concept,)))
    ask(engine(company, writer=writer), "Wie schicke ich Ware zurück?", language="de")
    assert json.loads(server.asked[0].message)["terms"] == {"return number": "Rücksendenummer"}


def test_its_probability_is_that_of_the_quotes(company: Application, model: LanguageModel) -> None:
    worded = ask(engine(company, writer=LanguageModelWriter(model)), RETURNS)
    quoted = ask(engine(company), RETURNS)
    assert worded.confidence.value == quoted.confidence.value
    assert worded.confidence.band == quoted.confidence.band


def test_a_procedure_keeps_its_steps(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    server.answer(
        "1. Switch off the power. [1]\n2. Hold the green button for 8 seconds. [1]\n"
        "3. Switch the power on again while holding the button. [1]\n"
        "4. Release the button when the lamp blinks 3 times. [1]"
    )
    reply = ask(engine(company, writer=LanguageModelWriter(model)), RESET)
    assert "1. Switch off the power.\n2. Hold the green button for 8 seconds.\n3. " in reply.text
    assert signal(reply, "reworded") == 1


def test_the_document_s_own_translation_comes_first(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    made = engine(company, writer=LanguageModelWriter(model), translator=FakeTranslator())
    reply = ask(made, "¿Cómo restablezco el controlador del XR-200A?", language="es")
    assert "Mantenga pulsado el botón verde 8 segundos." in server.asked[0].quotes[0]
    assert {one.citations[0].language for one in reply.statements} == {"es"}
    assert reply.translation != "machine"
    assert "Mantenga pulsado el botón verde 8 segundos." in reply.text


FALLING_BACK: dict[str, tuple[Given, str]] = {
    "answers with 500": (Status(500), "unreachable"),
    "is asked too often": (Status(429), "unreachable"),
    "does not know the key": (Status(401), "refused"),
    "hangs": (Hang(30), "out_of_time"),
    "sends a broken stream": (Raw(b"data: {broken\n\n"), "broken"),
    "breaks off": (Ends("First ask for a return number [1].", None), "broken"),
    "has no end": (Ends("First ask for a return number [1].", "length"), "cut_off"),
    "finds no answer": ("NONE", "declined"),
    "says nothing": ("", "declined"),
    "cites nothing": ("First ask for a return number.", "uncited"),
    "cites what there is not": ("First ask for a return number. [7]", "uncited"),
    "changes a number": ("Send the goods back within 60 days. [1]", "unfaithful"),
    "adds a number": ("Ask for return number 4711 first. [1]", "unfaithful"),
    "adds a link": ("Ask at https://free-returns.example for a return number. [1]", "unfaithful"),
    "adds a model": ("Ask for a return number for the XR-900. [1]", "unfaithful"),
    "adds a promise": ("Return shipping is free of charge. [1]", "unfaithful"),
    "adds a not": (
        "Do not ask for a return number first; send the goods back within 30 days. [1]",
        "unfaithful",
    ),
    "changes the unit": ("Send the goods back in their box within 30 weeks. [1]", "unfaithful"),
    "answers in another language": (
        "Bitte fragen Sie zuerst nach einer Rücksendenummer. [1]",
        "wrong_language",
    ),
}


@pytest.mark.parametrize("what", FALLING_BACK)
def test_where_the_model_fails_or_lies_the_quotes_are_sent(
    company: Application, model: LanguageModel, server: OpenAiServer, what: str
) -> None:
    given, reason = FALLING_BACK[what]
    server.answer(given)
    made = engine(company, writer=LanguageModelWriter(model), seconds=0.6)
    started = time.monotonic()
    reply = ask(made, RETURNS)
    assert time.monotonic() - started < 2.0
    quoted = ask(engine(company), RETURNS)
    assert reply.text == quoted.text
    assert reply.statements == quoted.statements
    assert signal(reply, "writer_fell_back") == 1
    assert signal(reply, "reworded") == 0
    assert values(reply)["writer_failure"] == reason
    assert "Quoted as it stands" in reply.explanation[0].text


def test_a_sentence_that_is_not_borne_out_goes_and_the_others_stay(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    server.answer(
        "Thank you for your question. First ask for a return number [1]. "
        "You have 90 days for it [1]. Send the goods back in their box within 30 days. [1]"
    )
    reply = ask(engine(company, writer=LanguageModelWriter(model)), RETURNS)
    assert said(reply) == [
        "First ask for a return number.",
        "Send the goods back in their box within 30 days.",
    ]
    assert signal(reply, "sentences_left_out") == 2


def test_a_procedure_that_lost_a_step_is_quoted(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    steps = (
        "1. Switch off the power. [1]\n2. Hold the green button for {} seconds. [1]\n"
        "3. Switch the power on again while holding the button. [1]\n"
        "4. Release the button when the lamp blinks 3 times. [1]"
    )
    for text in (
        steps.format(80),
        "\n".join(line for line in steps.format(8).split("\n") if not line.startswith("3.")),
        steps.format(8).replace("times. [1]", "times."),
    ):
        server.answer(text)
        reply = ask(engine(company, writer=LanguageModelWriter(model)), RESET)
        assert values(reply)["writer_failure"] == "step_left_out"
        assert "3. Switch the power on again" in reply.text
        model._known.clear()


GREASE = "Grease the bearing every 2000 hours with 15 g of lithium grease."


def word_two_quotes(company: Application, writer: Writer) -> Draft:
    """What is made of a draft that quotes two documents, about different things."""
    searcher = company.searcher()
    examined = engine(company).examine(Question(id="q", question=RETURNS, language="en"))
    statements = []
    for path, text in (("policies/returns.md", RETURNED), ("manuals/xr-200-en.md", GREASE)):
        document = searcher.document(path)
        assert document is not None
        statements.append(quote(document, text))
    both = dataclasses.replace(
        examined,
        draft=dataclasses.replace(examined.draft, statements=tuple(statements)),
        decision=Decision(kind="answer"),
    )
    words = PutInWords(writer=writer)
    return words(both, searcher, deadline=words.deadline()).draft


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (f"{GREASE} [2]", "best_left_out"),
        ("Send the goods back within 30 days and grease them every 2000 hours. [1][2]", None),
        ("Send the goods back within 2000 hours. [1][2]", None),
        ("Send the goods back within 15 days. [1]", None),
    ],
)
def test_a_sentence_rests_on_one_quote_and_the_judged_one_is_used(
    company: Application,
    model: LanguageModel,
    server: OpenAiServer,
    written: str,
    reason: str | None,
) -> None:
    server.answer(written)
    made = word_two_quotes(company, LanguageModelWriter(model))
    assert made.wording is not None
    assert made.wording.writer_failure == (reason or "unfaithful")
    assert [statement.text for statement in made.statements] == [RETURNED, GREASE]


def test_each_sentence_keeps_the_quote_it_rests_on(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    server.answer(f"Ask for a return number first. [1, 2] {GREASE} [2]")
    made = word_two_quotes(company, LanguageModelWriter(model))
    assert [one.citations[0].quote for one in made.statements] == [RETURNED, GREASE]
    assert [len(one.citations) for one in made.statements] == [1, 1]


def test_what_goes_to_a_person_is_written_by_no_model(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    made = engine(company, writer=LanguageModelWriter(model), translator=FakeTranslator())
    for question in ("Please let me talk to a person.", "What is the XR-999's voltage?", "Hello!"):
        reply = made.reply(Question(id="q", question=question, language="en"))
        assert isinstance(reply, Handoff) or not reply.statements
    assert server.asked == []


def test_suggestions_are_worded_within_one_budget(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    made = engine(company, writer=LanguageModelWriter(model), seconds=BUDGET_SECONDS)
    suggested = made.advise(Question(id="q", question=RETURNS, language="en")).suggested
    assert len(suggested) > 1
    assert {signal(one, "reworded") for one in suggested} == {1.0}
    model._known.clear()
    server.answer(Hang(30))
    started = time.monotonic()
    suggested = made.advise(Question(id="q", question=RETURNS, language="en")).suggested
    # each with a budget of its own would take as many
    assert time.monotonic() - started < len(suggested) * BUDGET_SECONDS
    assert {values(one)["writer_failure"] for one in suggested} == {"out_of_time"}


def test_several_questions_share_one_budget(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    server.answer(Hang(30))
    made = engine(company, writer=LanguageModelWriter(model), seconds=BUDGET_SECONDS)
    started = time.monotonic()
    reply = made.reply(Question(id="q", question=f"{RETURNS} {RESET}", language="en"))
    assert len(reply.parts) == 2
    assert time.monotonic() - started < len(reply.parts) * BUDGET_SECONDS


def test_what_is_written_in_the_customer_s_language_stands_beside_its_original(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    german = (
        "Bitte fragen Sie zuerst nach einer Rücksendenummer und schicken Sie die Ware innerhalb "
        "von 30 Tagen in der Originalverpackung zurück."
    )
    server.answer(f"{german} [1]")
    reply = ask(
        engine(company, writer=LanguageModelWriter(model)),
        "Wie schicke ich Ware zurück?",
        language="de",
    )
    assert "German (de)" in server.asked[0].instructions
    assert reply.translation == "machine"
    assert reply.statements[0].translation == "machine"
    assert reply.statements[0].citations[0].quote == RETURNED
    assert reply.text.index(german) < reply.text.index("Englisch") < reply.text.index(RETURNED)
    assert [one.code for one in reply.caveats][-1] == "machine_translation"
    assert "automatisch übersetzt" in reply.text
    assert signal(reply, "machine_translated") == 1


CHINESE = "每月用软布和温水清洁传感器探头，切勿使用酒精。"
PORTUGUESE = (
    "Limpe a sonda do sensor todos os meses com um pano macio e água morna; nunca use álcool."
)


def translate(company: Application, translation: str) -> tuple[Answer, FakeTranslator]:
    translator = FakeTranslator(lines={CHINESE: translation}, pairs=(("zh-Hans", "pt"),))
    question = "Como limpo o sensor LK-10?"
    return ask(engine(company, translator=translator), question, language="pt"), translator


def test_a_translation_that_is_faithful_is_sent_and_marked(company: Application) -> None:
    reply, translator = translate(company, PORTUGUESE)
    assert CHINESE in translator.asked
    assert reply.translation == "machine"
    first = next(one for one in reply.statements if one.translation == "machine")
    assert first.text == PORTUGUESE
    assert first.citations[0].quote == CHINESE
    assert reply.text.index(PORTUGUESE) < reply.text.index(CHINESE)
    assert "traduzido automaticamente" in reply.text
    assert values(reply)["translator"] == "fake translator"
    assert "Translated by fake translator" in reply.explanation[0].text


@pytest.mark.parametrize(
    ("translation", "reason"),
    [
        ("Limpe a sonda do sensor a cada 3 meses com um pano macio.", "unfaithful"),
        ("O frete é grátis.", "unfaithful"),
        ("Clean the probe of the sensor with a soft cloth every month.", "wrong_language"),
    ],
)
def test_a_translation_that_is_not_leaves_the_original(
    company: Application, translation: str, reason: str
) -> None:
    reply, _ = translate(company, translation)
    assert translation not in reply.text
    assert CHINESE in reply.text
    assert values(reply)["translator_failure"] == reason
    assert signal(reply, "translator_fell_back") == 1


def test_a_translator_without_the_pair_changes_nothing(company: Application) -> None:
    made = engine(company, translator=FakeTranslator(pairs=(("en", "fr"),)))
    reply = ask(made, "Como limpo o sensor LK-10?", language="pt")
    assert reply.text == ask(engine(company), "Como limpo o sensor LK-10?", language="pt").text
    assert reply.translation == "none"


def test_a_language_model_translates_line_by_line(
    company: Application, model: LanguageModel, server: OpenAiServer
) -> None:
    def in_portuguese(asked: Asked) -> str:
        return "\n".join(
            f"[{number}] {PORTUGUESE if quote == CHINESE else f'«{quote}»'}"
            for number, quote in enumerate(asked.quotes, 1)
        )

    server.answer(in_portuguese)
    made = engine(company, translator=LanguageModelTranslator(model))
    reply = ask(made, "Como limpo o sensor LK-10?", language="pt")
    assert PORTUGUESE in said(reply)
    assert "Portuguese (pt)" in server.asked[0].instructions
    assert values(reply)["translator"] == "small"


def test_where_the_writer_fails_the_translator_may_still_translate(company: Application) -> None:
    translator = FakeTranslator(lines={CHINESE: PORTUGUESE}, pairs=(("zh-Hans", "pt"),))
    writer = FakeWriter(saying=lambda quote: f"Limpe o sensor com 99 % de álcool: {len(quote)}.")
    made = engine(company, writer=writer, translator=translator)
    reply = ask(made, "Como limpo o sensor LK-10?", language="pt")
    assert values(reply)["writer_failure"] == "unfaithful"
    assert reply.translation == "machine"
    assert PORTUGUESE in reply.text
