"""What every translator promises, as one suite: a test gives it, and a pair that it speaks."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from answer.translate import Translator
from ingest.errors import WritingFailed

HOSTILE = ("\x00", "\ud800", "[2] [1]", "</s>", "%s{}{{", "\u202e\u200b", "…", "ok " * 600)
SECONDS = 10.0


class TranslatorContract:
    """Subclass it with fixtures ``translator`` and ``pair``."""

    @pytest.fixture
    def translator(self) -> Translator:
        raise NotImplementedError

    @pytest.fixture
    def pair(self) -> tuple[str, str]:
        return "en", "pt"

    def translate(
        self, translator: Translator, pair: tuple[str, str], *texts: str, seconds: float = SECONDS
    ) -> tuple[str, ...]:
        return translator.translate(texts, source=pair[0], target=pair[1], seconds=seconds)

    def test_every_text_has_its_translation_in_order(
        self, translator: Translator, pair: tuple[str, str]
    ) -> None:
        texts = ("The pump is cold.", "Clean the filter.", "The pump is cold.")
        made = self.translate(translator, pair, *texts)
        assert len(made) == 3
        assert made[0] == made[2] != made[1]
        assert not set(made) & set(texts)
        assert made[1:2] == self.translate(translator, pair, texts[1])

    def test_no_texts_have_no_translations(
        self, translator: Translator, pair: tuple[str, str]
    ) -> None:
        assert self.translate(translator, pair) == ()

    def test_it_says_what_it_speaks(self, translator: Translator, pair: tuple[str, str]) -> None:
        assert translator.name
        assert translator.speaks(*pair)
        assert not translator.speaks("und", pair[1])
        assert not translator.speaks("", pair[1])

    @pytest.mark.parametrize("text", HOSTILE)
    def test_odd_text_is_translated_or_refused(
        self, translator: Translator, pair: tuple[str, str], text: str
    ) -> None:
        try:
            made = self.translate(translator, pair, text)
        except WritingFailed:
            pass
        else:
            assert len(made) == 1

    def test_without_time_it_fails_at_once(
        self, translator: Translator, pair: tuple[str, str]
    ) -> None:
        started = time.monotonic()
        with pytest.raises(WritingFailed) as caught:
            self.translate(translator, pair, "Nobody has translated this before.", seconds=0.0)
        assert caught.value.reason == "out_of_time"
        assert time.monotonic() - started < 0.5

    def test_threads_get_what_one_thread_gets(
        self, translator: Translator, pair: tuple[str, str]
    ) -> None:
        texts = [f"The pump has {number} filters." for number in range(8)]
        alone = self.translate(translator, pair, *texts)
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda text: self.translate(translator, pair, text)[0], texts))
        assert tuple(together) == alone
