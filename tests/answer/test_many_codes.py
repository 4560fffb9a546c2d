"""Questions of thousands of characters that name codes cost what their length costs."""

from answer.applicability import sort_evidence
from answer.asked_codes import MOST_CODES, asked_codes, each_once
from tests.answer.samples import asked, passage, stored
from tests.answer.test_applicability import CATALOGUE, register

LISTED = stored(
    ("heading", "Faults", 1), ("table", "Error code | Meaning\nE1 | Flame lost\nE2 | Fan", 1)
)


def no_name(text: str) -> bool:
    return False


def test_the_word_beside_a_code_is_looked_for_beside_it_alone() -> None:
    # looked for in all of the text, hundreds of codes behind a word of thousands of letters took
    # a minute; so a word whose beginning is further away names nothing
    assert [one.cue for one in asked_codes("the buttonlike E1", is_name=no_name)] == []
    found = asked_codes(f"the button{'x' * 2_000} {'E1 ' * 600}", is_name=no_name)
    assert len(found) == 600


def test_a_code_that_is_named_hundreds_of_times_is_looked_at_once() -> None:
    found = asked_codes("error E1 " * 400, is_name=no_name)
    assert len(found) == 400
    assert [one.start for one in each_once(found)] == [found[0].start]


def test_places_that_share_a_letter_are_one() -> None:
    found = asked_codes("alarm E1 alarm", is_name=no_name)
    assert [(one.text, one.cue) for one in found] == [("E1", "label")]


def test_passages_are_read_for_no_more_codes_than_anybody_asks_about() -> None:
    question = asked(" ".join(f"error E{number}" for number in range(3, 203)))
    evidence = sort_evidence(question, [passage(LISTED)], register=register(CATALOGUE))
    assert evidence.unknown_numbers == tuple(f"E{number}" for number in range(3, 3 + MOST_CODES))
