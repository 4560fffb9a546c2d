"""Every market has everything, and an editor's mistake is named with file, line and what to do."""

from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import list_currencies

from answer.locale.avoided import avoided_wordings
from answer.locale.market import LANGUAGE_OF_LAST_RESORT, Market, Notice
from answer.locale.market_files import load_markets
from answer.locale.markets import known_groups, known_markets
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from ingest.errors import ContentError

BOOK = load_markets()
PHRASES = load_phrases()
ISSUE_ASKS_FOR = 24
NOTICES = {
    (notice.holds_in, notice.key): notice
    for market in BOOK.markets.values()
    for notice in market.notices
}


def market(code: str, content: Path | None = None) -> Market:
    found = (load_markets(content) if content else BOOK).find(code)
    assert found is not None
    return found


def write(content: Path, text: str) -> Path:
    (content / "markets.yaml").write_text(text, encoding="utf-8")
    return content


def test_there_are_enough_markets_and_all_that_customers_write_from() -> None:
    assert len(BOOK.described) >= ISSUE_ASKS_FOR
    asked = "US CA MX BR AR CL GB IE DE AT CH FR ES PT IT NL BE PL RU TR SA AE EG JP KR CN TW HK"
    assert {*asked.split(), *"VN TH ID IN AU ZA".split()} <= set(BOOK.described)
    assert {*known_markets(), *known_groups()} <= BOOK.markets.keys()


@pytest.mark.parametrize("code", BOOK.described)
def test_a_market_has_every_field(code: str) -> None:
    here = market(code)
    assert here.languages
    assert set(here.languages) <= set(SHIPPED_LANGUAGES)
    assert set(here.styles) == set(SHIPPED_LANGUAGES)
    assert here.currency in list_currencies()
    assert here.time_zones
    assert here.service_hours.opens < here.service_hours.closes
    assert here.reply_within_hours > 0
    assert here.avoided
    Locale.parse(f"{here.languages[0]}-{code}", sep="-")


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_a_language_has_a_whole_style(language: str) -> None:
    style = BOOK.styles[language]
    assert style.language == language
    texts = (style.address, style.salutation, style.apology, style.closing)
    assert all(text.strip() == text and text for text in texts)


def test_a_market_changes_only_what_it_says() -> None:
    german, swiss = market("DE").styles["de"], market("CH").styles["de"]
    assert (german.closing, swiss.closing) == ("Mit freundlichen Grüßen", "Freundliche Grüsse")
    assert swiss.address == german.address == "Sie"
    assert market("PT").styles["pt"].formality == "formal"
    assert market("BR").styles["pt"].formality == "polite"
    assert market("JP").styles["ja"].order == "courtesy_first"
    assert market("NL").styles["nl"].order == "answer_first"


def test_a_style_is_found_for_any_language_with_and_without_a_market() -> None:
    assert BOOK.style_of("CH", "de") == market("CH").styles["de"]
    assert BOOK.style_of("", "de") == BOOK.styles["de"] == BOOK.style_of("XX", "de")
    assert BOOK.style_of("MX", "es-MX").order == "courtesy_first"
    assert BOOK.style_of("CN", "zh-Hant").language == "zh-Hant"
    assert BOOK.style_of("SE", "sv").language == "en"


def test_what_holds_in_a_group_holds_in_each_of_its_countries_without_an_entry_too() -> None:
    sweden = market("SE")
    assert "SE" not in BOOK.described
    assert {notice.key for notice in sweden.notices} == {
        *("withdrawal", "legal_guarantee", "weee", "waste_batteries")
    }
    assert sweden.languages == (LANGUAGE_OF_LAST_RESORT,)
    assert (sweden.currency, sweden.time_zones) == ("SEK", ("Europe/Stockholm",))
    assert market("LU").languages[0] in SHIPPED_LANGUAGES
    assert not {notice.key for notice in market("NO").notices} & {"withdrawal"}


def test_a_group_is_a_market_without_a_clock() -> None:
    union = market("eu")
    assert union.is_group
    assert not union.time_zones
    assert union.notices[0].key == "withdrawal"


def test_a_country_s_own_notice_takes_the_place_of_its_group_s() -> None:
    spain = {notice.key: notice for notice in market("ES").notices}
    assert spain["legal_guarantee"].holds_in == "ES"
    assert "tres años" in spain["legal_guarantee"].text("es")
    assert spain["withdrawal"].holds_in == "EU"


def test_nothing_is_known_of_no_market() -> None:
    assert BOOK.find("") is None
    assert BOOK.find("  ") is None
    assert BOOK.find("XX") is None
    assert BOOK.find(" de ") is market("DE")


@pytest.mark.parametrize("notice", NOTICES.values(), ids=lambda one: f"{one.holds_in}.{one.key}")
def test_a_notice_says_where_it_comes_from_and_who_answers_for_it(notice: Notice) -> None:
    assert notice.source
    assert notice.owner
    assert date(2026, 1, 1) <= notice.checked
    assert not notice.confirmed, "only the company's owner confirms, in its content folder"
    home = BOOK.markets[notice.holds_in]
    wanted = SHIPPED_LANGUAGES if notice.holds_in == "EU" else home.languages
    assert {*wanted, LANGUAGE_OF_LAST_RESORT} <= notice.texts.keys()


def test_a_notice_in_a_language_it_lacks_is_in_english() -> None:
    notice = next(one for one in market("BR").notices if one.key == "withdrawal")
    assert notice.text("pt-BR") == notice.texts["pt"]
    assert notice.text("vi") == notice.texts["en"]


def test_no_market_states_a_federal_notice_for_the_united_states() -> None:
    assert market("US").notices == ()


@pytest.mark.parametrize("code", BOOK.described)
def test_no_phrase_and_no_notice_uses_what_the_market_avoids(code: str) -> None:
    here = market(code)
    for language in here.languages:
        said = [
            *PHRASES.phrases_for(language).texts.values(),
            *(notice.text(language) for notice in here.notices),
            here.styles[language].apology,
        ]
        used = [
            use for text in said for use in avoided_wordings(text, market=here, language=language)
        ]
        assert [use for use in used if use.avoided.strictness == "error"] == []


@pytest.mark.parametrize(
    ("code", "language", "text", "used", "key"),
    [
        ("DE", "de", "Das Gerät ist 100 % sicheres Zubehör.", "100 % sicheres", "absolute_safety"),
        ("US", "en", "It lasts  forever, we think.", "lasts  forever", "for_ever"),
        ("CN", "zh-Hans", "这是全国第一的电源。", "全国第一", "superlatives"),
        ("CN", "en", "We ship to the country of Taiwan.", "the country of Taiwan", "territory"),
        ("TW", "zh-Hant", "我們可寄到中國台灣。", "中國台灣", "territory"),
        ("FR", "fr", "Un produit ÉCOLOGIQUE.", "ÉCOLOGIQUE", "vague_green_claims"),
        ("MX", "es-MX", "Una lámpara ecológica.", "ecológica", "vague_green_claims"),
        ("KR", "en", "Shipped over the Sea of Japan.", "Sea of Japan", "name_of_the_sea"),
        ("JP", "ja", "本製品は100％安全です。", "100％安全", "absolute_safety"),
        ("RU", "ru", "Прибор абсолютно безопасен.", "абсолютно безопасен", "absolute_safety"),
        ("SA", "en", "Delivery in the Persian Gulf.", "Persian Gulf", "name_of_the_gulf"),
    ],
)
def test_an_avoided_wording_is_found_where_it_stands_with_its_reason(
    code: str, language: str, text: str, used: str, key: str
) -> None:
    found = avoided_wordings(text, market=market(code), language=language)
    assert [(use.text, use.avoided.key) for use in found] == [(used, key)]
    assert text[found[0].start : found[0].end] == used
    assert found[0].avoided.reason
    assert found[0].avoided.instead


@pytest.mark.parametrize(
    ("code", "language", "text"),
    [
        ("US", "en", "The warranty lasts 24 months from the invoice date."),
        ("US", "en", "Keep the secures tight; forevermore is a word."),
        ("DE", "de", "Für immerhin zwei Jahre gilt die Garantie."),
        ("VN", "vi", "Xem mục số 10 trong sổ tay."),
        ("DE", "en", "The Sea of Japan is far."),
        ("KR", "ko", "정격 전압은 24 V입니다."),
        ("DE", "qqx", "100 % safe"),
    ],
)
def test_what_only_looks_like_an_avoided_wording_is_left_alone(
    code: str, language: str, text: str
) -> None:
    assert avoided_wordings(text, market=market(code), language=language) == ()


def test_a_content_folder_overrides_key_by_key(tmp_path: Path) -> None:
    content = write(
        tmp_path,
        """
defaults:
  reply_within_hours: 4
groups:
  EU:
    notices:
      withdrawal:
        text: {de: Verbraucher haben 14 Tage Widerrufsrecht.}
        confirmed: true
markets:
  DE:
    service_hours: {opens: "08:00", closes: "16:00"}
    style:
      de: {closing: Viele Grüße}
""",
    )
    changed = market("DE", content)
    notice = next(one for one in changed.notices if one.key == "withdrawal")
    assert notice.confirmed
    assert notice.text("de") == "Verbraucher haben 14 Tage Widerrufsrecht."
    assert notice.texts["fr"] == market("DE").notices[0].texts["fr"]
    assert notice.source == market("DE").notices[0].source
    assert changed.reply_within_hours == 4
    assert changed.service_hours.closes.hour == 16
    assert changed.styles["de"].closing == "Viele Grüße"
    assert changed.styles["de"].apology == market("DE").styles["de"].apology
    assert changed.time_zones == market("DE").time_zones
    assert market("FR", content).service_hours == market("FR").service_hours


def test_null_takes_away_and_a_new_market_is_added(tmp_path: Path) -> None:
    content = write(
        tmp_path,
        """
avoided: {blame: null}
groups: {EU: {notices: {weee: null}}}
markets:
  ZA: null
  SE: {languages: [en], time_zones: [Europe/Stockholm], seasons: [christmas]}
""",
    )
    book = load_markets(content)
    assert book.find("ZA") is None
    assert "weee" not in {one.key for one in market("SE", content).notices}
    assert "SE" in book.described
    assert "blame" not in {one.key for one in market("DE", content).avoided}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert load_markets(write(tmp_path, text)) == BOOK


MISTAKES = {
    "markets:\n  DE:\n    langauges: [de]\n": (3, "did you mean 'languages'?"),
    "markets:\n  DE:\n    xyzzy: 1\n": (3, "unknown key 'markets.DE.xyzzy'"),
    "marktes: {}\n": (1, "did you mean 'markets'?"),
    "markets:\n  QQ: {languages: [en], time_zones: [UTC]}\n": (2, "'QQ' is no known country"),
    "markets:\n  de: {languages: [en], time_zones: [UTC]}\n": (2, "in capitals"),
    "groups:\n  XYZ: {}\n": (2, "'XYZ' is no known group of countries; the groups are ASEAN"),
    "markets:\n  DE:\n    languages: [de, qx]\n": (3, "'qx' is no known language"),
    "markets:\n  DE:\n    languages: [DE]\n": (3, "has to be written 'de'"),
    "markets:\n  DE:\n    languages: de\n": (3, "should be a valid list"),
    "markets:\n  DE:\n    languages: []\n": (3, "at least 1 item"),
    "markets:\n  DE:\n    currency: DM\n": (3, "'DM' is no known currency"),
    "markets:\n  DE:\n    currency: 5\n": (3, "should be a valid string"),
    "markets:\n  DE:\n    time_zones: [Berlin]\n": (3, "'Berlin' is no known time zone"),
    "markets:\n  DE:\n    weekend: [caturday]\n": (3, "no day of the week; write monday"),
    "markets:\n  DE:\n    units: stones\n": (3, "'metric', 'us' or 'uk'"),
    "markets:\n  DE:\n    holidays_of: XX\n": (3, "known are BB"),
    "markets:\n  DE:\n    reply_within_hours: 0\n": (3, "greater than or equal to 1"),
    "markets:\n  DE:\n    reply_within_hours: soon\n": (3, "should be a valid integer"),
    "markets:\n  DE:\n    seasons: [xmas, christmass]\n": (3, "did you mean 'christmas'?"),
    "markets:\n  DE:\n    service_hours: {opens: '18:00', closes: '09:00'}\n": (3, "closes before"),
    "markets:\n  DE:\n    service_hours: {opens: '9 o clock', closes: '17:00'}\n": (
        *(3, "'9 o clock' is no time; write it like 09:00"),
    ),
    "markets:\n  DE:\n    style:\n      de: {formality: chummy}\n": (4, "'formal', 'polite' or"),
    "languages:\n  sv: {address: du}\n": (2, "'languages.sv.formality' is missing; add it"),
    "seasons:\n  fair:\n    days: {first: '13-40', last: '01-01'}\n": (3, "no day of the year"),
    "seasons:\n  fair: {greetings: {en: Hi}}\n": (2, "exactly one of days, hijri and holidays"),
    "groups:\n  EU:\n    notices:\n      weee:\n        topic: recycling\n": (5, "'disposal'"),
    "groups:\n  EU:\n    notices:\n      weee:\n        checked: yesterday\n": (
        *(5, "'yesterday' is no date; write it like 2026-11-22"),
    ),
    "groups:\n  EU:\n    notices:\n      weee:\n        confirmed: maybe\n": (5, "valid boolean"),
    "groups:\n  EU:\n    notices:\n      weee:\n        text: {xx: Hi}\n": (5, "no known language"),
    "markets:\n  DE:\n    notices:\n      own: {topic: returns, text: {de: Hallo}, source: BGB, "
    "owner: me, checked: 2026-01-01}\n": (4, "no text in English"),
    "markets:\n  DE:\n    notices:\n      own: {topic: returns}\n": (4, "own.source' is missing"),
    "avoided:\n  blame:\n    wordings: {en: never}\n": (3, "should be a valid list"),
    "avoided:\n  blmae: null\n": (2, "no 'blmae' to take away; did you mean 'blame'?"),
    "markets: [DE]\n": (1, "should be a valid dictionary"),
    "markets:\n  DE: {}\n  DE: {}\n": (3, "stands here twice"),
    "- a list\n": (1, "key: value"),
    "markets:\n  DE: {languages: [de\n": (3, "mend the YAML"),
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text.strip().splitlines()[-1].strip())
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Path, text: str) -> None:
    line, said = MISTAKES[text]
    content = write(tmp_path, text)
    with pytest.raises(ContentError) as caught:
        load_markets(content)
    message = str(caught.value)
    assert f"{content / 'markets.yaml'}:{line}: " in message
    assert said in message


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    content = write(tmp_path, "markets:\n  DE:\n    currency: DM\n    units: stones\n")
    with pytest.raises(ContentError, match=r"yaml:3: .*; .*yaml:4: "):
        load_markets(content)


def test_bytes_that_are_no_text_and_aliases_without_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "markets.yaml").write_bytes(b"markets:\n  DE: \xff\n")
    with pytest.raises(ContentError, match=r"markets.yaml:2: is not UTF-8"):
        load_markets(tmp_path)
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 20)}]\n" for n in range(1, 9)
    )
    with pytest.raises(ContentError, match="the file is too large"):
        load_markets(write(tmp_path, bomb))
