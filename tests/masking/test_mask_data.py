"""What leaves for a language model, against a real server on this machine."""

import json
from collections.abc import Iterator

import pytest

from answer.language_model import LanguageModel, LanguageModelSettings
from answer.masking.mask_data import COPIED, mask_data
from answer.numbered_evidence import as_data
from answer.usage import UsageCounter
from tests.openai_server import OpenAiServer, closed_circuit, openai_server

ASKED = (
    "I am Jane Doe, jane@gmail.com. My card 4111 1111 1111 1111 [1] was charged for the XR-200A."
)
QUOTE = "Refunds take 5 days <XR-200A> [2]."


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAiServer]:
    with openai_server() as running:
        yield running


@pytest.fixture
def model(server: OpenAiServer) -> Iterator[LanguageModel]:
    server.asked.clear()
    made = LanguageModel(
        LanguageModelSettings(base_url=server.url, model="m", retries=0),
        usage=UsageCounter(),
        circuit=closed_circuit(),
    )
    yield made
    made.close()


def test_no_personal_data_leaves_and_the_reply_has_it_again(
    server: OpenAiServer, model: LanguageModel
) -> None:
    server.answer("We write to [email], [Name], about ［email 2］ and [card].")
    answer = model.complete("Reply.", as_data(ASKED, [QUOTE]), seconds=5)
    sent = json.dumps(server.asked[-1].body, ensure_ascii=False)
    for private in ("Jane", "jane@gmail.com", "4111"):
        assert private not in sent
    assert "XR-200A" in sent
    assert (
        answer == "We write to jane@gmail.com, Jane Doe, about ［email 2］ and 4111 1111 1111 1111."
    )
    assert server.asked[-1].instructions == "Reply." + COPIED


def test_a_reply_gets_its_own_values_though_what_was_sent_is_the_same(
    server: OpenAiServer, model: LanguageModel
) -> None:
    server.answer("Asked by [email].")
    answers = [
        model.complete("Reply.", as_data(f"I am at {one}", []), seconds=5)
        for one in ("ana@x.com", "bo@x.com")
    ]
    assert answers == ["Asked by ana@x.com.", "Asked by bo@x.com."]
    assert len(server.asked) == 1, "the second is remembered, without anybody's data"


def test_what_holds_nothing_personal_leaves_as_it_is(
    server: OpenAiServer, model: LanguageModel
) -> None:
    server.answer("[email] is a field of the form.")
    data = as_data("What is the rated voltage of the XR-200A [5]?", [QUOTE])
    assert model.complete("Reply.", data, seconds=5) == "[email] is a field of the form."
    assert server.asked[-1].message == data
    assert server.asked[-1].instructions == "Reply."


def test_data_stays_one_object_whose_strings_hold_no_brackets_but_ours() -> None:
    data = as_data(ASKED, [QUOTE])
    masked = mask_data(data)
    tree = json.loads(masked.text)
    assert tree["quotes"] == {"1": QUOTE}
    assert tree["question"] == (
        "I am [name], [email]. My card [card] [1] was charged for the XR-200A."
    )
    assert "\\u005b1\\u005d" in masked.text
    assert "[1]" not in masked.text


def test_a_placeholder_in_a_document_is_nobodys() -> None:
    masked = mask_data(as_data("I am at ana@x.com", ["Enter [email] here."]))
    assert masked.put_back("Enter [email] here, [email 2].") == "Enter [email] here, ana@x.com."


def test_what_is_no_object_is_masked_as_a_text() -> None:
    for data in ('["ana@x.com"]', "ana@x.com", "{ana@x.com"):
        assert "ana" not in mask_data(data).text
        assert mask_data(data).put_back(mask_data(data).text) == data
