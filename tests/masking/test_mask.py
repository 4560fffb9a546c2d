"""Masking of personal data: the set, its promises, and what hostile texts cost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.masking.mask import mask, mask_all, put_back, values_of
from answer.masking.masked import Kind
from scripts.masking_set import LabelledMessage, read_messages, score

MESSAGES = read_messages()
OPEN = [one for one in MESSAGES if not one.is_closed]
LANGUAGES = sorted({one.language for one in MESSAGES})
LEAST_MESSAGES = 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_messages_and_their_marks_stand_in_them(language: str) -> None:
    found = [one for one in MESSAGES if one.language == language]
    assert len(found) >= LEAST_MESSAGES
    for one in found:
        assert all(one.text[mark.start : mark.end].strip() for mark in (*one.spans, *one.kept))


def test_there_are_more_things_to_keep_than_to_mask() -> None:
    assert len(LANGUAGES) == 18
    assert len(MESSAGES) >= 450
    spans = sum(len(one.spans) for one in MESSAGES)
    assert sum(len(one.kept) for one in MESSAGES) >= spans


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_masked_as_well_as_promised(language: str) -> None:
    total = score(one for one in OPEN if one.language == language)
    assert total.recall() >= 0.95, total.missed
    assert total.precision() >= 0.9, total.wrong
    assert total.lost == []


def test_nothing_that_is_to_stay_is_masked_in_any_message() -> None:
    """No model, certificate, tariff code, price or date: this holds for the closed third too."""
    assert score(MESSAGES).lost == []


@pytest.mark.parametrize("message", OPEN, ids=lambda one: one.id)
def test_masking_twice_changes_nothing(message: LabelledMessage) -> None:
    once = mask(message.text)
    again = mask(once.text)
    assert again.text == once.text
    assert again.spans == ()


@pytest.mark.parametrize("message", OPEN, ids=lambda one: one.id)
def test_what_was_masked_can_be_put_back(message: LabelledMessage) -> None:
    one = mask(message.text)
    said = {message.text[span.start : span.end].casefold() for span in one.spans}
    values = values_of((message.text,), (one,))
    assert {value.casefold() for value in values.values()} <= said
    if len(values) == len(one.spans):  # nothing was said twice in two writings
        assert put_back(one.text, values) == message.text


def test_equal_values_are_one_placeholder_and_others_another() -> None:
    text = "Write to ana@x.com, not to bo@x.com. ANA@x.com reads it."
    assert mask(text).text == "Write to [email], not to [email 2]. [email] reads it."


def test_texts_that_are_masked_together_share_their_placeholders() -> None:
    first, second = mask_all(("I am at ana@x.com.", "bo@x.com or ana@x.com?"))
    assert (first.text, second.text) == ("I am at [email].", "[email 2] or [email]?")


def test_a_placeholder_that_somebody_typed_stands_for_nothing() -> None:
    text = "[email] and [Email 2] are what it says. Mine is ana@x.com."
    one = mask(text)
    assert one.text.endswith("Mine is [email 3].")
    assert put_back("[email] [email 2] [email 3]", values_of((text,), (one,))) == (
        "[email] [email 2] ana@x.com"
    )


def test_a_name_is_masked_wherever_it_stands() -> None:
    text = "My name is Jane Doe. The box says Jane Doe too, and Jane Doering is another."
    assert (
        mask(text).text
        == "My name is [name]. The box says [name] too, and Jane Doering is another."
    )


LABELLED: list[tuple[str, Kind]] = [
    ("My passport no. is X1234567.", "passport"),
    ("护照号码E12345678。", "passport"),
    ("My tax number is 12/345/67890.", "id_number"),
]


@pytest.mark.parametrize(("text", "kind"), LABELLED)
def test_what_a_label_says_is_personal_is_masked_though_it_looks_like_a_model(
    text: str, kind: Kind
) -> None:
    assert [span.kind for span in mask(text).spans] == [kind]


def test_the_same_number_without_a_label_is_a_model() -> None:
    assert mask("Does X1234567 replace E12345678?").spans == ()


def test_names_that_the_knowledge_base_knows_stay() -> None:
    text = "Hello, this is Anna Karenina from the shop."
    assert mask(text).text == "Hello, this is [name] from the shop."
    assert mask(text, keep=("Anna Karenina",)).text == text


def test_a_market_says_how_its_numbers_are_written() -> None:
    text = "My number is 6123 4567"
    assert mask(text, language="en").spans == ()
    assert mask(text, language="en", market="SG").text == "My number is [phone]"


def test_only_numbers_that_do_harm_are_sensitive() -> None:
    assert not mask("ana@x.com, +49 171 2345678").is_sensitive
    assert mask("My card: 4111 1111 1111 1111").is_sensitive


@given(st.text(max_size=300))
def test_any_text_is_masked_where_its_spans_say_and_only_there(text: str) -> None:
    one = mask(text)
    end, rebuilt = 0, ""
    for span in one.spans:
        assert end <= span.start < span.end <= len(text)
        rebuilt += text[end : span.start] + span.placeholder
        end = span.end
    assert rebuilt + text[end:] == one.text


LONG = 50_000
HOSTILE = (
    *(
        "A ",
        "1 ",
        "a@",
        "[",
        "+1 ",
        "name: ",
        "thanks\n",
        "my name is ",
        "王小",
        "京都府あ1-",
        "김 ",
    ),
    *("شارع أ، ", "Calle A 1 ", "Astraße 1, ", "passport 1a-", "DE12 1234 ", "0171 2345678 ", "A-"),
    *("1/1 หมู่ ก ", "A de ", "\n--A", "1 A St, ", "e\u0301", "A-A", "A-Aa A-A"),
)


@pytest.mark.parametrize("piece", HOSTILE, ids=[json.dumps(one) for one in HOSTILE])
def test_long_hostile_texts_end(piece: str) -> None:
    """What grows with the square of a text would take minutes here."""
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    assert len(mask(text, language="en").text) > 0
