from typing import Any

import numpy as np
from numpy.typing import NDArray

from answer.insight.topics import Heading, find_topics

DIRECTIONS = {
    "Cleaning": 0,
    "2.1 Cleaning and care": 0,
    "清洁": 0,
    "How do I clean it?": 0,
    "Safety": 1,
    "Sicherheit": 2,
    "Does it float?": 3,
    "Can it swim?": 3,
}
"""Headings that mean the same have the same; no two languages are near unless said so."""


def _vector(text: str, language: str) -> NDArray[np.float32]:
    found = next(place for name, place in DIRECTIONS.items() if name.endswith(text))
    vector = np.full(16, 0.02, np.float32)
    vector[found] = 1
    vector[8 + len(text) % 8] += 0.15
    return vector / np.float32(np.linalg.norm(vector))


def _heading(text: str, document: str, place: int = 1, **fields: Any) -> Heading:
    plain: dict[str, Any] = {"language": "en", "original": document, "place": place}
    return Heading(text=text, document=document, **{**plain, **fields})


def test_headings_of_one_meaning_are_a_topic_whatever_their_number_or_language() -> None:
    found = find_topics(
        [
            _heading("Cleaning", "a.md"),
            _heading("2.1 Cleaning and care", "b.md"),
            _heading("清洁", "c.md", language="zh-Hans"),
            _heading("Safety", "a.md", 2),
        ],
        vector_of=_vector,
    )
    (topic,) = found.topics
    assert set(topic.headings) == {"Cleaning", "2.1 Cleaning and care", "清洁"}
    assert topic.name in ("Cleaning", "Cleaning and care")
    assert found.of_heading["清洁", "zh-Hans"] == topic.id
    # only one document speaks of safety
    assert ("Safety", "en") not in found.of_heading


def test_a_translations_headings_are_those_of_its_original_in_order() -> None:
    english = [_heading("Cleaning", "a.md", 1), _heading("Safety", "a.md", 2)]
    german = {"language": "de", "original": "a.md"}
    whole = [
        _heading("Cleaning", "a.de.md", 1, **german),
        _heading("Sicherheit", "a.de.md", 2, **german),
    ]
    found = find_topics([*english, *whole], vector_of=_vector)
    assert found.of_heading["Sicherheit", "de"] == found.of_heading["Safety", "en"]
    # with a section missing nobody knows which is which
    part = find_topics([*english, whole[1]], vector_of=_vector)
    assert ("Sicherheit", "de") not in part.of_heading


def test_entries_of_an_faq_join_topics_and_make_none() -> None:
    entries = [
        _heading("How do I clean it?", "faq.csv", 1, is_question=True),
        _heading("Does it float?", "faq.csv", 2, is_question=True),
        _heading("Can it swim?", "faq-2.csv", 1, is_question=True),
    ]
    found = find_topics([_heading("Cleaning", "a.md"), *entries], vector_of=_vector)
    (topic,) = found.topics
    assert found.of_heading["How do I clean it?", "en"] == topic.id
    assert ("Does it float?", "en") not in found.of_heading


def test_a_base_without_headings_has_no_topics() -> None:
    assert find_topics([], vector_of=_vector).topics == ()
