"""How far an answer holds: which caveats, as a table, and what the customer reads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answer.caveats import caveats
from answer.decide import Decision
from answer.engine import AnswerEngine, EngineSettings
from answer.exact_values import numbers
from answer.examination import Examination
from answer.judge import load_model
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.question import Question
from answer.reply import Answer, Caveat
from api.bootstrap import Application
from api.schemas import reply_values
from api.settings import Settings
from index.catalogue import Catalogue
from ingest.document import DocumentFacts
from tests.answer.samples import asked, confidence, draft, evidence, passage, quote, stored
from tests.small_company import TODAY

KNOWN = Catalogue(
    replaced_since={}, model_lists=(frozenset({"XR200A", "XR200B"}), frozenset({"LX10"}))
)
ALONE = Catalogue(replaced_since={}, model_lists=(frozenset({"XR200A", "XR200B"}),))
MODELS = DocumentFacts(models=("XR-200A", "XR-200B"))
MANY = DocumentFacts(models=tuple(f"XR-{n}" for n in range(200, 212)), products=("Drive XR",))
MARKETS = DocumentFacts(markets=("EU", "CH"))
ENDS = DocumentFacts(valid_to=date(2026, 7, 1))
QUESTION = "How heavy is it?"
FOR_MODELS = Caveat(code="for_models", names=("XR-200A", "XR-200B"))
FOR_MARKETS = Caveat(code="for_markets", names=("EU", "CH"))
CERTIFICATE = DocumentFacts(kind="certificate", valid_to=date(2028, 7, 1))
SOON = Caveat(code="expires_soon", until=date(2026, 7, 1))

TABLE: list[tuple[str, str, str, str, tuple[DocumentFacts, ...], tuple[Caveat, ...]]] = [
    ("a text for all", QUESTION, "", "2 kg.", (DocumentFacts(),), ()),
    ("ends within 30 days", QUESTION, "", "2 kg.", (ENDS,), (SOON,)),
    ("ends today", QUESTION, "", "2 kg.", (replace(ENDS, valid_to=TODAY),),
     (Caveat(code="expires_soon", until=TODAY),)),
    ("the 31st day", QUESTION, "", "2 kg.", (replace(ENDS, valid_to=date(2026, 7, 2)),), ()),
    ("the first of several to end", QUESTION, "", "2 kg.",
     (replace(ENDS, valid_to=date(2027, 1, 1)), ENDS), (SOON,)),
    ("a certificate's last day", QUESTION, "", "2 kg.", (CERTIFICATE,),
     (Caveat(code="certificate_valid_until", until=date(2028, 7, 1)),)),
    ("a certificate that says it", QUESTION, "", "Valid until July 2028.", (CERTIFICATE,), ()),
    ("a certificate that ends soon", QUESTION, "", "2 kg.",
     (replace(CERTIFICATE, valid_to=date(2026, 7, 1)),), (SOON,)),
    ("a certificate beside a manual", QUESTION, "", "2 kg.", (CERTIFICATE, DocumentFacts()), ()),
    ("a certificate without an end", QUESTION, "", "2 kg.",
     (replace(CERTIFICATE, valid_to=None),), ()),
    ("ended before", QUESTION, "", "2 kg.", (replace(ENDS, valid_to=date(2026, 5, 1)),), ()),
    ("for some models", QUESTION, "", "2 kg.", (MODELS,), (FOR_MODELS,)),
    ("the model is named", "How heavy is the XR-200A?", "", "2 kg.", (MODELS,), ()),
    ("the family is named", "How heavy is the XR?", "", "2 kg.", (MODELS,), ()),
    ("the quote names them", QUESTION, "", "XR-200A and XR-200B: 2 kg.", (MODELS,), ()),
    ("the quote names one", QUESTION, "", "XR-200A: 2 kg.", (MODELS,), (FOR_MODELS,)),
    ("one text is for all models", QUESTION, "", "2 kg.", (MODELS, DocumentFacts()), ()),
    ("many models are their product", QUESTION, "", "2 kg.", (MANY,),
     (Caveat(code="for_models", names=("Drive XR",)),)),
    ("many models without a product", QUESTION, "", "2 kg.", (replace(MANY, products=()),),
     (Caveat(code="for_models", names=MANY.models),)),
    ("for some markets", QUESTION, "", "2 kg.", (MARKETS,), (FOR_MARKETS,)),
    ("the market is known", QUESTION, "DE", "2 kg.", (MARKETS,), ()),
    ("one text is for all markets", QUESTION, "", "2 kg.", (MARKETS, DocumentFacts()), ()),
    ("all at once", QUESTION, "", "2 kg.",
     (replace(MODELS, markets=("EU", "CH"), valid_to=date(2026, 7, 1)),),
     (SOON, FOR_MODELS, FOR_MARKETS)),
    ("nothing is quoted", QUESTION, "", "", (MODELS,), ()),
]  # fmt: skip


def examined(question: str, market: str, text: str) -> Examination:
    document = stored(("paragraph", text or "x", None))
    prepared = asked(question)
    return Examination(
        prepared=replace(prepared, question=replace(prepared.question, market=market)),
        evidence=evidence(passage(document)),
        draft=draft(quote(document, text)) if text else draft(),
        confidence=confidence(0.9),
        decision=Decision(kind="answer"),
    )


@pytest.mark.parametrize(
    ("question", "market", "text", "facts", "held"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_every_case_has_its_caveats(
    question: str,
    market: str,
    text: str,
    facts: tuple[DocumentFacts, ...],
    held: tuple[Caveat, ...],
) -> None:
    assert caveats(examined(question, market, text), facts, catalogue=KNOWN) == held


def test_where_there_are_no_other_models_nothing_is_said_of_them() -> None:
    assert caveats(examined(QUESTION, "", "2 kg."), [MODELS], catalogue=ALONE) == ()


def test_a_page_or_a_named_certificate_names_the_model_too() -> None:
    on_page = examined(QUESTION, "", "2 kg.")
    query = on_page.prepared.query
    filters = replace(query.filters, product="XR-200A")
    on_page = replace(
        on_page, prepared=replace(on_page.prepared, query=replace(query, filters=filters))
    )
    assert caveats(on_page, [MODELS], catalogue=KNOWN) == ()
    named = examined(QUESTION, "", "2 kg.")
    named = replace(named, evidence=replace(named.evidence, names_known=True))
    assert caveats(named, [MODELS], catalogue=KNOWN) == ()


FILES = {
    "winter.md": """---
kind: policy
valid_to: 2026-06-15
---
# Winter discount

In the winter programme every spare part ordered online is 12 % cheaper.
""",
    "drive.md": """---
kind: manual
models: [XR-200A, "XR 200/B"]
---
# Drive

## Grease

Grease the bearing every 2000 hours with 15 g of lithium grease.
""",
    "pump.md": """---
kind: manual
models: [AF-4011]
---
# Pump

## Hose

Replace the dosing hose after 400 hours of operation.
""",
    "waste.md": """---
kind: policy
markets: [EU]
---
# Waste

Scrapped machines are collected free of charge at the municipal recycling centre.
""",
}


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, default_model_folder: Path
) -> Iterator[AnswerEngine]:
    folder = tmp_path_factory.mktemp("caveats")
    documents = folder / "content" / "documents"
    documents.mkdir(parents=True)
    for name, text in FILES.items():
        (documents / name).write_text(text, encoding="utf-8")
    var = folder / "var"
    var.mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=folder / "content", var_dir=var))
    application.reindex()
    yield AnswerEngine(
        searcher=application.searcher,
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(max_wrong_share=1.0),
    )
    application.close()


ASKED: dict[str, tuple[str, dict[str, list[str]], str]] = {
    "an end": (
        "How much cheaper are spare parts in the winter programme?",
        {"expires_soon": ["2026-06-15"]},
        "Please note that this information is valid only until June 15, 2026.",
    ),
    "models": (
        "How often is the bearing greased?",
        {"for_models": ["XR-200A", "XR 200/B"]},
        "This information applies to XR-200A and XR 200/B.",
    ),
    "markets": (
        "Where are scrapped machines collected?",
        {"for_markets": ["EU"]},
        "This information applies in the following country or region: European Union.",
    ),
}


def reply_to(engine: AnswerEngine, question: str, **fields: Any) -> Answer:
    reply = engine.reply(Question(id="q", question=question, **{"as_of": TODAY, **fields}))
    assert isinstance(reply, Answer)
    return reply


@pytest.mark.parametrize(("question", "values", "said"), ASKED.values(), ids=ASKED)
def test_an_answer_says_how_far_it_holds(
    engine: AnswerEngine, question: str, values: dict[str, list[str]], said: str
) -> None:
    reply = reply_to(engine, question)
    assert reply.text.endswith(f"\n\n{said}")
    for_customer = reply_values(reply, audience="customer")
    assert for_customer["caveats"] == list(values)
    assert for_customer["caveat_values"] == values
    assert "It says that what is quoted holds" in reply.explanation[-1].text
    suggested = engine.advise(Question(id="q", question=question, as_of=TODAY)).suggested[0]
    assert suggested.text == reply.text
    assert suggested.caveats == reply.caveats


def test_what_the_customer_says_needs_no_caveat(engine: AnswerEngine) -> None:
    assert reply_to(engine, "How often is the bearing of the XR-200A greased?").caveats == ()
    assert reply_to(engine, ASKED["markets"][0], market="DE").caveats == ()
    assert reply_to(engine, ASKED["an end"][0], as_of=date(2026, 3, 1)).caveats == ()


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_a_caveat_adds_no_number_that_is_not_of_the_facts(
    engine: AnswerEngine, language: str
) -> None:
    reply = reply_to(engine, ASKED["models"][0], language=language)
    note = reply.text.rpartition("\n\n")[2]
    assert all(name in note for name in ("XR-200A", "XR 200/B"))
    assert numbers(note) <= numbers("XR-200A XR 200/B")
    ends = reply_to(engine, ASKED["an end"][0], language=language).text.rpartition("\n\n")[2]
    assert {number.strip(".") for number in numbers(ends)} <= {"15", "6", "2026"}


def test_each_of_several_questions_keeps_its_own_caveat(engine: AnswerEngine) -> None:
    reply = reply_to(engine, f"{ASKED['models'][0]} {ASKED['an end'][0]}")
    assert [caveat.code for caveat in reply.caveats] == ["for_models", "expires_soon"]
    for part, said in zip(reply.parts, (ASKED["models"][2], ASKED["an end"][2]), strict=True):
        assert part.text.endswith(said)
    assert all(reply.text.count(said) == 1 for _, _, said in list(ASKED.values())[:2])
