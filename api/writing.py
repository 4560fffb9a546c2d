"""Settings → whoever puts replies in words: made when first needed, off unless configured."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from answer.circuit import Circuit, CircuitState
from answer.firefox_translator import FirefoxTranslator
from answer.generate import LanguageModelWriter
from answer.language_model import LanguageModel
from answer.language_model_translator import LanguageModelTranslator
from answer.put_in_words import PutInWords
from answer.rewrite_follow_up import FollowUpRewriter
from answer.terms import TermBase
from answer.translate import Translator
from answer.usage import ModelUsage, UsageCounter
from api.settings import Settings
from ingest.errors import WritingFailed

GIST_CHARACTERS = 2_000
GIST_SECONDS = 4.0
"""An agent waits no longer for a help that is nice to have."""
LEDGER = "usage"
"""Below the folder of all state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingStatus:
    """Who writes and translates, whether the model is asked at the moment, and what it cost."""

    writer: str = ""
    translator: str = ""
    circuit: CircuitState | None = None
    """Of all processes of the server together; None where no model is asked."""
    usage: tuple[ModelUsage, ...] = ()
    """Since the server started, of all its processes."""


class Writing:
    """The writer and translator that the settings name."""

    def __init__(self, settings: Settings, *, terms: Callable[[], TermBase] = TermBase) -> None:
        """``terms`` is asked when somebody writes or translates, never before."""
        self._terms = terms
        self.ledger = settings.var_dir / LEDGER
        self._settings = settings
        self._usage = UsageCounter(self.ledger)
        # made here and not with the model: the processes that are forked have one together
        self._circuit: Circuit | None = None
        if settings.language_model is not None and settings.asks_language_model:
            self._circuit = Circuit(
                failures_to_open=settings.language_model.failures_to_open,
                open_seconds=settings.language_model.open_seconds,
            )
        self._lock = threading.Lock()
        self._model: LanguageModel | None = None
        self._firefox: FirefoxTranslator | None = None
        self._made: PutInWords | None = None
        self._follow_ups: FollowUpRewriter | None = None

    @property
    def is_configured(self) -> bool:
        """Whether replies are more than quotes."""
        return self._settings.writer != "quotes" or self._settings.translator != "none"

    def put_in_words(self) -> PutInWords:
        """What the engine words its answers with.

        Raises ``SettingsInvalid`` or ``ModelUnavailable`` where what is configured is not there.
        """
        with self._lock:
            if self._made is None:
                terms = self._terms() if self.is_configured else TermBase()
                self._made = PutInWords(
                    writer=self._writer(terms),
                    translator=self._translator(terms),
                    fixed_terms=[
                        term.text
                        for concept in terms.concepts
                        if concept.fixed
                        for term in concept.terms
                    ],
                    seconds_per_question=self._settings.max_writing_seconds,
                )
            return self._made

    def follow_ups(self) -> FollowUpRewriter | None:
        """Who rewrites follow-ups; None where the rules do alone. Raises as ``put_in_words``."""
        if self._settings.follow_up == "rules":
            return None
        with self._lock:
            if self._follow_ups is None:
                self._follow_ups = FollowUpRewriter(self._opened())
            return self._follow_ups

    def language_model(self) -> LanguageModel | None:
        """The model that writes, translates or rewrites follow-ups, if one does. Raises as
        ``put_in_words`` does."""
        self.put_in_words()
        self.follow_ups()
        return self._model

    def firefox(self) -> FirefoxTranslator | None:
        """The offline translator, if it is the one. Raises as ``put_in_words`` does."""
        self.put_in_words()
        return self._firefox

    def gist(self, text: str, language: str, reader: str) -> str:
        """A text in the reader's language (BCP 47 tags); empty where nobody translates it now."""
        if self._settings.translator == "none" or not text.strip():
            return ""
        translator = self.put_in_words().translator
        if translator is None or not translator.speaks(language, reader):
            return ""
        lines = [line for line in text[:GIST_CHARACTERS].splitlines() if line.strip()]
        try:
            return "\n".join(
                translator.translate(lines, source=language, target=reader, seconds=GIST_SECONDS)
            )
        except WritingFailed:
            return ""

    def status(self) -> WritingStatus:
        """Without a look at anything but this process and the ledger."""
        settings = self._settings
        names = {"language_model": settings.language_model.model if settings.language_model else ""}
        names["firefox"] = FirefoxTranslator.name
        return WritingStatus(
            writer=names.get(settings.writer, ""),
            translator=names.get(settings.translator, ""),
            circuit=self._circuit.state if self._circuit else None,
            usage=self._usage.totals(),
        )

    def close(self) -> None:
        """Ends threads and connections."""
        with self._lock:
            for close in (self._model and self._model.close, self._firefox and self._firefox.close):
                if close:
                    close()
            self._model = self._firefox = self._made = self._follow_ups = None

    def _writer(self, terms: TermBase) -> LanguageModelWriter | None:
        if self._settings.writer == "quotes":
            return None
        return LanguageModelWriter(self._opened(), terms=terms)

    def _translator(self, terms: TermBase) -> Translator | None:
        folder = self._settings.translation_models_dir
        if self._settings.translator == "language_model":
            return LanguageModelTranslator(self._opened(), terms=terms)
        if self._settings.translator == "firefox" and folder is not None:
            self._firefox = FirefoxTranslator(folder)
        return self._firefox

    def _opened(self) -> LanguageModel:
        configured = self._settings.language_model
        assert configured is not None, "the settings have seen to that"
        assert self._circuit is not None
        if self._model is None:
            self._model = LanguageModel(
                configured.settings(), usage=self._usage, circuit=self._circuit
            )
        return self._model
