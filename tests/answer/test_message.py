"""Phrases with choices: what they become, what is wrong with them, that values are never read."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from answer.locale.message import HOLE, parse, problem_of

ENGLISH, POLISH, ARABIC = Locale("en"), Locale("pl"), Locale("ar")
DAYS = "within {days, plural, one {# day} other {# days}}"


@pytest.mark.parametrize(
    ("phrase", "values", "text"),
    [
        ("Hello", {}, "Hello"),
        ("{a} and {b}", {"a": "x", "b": "{a}"}, "x and {a}"),
        ("l'{a}'s #", {"a": "x"}, "l'x's #"),
        (DAYS, {"days": 1}, "within 1 day"),
        (DAYS, {"days": 1200}, "within 1,200 days"),
        ("{n, plural, =0 {none} one {one} other {#}}", {"n": 0}, "none"),
        ("{n, plural, =0 {none} one {one} other {#}}", {"n": 1}, "one"),
        ("{who, select, informal {du} other {Sie}}", {"who": "informal"}, "du"),
        ("{who, select, informal {du} other {Sie}}", {"who": "polite"}, "Sie"),
        ("{who, select, informal {du} other {Sie}}", {}, "Sie"),
        (
            "{n, plural, one {{who, select, a {# x} other {# y}}} other {{m}}}",
            {"n": 1, "who": "b", "m": "-"},
            "1 y",
        ),
    ],
)
def test_a_phrase_becomes_its_text(phrase: str, values: dict[str, str | int], text: str) -> None:
    assert parse(phrase).text(ENGLISH, values) == text


@pytest.mark.parametrize(("number", "word"), [(1, "dzień"), (3, "dni"), (12, "wielu"), (22, "dni")])
def test_the_plural_is_the_languages(number: int, word: str) -> None:
    phrase = parse("{n, plural, one {dzień} few {dni} many {wielu} other {dnia}}")
    assert phrase.text(POLISH, {"n": number}) == word


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("{", "is no placeholder"),
        ("}", "a closing brace"),
        ("{a b}", "no placeholder, no plural"),
        ("{a, date}", "no placeholder, no plural"),
        ("{a, plural", "no placeholder, no plural"),
        ("{a, plural,}", "has no texts"),
        ("{a, plural, other {x}", "is not closed"),
        ("{a, plural, other {x", "'other' of .* is not closed"),
        ("{a, select, b {x} b {y} other {z}}", "'b' stands twice"),
        ("{0}", "is no placeholder"),
        ("{a, select, x{{a, select, x{{a, select, x{{a, select, x{{a, select, x{1}", "deeply"),
        ("{a, select, b {} c {} d {} other {}}" * 4, "more than 64 texts"),
    ],
)
def test_what_cannot_be_read_is_named(phrase: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(phrase)


@pytest.mark.parametrize(
    ("phrase", "locale", "problem"),
    [
        (DAYS, ENGLISH, ""),
        (DAYS, POLISH, "needs the forms few, many, one, other"),
        ("{n, plural, one {#} few {#} many {#} other {#}}", ENGLISH, "needs the forms one, other"),
        ("{a, select, b {x}}", ENGLISH, "has no 'other'"),
        ("{a, select, b {{x}} other {}}", ENGLISH, "leaves out {x}"),
        ("{n, plural, one {a day} other {# days}}", ENGLISH, ""),
        ("{n, plural, one {# day} other {days}}", ENGLISH, "leaves out {n}"),
        (
            "{n, plural, zero {#} one {يوم} two {يومان} few {#} many {#} other {#}}",
            ARABIC,
            "",
        ),
    ],
)
def test_what_a_language_needs_is_checked(phrase: str, locale: Locale, problem: str) -> None:
    found = problem_of(parse(phrase), locale=locale)
    assert problem in found
    assert bool(problem) == bool(found)


def test_every_text_of_a_phrase_is_known() -> None:
    message = parse("{a} {n, plural, one {one} other {#}} {s, select, b {x} other {y}}")
    assert message.variants() == (
        f"{HOLE} one x",
        f"{HOLE} one y",
        f"{HOLE} {HOLE} x",
        f"{HOLE} {HOLE} y",
    )
    assert message.shown() == {"a", "n"}
    assert message.chosen_by() == {"n", "s"}


@given(st.text(st.sampled_from("{}#=, abplurseco'"), max_size=60))
def test_no_phrase_does_anything_but_parse_or_say_why_not(phrase: str) -> None:
    try:
        message = parse(phrase)
    except ValueError:
        return
    values = dict.fromkeys(message.shown() | message.chosen_by(), 1)
    assert isinstance(message.text(ENGLISH, values), str)
