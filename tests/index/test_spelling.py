"""Carelessly typed questions are read by the release's own words, and nothing else is touched."""

import json
import shutil
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.e5 import E5Embedder
from index.lexical import LexicalIndex
from index.passage import SearchFilters, SearchQuery
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.search import Searcher
from index.spelling import Reading, Speller
from index.spelling_words import SpellingWords, Text, write_spelling
from index.store import ReleaseStore
from ingest.document import Audience
from ingest.errors import IndexBroken
from ingest.identifiers import extract
from scripts.question_variants import without_accents

DOCUMENTS = Path(__file__).resolve().parents[2] / "kb_content" / "documents"
ENGLISH = (
    *("sop/warranty-claims.md", "policies/payment-terms.md", "policies/weee-recycling.md"),
    *("policies/dangerous-goods-bc-12.md", "policies/privacy.md"),
)
SPANISH = "sop/warranty-claims.es.md"
INTERNAL = "The zephyrine goodwill procedure is for agents. Zephyrine claims are settled by hand."
SYLLABLES = tuple(
    begin + vowel + end
    for begin in ("", "b", "ch", "d", "g", "h", "kh", "l", "m", "ng", "nh", "ph", "t", "th", "v")
    for vowel in "aeiou"
    for end in ("", "n", "ng", "m", "p", "t")
)


def pieces(text: str) -> int:
    """Stands for an embedder that has no word whole."""
    return 2 * len(text.split())


def build(directory: Path, texts: Iterable[Text]) -> None:
    listed = list(texts)
    write_spelling(directory, lambda: listed)
    LexicalIndex.build(directory, [(text, language) for text, language, _ in listed])


def reader(
    directory: Path, texts: list[Text], audience: Audience = "customer"
) -> Callable[[str, str], Reading]:
    build(directory, texts)
    words = SpellingWords.open(directory)
    assert words is not None
    lexical = LexicalIndex.open(directory)
    allowed = np.array([seen or audience == "agent" for _, _, seen in texts])
    speller = Speller(
        words,
        audience=audience,
        knows=lambda word, tag: bool(lexical.search(word, language=tag, limit=1, allowed=allowed)),
        identify=extract,
        count_tokens=pieces,
    )
    return lambda text, language: speller.read(text, language=language)


def texts() -> list[Text]:
    known = [((DOCUMENTS / name).read_text(encoding="utf-8"), "en", True) for name in ENGLISH]
    spanish = (DOCUMENTS / SPANISH).read_text(encoding="utf-8")
    return [*known, (spanish, "es", True), (INTERNAL, "en", False)]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Reading]:
    return reader(tmp_path_factory.mktemp("words"), texts())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What does the waranty cover?", "What does the warranty cover?"),
        ("WHAT DOES THE WARRANYT COVER?", "WHAT DOES THE WARRANTY COVER?"),
        ("Warrannty for my order", "Warranty for my order"),
        ("which invioce do you need", "which invoice do you need"),
        ("cusotmer paymemt", "customer payment"),
        ("ｗａｒａｎｔｙ", "warranty"),
    ],
)
def test_a_slip_is_mended_in_the_case_it_was_typed(
    read: Callable[[str, str], Reading], typed: str, meant: str
) -> None:
    assert read(typed, "en").text == meant


@pytest.mark.parametrize(
    "typed",
    [
        "What does the warranty cover?",
        "Is the XR-200A waranty2 at waranty@example.com or example.com/waranty?",
        "waranty_claim",
        "My WRRANTY and WarrantyCard",  # abbreviations and names
        "a dog",
        "zzyzx qwrtp",
        "invoicer agreemen",  # another ending is another word
        "",
    ],
)
def test_what_is_known_or_no_prose_stays(read: Callable[[str, str], Reading], typed: str) -> None:
    assert read(typed, "en") == Reading(text=typed)


def test_what_was_typed_is_told(read: Callable[[str, str], Reading]) -> None:
    found = read("the waranty for an invioce", "en")
    assert found.typed == ("waranty", "invioce")


def test_accents_left_out_are_given_back(read: Callable[[str, str], Reading]) -> None:
    assert read("plazo de la garantia", "es").text == "plazo de la garantía"


def test_a_question_in_another_language_is_not_read_as_english(
    read: Callable[[str, str], Reading],
) -> None:
    for language in ("fr", "de", "und", "zh-Hans"):
        assert read("waranty", language).text == "waranty"


def test_internal_words_mend_nothing_for_customers(tmp_path: Path) -> None:
    (tmp_path / "customer").mkdir()
    (tmp_path / "agent").mkdir()
    customer = reader(tmp_path / "customer", texts(), "customer")
    agent = reader(tmp_path / "agent", texts(), "agent")
    assert customer("zephyrne claims", "en").text == "zephyrne claims"
    assert agent("zephyrne claims", "en").text == "zephyrine claims"


def test_where_accents_tell_words_apart_the_neighbours_say_which_is_meant(tmp_path: Path) -> None:
    accents = str.maketrans("aeiou", "áéíóú"), str.maketrans("aeiou", "àèìòù")
    lines = [
        f"{before} {syllable.translate(accent)}."
        for syllable in SYLLABLES
        for before, accent in zip(("thứ", "của"), accents, strict=True)
    ]
    read = reader(tmp_path, [("\n".join(lines), "vi", True)])
    assert read("thu khang cua khang", "vi").text == "thứ kháng của khàng"
    assert read("Cua phot", "vi").text == "Của phòt"
    # typed with accents, it is typed with care
    assert read("thứ khàng của kháng", "vi").text == "thứ khàng của kháng"


@pytest.mark.shared_data
def test_vietnamese_without_accents_is_read_with_them(tmp_path: Path, shared_data: Path) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        lines = (shared_data / "xquad_r/dev" / name).read_text(encoding="utf-8").splitlines()
        return [row for row in map(json.loads, lines) if row["lang"] == "vi"]

    read = reader(tmp_path, [(row["text"], "vi", True) for row in rows("passages.jsonl")])
    right = typed_right = total = 0
    for row in rows("questions.jsonl"):
        question = unicodedata.normalize("NFC", row["question"])
        bare = without_accents(question)
        assert read(question, "vi").text.casefold().split()[0] == question.casefold().split()[0]
        for meant, typed, found in zip(
            question.split(), bare.split(), read(bare, "vi").text.split(), strict=True
        ):
            total += 1
            typed_right += meant == typed
            right += meant == found
    assert typed_right / total < 0.4
    assert right / total > 0.8


@given(st.text(max_size=120))
def test_whatever_is_typed_is_read_and_reading_again_changes_nothing_more(
    read: Callable[[str, str], Reading], text: str
) -> None:
    once = read(text, "en")
    assert bool(once.typed) == (once.text != text)
    assert read(once.text, "en").text == once.text


def test_a_release_without_words_has_none_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    assert SpellingWords.open(tmp_path) is None
    build(tmp_path, texts())
    np.save(tmp_path / "spelling-letters.npy", np.zeros(3, np.uint8))
    with pytest.raises(IndexBroken, match="reindex"):
        SpellingWords.open(tmp_path)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, default_model_folder: Path) -> Searcher:
    """A release of real documents, by the product's own way."""
    folder = tmp_path_factory.mktemp("base")
    for name in ENGLISH:
        target = folder / "documents" / Path(name).name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(DOCUMENTS / name, target)
    (folder / "documents" / "secret.md").write_text(
        f"---\naudience: agent\n---\n{INTERNAL}\n", encoding="utf-8"
    )
    store = ReleaseStore(folder / "releases")
    model = E5Embedder(default_model_folder, threads=1)
    report = refresh(
        folder / "documents",
        store=store,
        cache_dir=folder / "cache",
        embedder=model,
        settings=RefreshSettings(),
        progress=lambda now: None,
    )
    return Searcher(open_release(store.path(report.release), store.manifest(report.release)), model)


def query(text: str, audience: Audience = "customer") -> SearchQuery:
    return SearchQuery(text=text, language="en", filters=SearchFilters(audience=audience), limit=5)


def test_a_mistyped_question_finds_what_the_right_one_finds(searcher: Searcher) -> None:
    right, typed = (
        query("Does the warranty need an invoice?"),
        query("Does the waranty need an invioce?"),
    )
    assert searcher.read_as(right) == right.text
    assert searcher.read_as(typed) == right.text
    for passage, same in zip(searcher.search(typed), searcher.search(right), strict=True):
        assert passage.chunk_ids == same.chunk_ids
        assert passage.nearness == pytest.approx(same.nearness)
    first = searcher.search(right)[:1]
    read, meant = searcher.closeness(typed, first), searcher.closeness(right, first)
    assert read.tokens_met == pytest.approx(meant.tokens_met)
    assert read.token_weights == pytest.approx(meant.token_weights)


def test_the_search_reads_nothing_that_the_audience_may_not_see(searcher: Searcher) -> None:
    assert searcher.read_as(query("zephyrne claims")) == "zephyrne claims"
    assert searcher.read_as(query("zephyrne claims", "agent")) == "zephyrine claims"


def test_accents_are_given_back_in_a_language_without_documents(searcher: Searcher) -> None:
    def read(text: str, language: str) -> str:
        return searcher.read_as(SearchQuery(text=text, language=language, limit=5))

    assert read("Jaka kolejnosc w XR-200A?", "pl") == "Jaka kolejność w XR-200A?"
    assert read("KOLEJNOSC", "pl") == "KOLEJNOŚĆ"
    # typed with accents, it is typed with care; names, and languages that need none, stay
    for text, language in (
        ("pełna kolejnosc", "pl"),
        ("KolejnoscApp", "pl"),
        ("how often does it need grease", "pl"),
        ("kolejnosc", "fr"),
        ("kolejnosc", "en"),
    ):
        assert read(text, language) == text


def test_a_misspelt_model_is_not_read_as_another(searcher: Searcher) -> None:
    text = "waranty of the BC-13 and the XR-2O0A"
    assert searcher.read_as(query(text)) == "warranty of the BC-13 and the XR-2O0A"
