"""Every phrase in every language, and an editor's mistakes named with file and line."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases, placeholders
from ingest.errors import ContentError

BOOK = load_phrases()
ENGLISH = BOOK.phrases_for("en")


def write(content: Path, language: str, text: str | bytes) -> Path:
    folder = content / "phrases"
    folder.mkdir(exist_ok=True)
    path = folder / f"{language}.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_every_language_says_everything_with_the_same_placeholders(language: str) -> None:
    phrases = BOOK.phrases_for(language)
    assert phrases.language == language
    assert set(phrases.texts) == set(ENGLISH.texts)
    for key, phrase in phrases.texts.items():
        assert phrase.strip(), key
        assert placeholders(phrase) == placeholders(ENGLISH.texts[key]), key


@pytest.mark.parametrize("language", [tag for tag in SHIPPED_LANGUAGES if tag != "en"])
def test_no_language_is_left_in_english(language: str) -> None:
    phrases = BOOK.phrases_for(language)
    assert not [key for key, phrase in phrases.texts.items() if phrase == ENGLISH.texts[key]]


INFORMAL = ("de", "es", "fr", "it", "nl", "pl", "ru", "tr")
"""Languages with a familiar form of address, and a phrase that has both."""


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_the_customer_is_addressed_politely_unless_told_otherwise(language: str) -> None:
    polite = BOOK.phrases_for(language)
    informal = replace(polite, address="informal")
    changed = [key for key, text in polite.texts.items() if "{address, select" in text]
    assert bool(changed) == (language in INFORMAL)
    for key in changed:
        values = dict.fromkeys(placeholders(polite.texts[key]), "X") | {"days": 2, "hours": 2}
        assert polite.text(key, **values) != informal.text(key, **values), key


def test_plurals_follow_the_language() -> None:
    days = {
        (language, number): BOOK.phrases_for(language).text("handoff_expected_within", days=number)
        for language, number in (("pl", 1), ("pl", 3), ("ru", 1), ("ru", 21), ("ru", 4), ("ar", 2))
    }
    assert "1 dnia roboczego" in days["pl", 1]
    assert "3 dni roboczych" in days["pl", 3]
    assert "1 рабочего дня" in days["ru", 1]
    assert "21 рабочего дня" in days["ru", 21]
    assert "4 рабочих дней" in days["ru", 4]
    assert "يوما عمل" in days["ar", 2]


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_frames_hold_no_numbers_of_their_own(language: str) -> None:
    """Every number a customer reads is a fact's."""
    for key, text in BOOK.phrases_for(language).texts.items():
        assert not re.search(r"\d", text), key


@pytest.mark.parametrize(
    ("asked", "given_back"),
    [
        ("pt-BR", "pt"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh_hk", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("in", "id"),
        ("DE-at", "de"),
        ("sw", "en"),
        ("und", "en"),
        ("", "en"),
    ],
)
def test_any_tag_finds_its_nearest_phrases(asked: str, given_back: str) -> None:
    assert BOOK.phrases_for(asked).language == given_back


@given(st.text(max_size=40))
def test_no_tag_is_refused(tag: str) -> None:
    assert BOOK.phrases_for(tag).texts["greeting"]


def test_speaks_tells_a_fallback_from_a_language_of_its_own() -> None:
    assert BOOK.speaks("fr-CA")
    assert not BOOK.speaks("sw")


def test_a_content_folder_overrides_key_by_key(tmp_path: Path) -> None:
    write(tmp_path, "de", 'greeting: "Moin!"\n')
    book = load_phrases(tmp_path)
    assert book.phrases_for("de").text("greeting") == "Moin!"
    assert book.phrases_for("de").texts["thanks"] == BOOK.phrases_for("de").texts["thanks"]
    assert book.phrases_for("fr") == BOOK.phrases_for("fr")


def test_a_folder_without_phrases_gives_the_defaults(tmp_path: Path) -> None:
    assert load_phrases(tmp_path).by_language.keys() == set(SHIPPED_LANGUAGES)


def test_a_new_language_has_to_be_complete(tmp_path: Path) -> None:
    write(tmp_path, "sv", 'greeting: "Hej!"\n')
    with pytest.raises(ContentError, match=r"sv\.yaml.*needs every phrase; add answer_intro"):
        load_phrases(tmp_path)
    lines = [
        f"{key}: '{text.replace(chr(39), chr(39) * 2)}'" for key, text in ENGLISH.texts.items()
    ]
    write(tmp_path, "sv", "\n".join(lines))
    assert load_phrases(tmp_path).phrases_for("sv-SE").language == "sv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('thanks: "Danke"\ngreting: "Hallo"\n', r"de\.yaml:2: unknown key 'greting'; did you mean"),
        ('zzz: "Hallo"\n', r"de\.yaml:1: unknown key 'zzz'; known keys: answer_intro"),
        ('greeting: "a"\n\ngreeting: "b"\n', r"de\.yaml:3: 'greeting' stands here a second time"),
        ('\nsource_line: "Quelle: {title}"\n', r"de\.yaml:2: .* has to hold \{page\} \{title\}"),
        ('greeting: "Hallo {name}"\n', r"de\.yaml:1: .*no placeholder and no other"),
        ('greeting: "Hallo {0.__class__}"\n', r"de\.yaml:1: .*is no placeholder"),
        ('greeting: "Hallo {"\n', r"de\.yaml:1: 'greeting'"),
        ('greeting: "Hallo }"\n', r"de\.yaml:1: 'greeting': a closing brace"),
        (
            'greeting: "{address, select, informal {Du}}"\n',
            r"de\.yaml:1: 'greeting': \{address, select, …\} has no 'other'",
        ),
        (
            'greeting: "{mood, select, glad {Hallo} other {Ja}}"\n',
            r"de\.yaml:1: 'greeting' chooses by 'mood'; it can choose by address",
        ),
        (
            'caveat_for_markets: "{count, plural, other {Gilt in {names}.}}"\n',
            r"de\.yaml:1: .* needs the forms one, other",
        ),
        (
            'caveat_for_markets: "{count, plural, one {Gilt dort.} other {Gilt in {names}.}}"\n',
            r"de\.yaml:1: .*leaves out \{names\}",
        ),
        ("greeting: true\n", r"de\.yaml:1: 'greeting' has to be a text"),
        ("greeting: [a, b]\n", r"de\.yaml:1: 'greeting' has to be a text"),
        ('greeting: "  "\n', r"de\.yaml:1: 'greeting' is empty"),
        (f'greeting: "{"x" * 700}"\n', r"de\.yaml:1: .*700 characters; the limit is 600"),
        ("- a\n- b\n", r"de\.yaml:1: expected lines like"),
        ('thanks: "x"\ngreeting: "unclosed\n', r"de\.yaml:\d+: .*mend the YAML"),
        ("[" * 5_000, r"de\.yaml.*mend"),
        (b'thanks: "Danke"\ngreeting: "\xff"\n', r"de\.yaml:2: is not UTF-8"),
        (b"#" * 300_000, r"de\.yaml: 300000 bytes is too much"),
    ],
)
def test_an_editors_mistake_is_named_with_its_place(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    write(tmp_path, "de", text)
    with pytest.raises(ContentError, match=message):
        load_phrases(tmp_path)


def test_the_intro_may_be_left_empty(tmp_path: Path) -> None:
    write(tmp_path, "en", 'answer_intro: ""\n')
    assert load_phrases(tmp_path).phrases_for("en").text("answer_intro") == ""


def test_values_are_never_read_as_templates() -> None:
    shown = BOOK.phrases_for("en").text("source_line_without_page", title="{page} {0}")
    assert shown == "Source: {page} {0}"
