import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import joined, positions, query_tokens, tokens

LANGUAGES = ["en", "de", "tr", "ar", "th", "ja", "ko", "zh-Hans", "zh-Hant", "vi", "und", ""]


def shared(document: str, question: str, language: str, question_language: str = "") -> set[str]:
    asked = query_tokens(question, language=question_language or language)
    return set(tokens(document, language=language)) & set(asked)


@pytest.mark.parametrize(
    ("language", "document", "question"),
    [
        ("es", "garantía", "GARANTIA"),
        ("es", "devoluciones", "devolución"),
        ("de", "Geräte", "geraet"),
        ("de", "Rücksendung", "rucksendungen"),
        ("de", "Straße", "strasse"),
        ("pl", "Ładowarka", "ladowarka"),
        ("tr", "ışık", "isik"),
        ("tr", "İADE", "iade"),
        ("vi", "Đổi trả", "doi tra"),
        ("ru", "зелёный", "зеленый"),
        ("ar", "الضَّمَانُ", "الضمان"),
        ("ar", "إرجاع", "ارجاع"),
        ("ar", "الثلاجة", "الثلاجه"),
        ("en", "batteries", "battery"),
        ("ja", "ﾊﾞｯﾃﾘｰ", "バッテリー"),
        ("zh-Hans", "关税", "關稅"),
        ("zh-Hant", "關稅", "关税"),
        ("en", "XR-200A/5V", "xr200a"),
        ("en", "XR-200A", "xr 200 a"),
        ("en", "XR-200A", "ＸＲ－２００Ａ"),
        ("zh-Hans", "配置 commands", "command"),
    ],
)
def test_a_careless_spelling_shares_a_token(language: str, document: str, question: str) -> None:
    assert shared(document, question, language)


def test_stems_of_two_languages_never_meet() -> None:
    common = shared("garantie", "garantías", "de", "es")
    assert common == set()
    assert "de~garanti" in tokens("Garantien", language="de")


def test_japanese_is_not_converted_to_simplified_chinese() -> None:
    assert set(tokens("電気", language="ja")) == {"電気"}
    assert set(tokens("電氣", language="zh-Hant")) == {"電氣", "电气"}


def test_ideographs_pair_and_a_lone_one_stands_for_itself() -> None:
    assert tokens("保修期", language="zh") == ["保修", "修期"]
    assert tokens("钱", language="zh") == ["钱"]
    assert tokens("보증기간", language="ko") == ["보증", "증기", "기간"]


def test_thai_pairs_syllables_and_keeps_their_marks() -> None:
    found = tokens("ตู้เย็น", language="th")
    assert found == ["ตู้เย็", "เย็น"]


def test_hindi_words_keep_their_vowel_signs() -> None:
    assert tokens("वारंटी", language="und") == ["वारंटी"]


def test_an_identifier_is_whole_and_in_parts() -> None:
    found = tokens("XK-200/B", language="en")
    assert {"xk-200/b", "xk200b", "xk200", "xk", "200"} <= set(found)


def test_letters_and_digits_typed_apart_are_joined_in_questions_only() -> None:
    assert joined("garantia do xr 200 a") == [(("xr200a", "xr200"),)]
    assert "xr200a" not in tokens("xr 200 a", language="en")


@given(st.text(max_size=100), st.sampled_from(LANGUAGES))
def test_any_text_gives_tokens_without_white_space(text: str, language: str) -> None:
    found = positions(text, language=language)
    assert all(form and not any(c.isspace() for c in form) for p in found for s in p for form in s)
    assert found == positions(text, language=language)


@given(st.text(alphabet="aäéßоя关ab ", max_size=30), st.sampled_from(LANGUAGES))
def test_case_never_matters(text: str, language: str) -> None:
    assert tokens(text.upper(), language=language) == tokens(
        text.upper().lower(), language=language
    )
