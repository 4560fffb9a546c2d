"""A message is made standalone: names replaced or carried, choices taken, new topics left alone."""

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.follow_up import FollowUp, follow_up
from answer.follow_up_words import PLACES
from answer.golden import read_golden
from answer.prepare import prepare
from answer.question import Question, Role, Turn
from ingest.families import families, models_of_families
from ingest.identifier import Identifier
from ingest.identifiers import canonical, extract
from ingest.language import CORE_LANGUAGES
from scripts.dialogues import PROJECT

WRITTEN = (
    *("XR-100A", "XR-100B", "XR-200A", "XR-200B", "XR-200A/5V", "XR-300A", "XR-300B"),
    *("LX-50", "LX-50S", "LX-100", "LX-100S", "LX-150", "LX-150D", "BC-12"),
)
MODELS = {canonical(one): one for one in WRITTEN}


def identify(text: str) -> tuple[Identifier, ...]:
    """As a release's register does: what has the shape of an identifier, and its families."""
    found = extract(text)
    named = models_of_families(text, families(MODELS))
    added = [
        one
        for one in named
        if not any(one.start < other.end and other.start < one.end for other in found)
    ]
    return tuple(sorted((*found, *added), key=lambda one: one.start))


def said(*texts: str) -> tuple[Turn, ...]:
    """Customer and assistant in turn, the customer first."""
    roles: tuple[Role, Role] = ("customer", "assistant")
    return tuple(Turn(role=roles[place % 2], text=text) for place, text in enumerate(texts))


def whole(message: str, *history: str, about: bool | None = None) -> FollowUp:
    return follow_up(
        message,
        said(*history),
        identify=identify,
        models=MODELS,
        written_form=lambda model: MODELS.get(model, model),
        is_about=None if about is None else lambda text, names: bool(about),
    )


@pytest.mark.parametrize(
    ("asked", "message", "standalone"),
    [
        ("How heavy is the XR-100B?", "and the XR-200B?", "How heavy is the XR-200B?"),
        ("XR-200A 输出多少安?", "那 B 款呢？", "XR-200B 输出多少安?"),
        ("How heavy is the LX-100?", "and the 50 W one?", "How heavy is the LX-50?"),
        ("¿Cuánto pesa la LX-100?", "¿y la de 150 W?", "¿Cuánto pesa la LX-150?"),
        ("Wie schwer ist die XR-200B?", "und die 5-V-Version?", "Wie schwer ist die XR-200A/5V?"),
        ("сколько весит LX-100", "а 150-ваттный?", "сколько весит LX-150"),
        ("номер для заказа XR-100A?", "нет, мне нужен 100B", "номер для заказа XR-100B?"),
        ("Combien pèse la XR-300A ?", "et la XR-100A ?", "Combien pèse la XR-100A ?"),
        ("XR-100A の重さは？", "では XR-300B は？", "XR-300B の重さは？"),
        ("ما وزن LX-100؟", "و LX-150؟", "ما وزن LX-150؟"),
        ("XR-100A 무게는?", "그럼 XR-300B는요?", "XR-300B 무게는?"),
    ],
)
def test_another_model_takes_the_place_of_the_one_before(
    asked: str, message: str, standalone: str
) -> None:
    made = whole(message, asked, "0.42 kg")
    assert (made.text, made.keeps_topic) == (standalone, True)
    assert len(made.replaced) == 1


def test_a_whole_class_comes_as_its_family() -> None:
    made = whole("and for the 300 W one?", "How heavy is the XR-200A?", "0.68 kg")
    assert made.text == "How heavy is the XR-300?"


def test_a_part_of_no_model_that_exists_is_a_number() -> None:
    made = whole("and at 400 V?", "Does the XR-200A run at 230 V?", "Yes.")
    assert "XR-200A" in made.text
    assert "400 V" in made.text
    assert made.replaced == ("230 V",)
    assert "XR-100" not in whole("and for 100 pieces?", "Lead time of 50 XR-200A?", "3 days").text


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("What is the ripple of the XR-300A?", "and how do I clean it?"),
        ("XR-300A 纹波多少", "怎么清洁它？"),
        ("¿Qué rizado tiene la XR-300A?", "¿y el número de pedido?"),
        ("Welche Restwelligkeit hat die XR-300A?", "Garantie?"),
        ("XR-300A のリップルは？", "それの重さは？"),
        ("ما تموج XR-300A؟", "هل يمكن غسله بالماء؟"),
    ],
)
def test_another_topic_keeps_the_model_and_leaves_what_was_asked(asked: str, message: str) -> None:
    made = whole(message, asked, "120 mV")
    assert made == FollowUp(text=f"XR-300A: {message}", carried=("XR-300A",))


@pytest.mark.parametrize(
    ("message", "chosen"),
    [
        ("the second one", "XR-200A"),
        ("第一个", "XR-100A"),
        ("la tercera", "XR-300A"),
        ("das letzte", "XR-300A"),
        ("2番目です", "XR-200A"),
        ("الثاني", "XR-200A"),
        ("вторая", "XR-200A"),
        ("XR-300A", "XR-300A"),
    ],
)
def test_an_answer_to_a_question_back_is_put_to_what_was_asked(message: str, chosen: str) -> None:
    asked = "Which breaker do I need?"
    back = "Which model is your question about?\n• XR-100A\n• XR-200A\n• XR-300A"
    assert whole(message, asked, back).text == f"{chosen} {asked}"


def test_yes_takes_the_one_thing_offered_and_words_of_its_own_are_added() -> None:
    asked = "How heavy is the XR-20B?"
    offered = "Which of these do you mean?\n• XR-200B"
    assert whole("yes please", asked, offered).text == "How heavy is the XR-200B?"
    country = "For which country or region do you need this?\n• EU\n• US"
    assert whole("EU", "Which wire colours?", country).text == "EU Which wire colours?"
    free = whole("California", "Is a warning label needed?", country)
    assert free.text == "Is a warning label needed?\nCalifornia"


@pytest.mark.parametrize(
    ("asked", "message", "standalone"),
    [
        (
            "What does express to Germany cost?",
            "to Canada too?",
            "What does express to Canada cost?",
        ),
        ("寄到德国多少钱", "巴西呢？", "寄到巴西多少钱"),
        ("Combien de jours vers la France ?", "et l'Italie", "Combien de jours vers la italie ?"),
        ("bc-12 shows F1", "and F3?", "bc-12 shows F3"),
        ("Charge time of 60 Ah?", "no, 200 Ah", "Charge time of 200 Ah?"),
    ],
)
def test_another_country_code_or_amount_is_asked_the_same(
    asked: str, message: str, standalone: str
) -> None:
    made = whole(message, asked, "28 USD")
    assert made.text.casefold() == standalone.casefold()
    assert made.replaced


def test_a_sentence_that_points_to_nothing_before_needs_evidence_to_carry_a_model() -> None:
    message = "When may I call your support by telephone?"
    history = ("What is the hold-up time of the XR-200?", "18 ms")
    assert whole(message, *history).text == message
    assert whole(message, *history, about=False) == FollowUp(text=message)
    assert whole(message, *history, about=True).carried == ("XR-200",)


def test_a_complete_question_takes_nothing() -> None:
    message = "How long does the BC-12 charge a battery of 100 Ah?"
    history = ("How deep is the cable of the LX-150 buried?", "60 cm")
    assert whole(message, *history, about=True) == FollowUp(text=message)


def test_the_subject_may_stand_several_turns_back_and_in_a_reply() -> None:
    history = (
        *("Which supply has 48 V?", "48 V, 6.3 A: XR-300B"),
        *("how heavy is that one", "0.95 kg"),
        *("thanks!", "You are welcome. Is there anything else I can help you with?"),
        *("and the clearance above?", "50 mm"),
    )
    assert whole("last thing, ripple?", *history).text == "XR-300B: last thing, ripple?"
    assert whole("and for the XR-100A?", *history).text == "XR-100A: and the clearance above?"


def test_a_reply_s_table_of_many_models_does_not_change_the_subject() -> None:
    history = ("How heavy is the LX-50?", "LX-100 2.6 kg, LX-100S 2.7 kg, LX-150 3.8 kg")
    assert whole("and its height?", *history).carried == ("LX-50",)


def test_a_described_model_leaves_the_one_before_out() -> None:
    made = whole("How about the one with DALI?", "Is the LX-50 registered in SABER?", "Yes.")
    assert made.text == "Is the LX registered in SABER?\nHow about the one with DALI?"


def test_of_an_e_mail_what_it_asks_is_the_topic() -> None:
    mail = (
        "Dear support team,\n\nthank you for your help last week. We have built in two XR-300B.\n\n"
        "What torque do the terminals need?\n\nBest regards\nMartin Cole\nUnit 4, Kirkstall Road"
    )
    made = whole("and the XR-100A?", mail, "0.8 N·m")
    assert "What torque do the terminals need?" in made.text
    assert "XR-100A" in made.text
    assert "XR-300B" not in made.text
    assert "Kirkstall" not in made.text


def test_the_reply_stays_in_the_language_before_where_a_name_alone_is_sent() -> None:
    history = said("Wie viel wiegt die XR-100A, bitte?", "0,42 kg")
    prepared = prepare(Question(id="q", question="XR-200B?", history=history), identify=identify)
    assert prepared.language == "de"
    assert prepared.text == "Wie viel wiegt die XR-200B, bitte?"
    switched = Question(id="q", question="and how do I clean it, please?", history=history)
    assert prepare(switched, identify=identify).language == "en"


@given(st.text(max_size=400))
def test_without_a_history_nothing_changes(message: str) -> None:
    assert follow_up(message, (), identify=identify, models=MODELS) == FollowUp(text=message)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("customer", "assistant", "agent")),
            st.text(max_size=60)
            | st.sampled_from(("XR-200A?", "• XR-100A\n• 12", "و", "那 B 款呢")),
        ),
        max_size=5,
    ),
    st.text(max_size=80) | st.sampled_from(("B?", "the second one", "و؟", "5V", "100", "…", "的")),
)
def test_whatever_was_said_what_is_carried_was_said_or_exists(
    history: list[tuple[Role, str]], message: str
) -> None:
    turns = tuple(Turn(role=role, text=text) for role, text in history)
    made = follow_up(
        message, turns, identify=identify, models=MODELS, written_form=MODELS.__getitem__
    )
    before = "\n".join(text for _, text in history)
    assert all(one in before or one in MODELS.values() for one in made.carried)
    if not any(text.strip() for _, text in history):
        assert made.text == message


def test_the_golden_questions_are_asked_as_they_stand() -> None:
    for golden in read_golden(PROJECT / "kb_content" / "golden.jsonl"):
        assert golden.question.history == ()
        asked = golden.question.question.strip()
        assert follow_up(asked, (), identify=identify, models=MODELS).text == asked


def test_the_words_of_every_language_are_there() -> None:
    shipped = json.loads(
        (resources.files("answer.data") / "follow_up_words.json").read_text(encoding="utf-8")
    )
    roles = {"connects", "refers", "designates", "corrects", "also", "idle", "yes", *PLACES}
    assert set(shipped) >= {*CORE_LANGUAGES} - {"und"}
    for language, words in shipped.items():
        assert set(words) == roles, language
        assert all(listed and all(listed) for listed in words.values()), language
