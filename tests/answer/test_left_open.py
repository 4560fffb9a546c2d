"""Asking back which model or which market: when the evidence is divided, and how often."""

from dataclasses import replace
from datetime import date

import pytest

from answer.draft import Draft
from answer.left_open import LeftOpen, left_open
from answer.locale.names import market_name
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.localize import localize_clarify, times_asked_back
from answer.question import PreparedQuestion, Turn
from answer.reply import Choice
from index.catalogue import Catalogue
from index.passage import Passage
from ingest.document import DocumentFacts
from tests.answer.samples import asked, draft, evidence, passage, quote, stored

BOOK = load_phrases()
CATALOGUE = Catalogue(
    replaced_since=dict[str, date](),
    model_lists=(frozenset({"LX50", "LX100"}), frozenset({"BC12"})),
)
QUESTION = "Until when is the approval valid?"


def about(
    text: str,
    *,
    path: str,
    models: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    markets: tuple[str, ...] = (),
    nearness: float = 0.5,
    score: float = 2.0,
) -> Passage:
    facts = DocumentFacts(models=models, products=products, markets=markets)
    document = stored(("paragraph", text, None), path=path, facts=facts)
    return passage(document, nearness=nearness, score=score)


LX = about("Valid until 2027.", path="lx.md", models=("LX-50", "LX-100"), products=("LX lamp",))
BC = about("Valid until 2029.", path="bc.md", models=("BC-12",), score=1.0)
EU = about("Valid until 2027 in the EU.", path="eu.md", markets=("EU",))
US = about("Valid until 2029 in the US.", path="us.md", markets=("US",), score=1.0)


def written_from(first: Passage) -> Draft:
    document = stored(("paragraph", first.text, None), path=first.document)
    return draft(quote(document, first.text), used=(first,))


def opened(*passages: Passage, question: PreparedQuestion | None = None) -> LeftOpen:
    return left_open(
        question or asked(QUESTION),
        evidence(*passages),
        written_from(passages[0]),
        catalogue=CATALOGUE,
    )


def test_different_values_for_different_models_leave_the_model_open() -> None:
    assert opened(LX, BC) == LeftOpen(models=("LX lamp", "BC-12"))


def test_different_values_for_different_markets_leave_the_market_open() -> None:
    assert opened(EU, US) == LeftOpen(markets=("EU", "US"))
    german = about("Valid until 2030.", path="de.md", markets=("DE",), score=1.0)
    assert opened(EU, german) == LeftOpen(), "Germany is in the EU"


@pytest.mark.parametrize(
    ("why", "passages", "question"),
    [
        ("nothing else found", (LX,), QUESTION),
        ("the same value", (LX, replace(BC, text=LX.text)), QUESTION),
        ("the same models", (LX, replace(BC, facts=LX.facts)), QUESTION),
        (
            "the other one is far",
            (LX, about("2029", path="bc.md", models=("BC-12",), nearness=0.3)),
            QUESTION,
        ),
        ("a text for all", (LX, about("2028", path="all.md", score=1.5), BC), QUESTION),
        ("a model is named", (LX, BC), "Until when is the approval of the LX-50 valid?"),
        ("a family is named", (LX, BC), "Until when is the LX approval valid?"),
        ("a product is named", (LX, BC), "Until when is the approval of the lamp valid?"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_left_open_where(why: str, passages: tuple[Passage, ...], question: str) -> None:
    assert opened(*passages, question=asked(question)) == LeftOpen(), why


def test_a_known_market_is_not_asked_for() -> None:
    question = asked(QUESTION)
    known = replace(question, question=replace(question.question, market="DE"))
    assert opened(EU, US, question=known) == LeftOpen()


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_questions_back_are_counted_in_every_language(language: str) -> None:
    choices = (Choice(label="LX-50", value="LX-50"), Choice(label="BC-12", value="BC-12"))
    back = [
        localize_clarify("which_model", choices=choices, language=language, phrases=BOOK),
        localize_clarify("did_you_mean", choices=choices[:1], language=language, phrases=BOOK),
    ]
    turns = [
        turn
        for text in back
        for turn in (Turn(role="customer", text="?"), Turn(role="assistant", text=text))
    ]
    assert times_asked_back((), phrases=BOOK) == 0
    assert times_asked_back(turns, phrases=BOOK) == 2
    answered = Turn(role="assistant", text="Valid until 2027.")
    assert times_asked_back([answered, *turns], phrases=BOOK) == 2
    assert times_asked_back([*turns, answered], phrases=BOOK) == 0
    assert times_asked_back([turns[1], answered, turns[3]], phrases=BOOK) == 1


def test_markets_are_offered_by_name() -> None:
    assert market_name("US", language="de") == "Vereinigte Staaten"
    assert market_name("EU", language="en") == "European Union"
    assert market_name("EEA", language="en") == "EEA"
