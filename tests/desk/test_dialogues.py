"""The hand-written dialogues are whole, and what answers them stands in the demo's documents."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.golden import Gold, plain
from api.bootstrap import Application
from api.settings import Settings
from index.content import Content
from ingest.language import detect, same_language
from scripts.dialogues import PROJECT, Dialogue, read_dialogues

KINDS = {
    *("model", "topic", "pronoun", "ellipsis", "language", "channel"),
    *("correction", "answer_back", "topic_change", "long", "careless"),
}
LEAST_DIALOGUES = 150
LEAST_LANGUAGES = 8
LEAST_A_LANGUAGE = 12


@pytest.fixture(scope="module")
def dialogues() -> tuple[Dialogue, ...]:
    return read_dialogues()


@pytest.fixture(scope="module")
def content(demo_var: Path) -> Iterator[Content]:
    application = Application(Settings(content_dir=PROJECT / "kb_content", var_dir=demo_var))
    application.reindex()
    yield application.searcher().release.content
    application.close()


def test_there_are_as_many_as_promised(dialogues: tuple[Dialogue, ...]) -> None:
    assert len(dialogues) >= LEAST_DIALOGUES
    languages = Counter(one.language for one in dialogues)
    assert sum(count >= LEAST_A_LANGUAGE for count in languages.values()) >= LEAST_LANGUAGES
    assert {one.kind for one in dialogues} == KINDS


def test_each_is_whole_and_stands_once(dialogues: tuple[Dialogue, ...]) -> None:
    assert len({one.id for one in dialogues}) == len(dialogues)
    asked = [(one.history, one.question) for one in dialogues]
    assert len(set(asked)) == len(asked)
    for one in dialogues:
        assert one.history[0].role == "customer", one.id
        assert one.question.strip(), one.id
        assert one.full.strip(), one.id
        assert one.gold, one.id
        assert one.kind != "long" or len(one.history) >= 4, one.id


def test_a_third_is_closed(dialogues: tuple[Dialogue, ...]) -> None:
    share = sum(one.is_closed for one in dialogues) / len(dialogues)
    assert 0.25 < share < 0.42


def test_every_gold_place_is_in_the_documents(
    dialogues: tuple[Dialogue, ...], content: Content
) -> None:
    chunks = {
        card.path: [
            (chunk.pages, plain(chunk.text_for_search + chunk.text))
            for chunk in content.chunks_of(number)
        ]
        for number, card in enumerate(content.cards)
    }

    def stands(place: Gold) -> bool:
        return any(
            plain(place.text) in text and (place.page is None or place.page in pages)
            for pages, text in chunks[place.document]
        )

    places = {place for one in dialogues for place in one.gold}
    assert [place for place in sorted(places, key=str) if not stands(place)] == []


def test_a_switch_of_language_is_one(dialogues: tuple[Dialogue, ...]) -> None:
    switched = [one for one in dialogues if one.kind == "language"]
    assert switched
    for one in switched:
        assert not same_language(detect(one.history[0].text), one.language), one.id
