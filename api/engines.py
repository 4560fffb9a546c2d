"""Answer engines by the calibration that judges, over the current release or one that is named."""

import threading
from collections.abc import Callable
from functools import cached_property, lru_cache

from answer.calibrations import CalibrationStore
from answer.desk.classify_risk import RiskClassifier, embed_with
from answer.desk.promise import promise_by
from answer.desk.risk_files import load_risks
from answer.desk.risk_weights import load_risk_weights
from answer.desk.service_files import load_service
from answer.engine import AnswerEngine, EngineSettings
from answer.examine import FindRisks
from answer.judge import ConfidenceModel, load_model
from answer.locale.market import MarketBook
from answer.locale.market_files import load_markets
from answer.locale.phrases import PhraseBook, load_phrases
from answer.prepare import RewriteFollowUp
from answer.put_in_words import PutInWords
from answer.question import PreparedQuestion, Question
from answer.reply import Advice, Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from answer.term_table import load_terms
from answer.terms import TermBase
from api.current_calibration import CurrentCalibration
from api.desking import DeskBooks
from api.services import JudgedBy
from api.settings import Settings
from api.writing import Writing
from index.embedder import Embedder
from index.search import Searcher

MESSAGES_KEPT = 256
"""With what they hold: the desk and the engine ask of the same one."""


class Engines:
    """The content's books and the engines that are made of them, each when first asked for."""

    def __init__(
        self,
        settings: Settings,
        *,
        searcher: Callable[[], Searcher],
        embedder: Callable[[], Embedder],
    ) -> None:
        """``searcher`` tells the current one at each call."""
        self._settings = settings
        self._searcher = searcher
        self._embedder = embedder
        self._lock = threading.Lock()
        self._current: tuple[ConfidenceModel, AnswerEngine] | None = None
        self._words: tuple[PhraseBook, TermBase] | None = None
        self.writing = Writing(settings, terms=lambda: self.terms)
        self.calibration = CurrentCalibration(
            CalibrationStore(settings.var_dir / "calibrations"), shipped=load_model()
        )

    @cached_property
    def terms(self) -> TermBase:
        """The content's term base."""
        return load_terms(self._settings.content_dir)

    @cached_property
    def markets(self) -> MarketBook:
        """What holds in each market, read when first asked for. Raises ``ContentError``."""
        return load_markets(self._settings.content_dir)

    @cached_property
    def desk_books(self) -> DeskBooks:
        """Service levels and risks, read when first asked for. Raises ``ContentError``."""
        content = self._settings.content_dir
        return DeskBooks(service=load_service(content), risks=load_risks(content))

    @cached_property
    def find_risks(self) -> FindRisks:
        """What a message holds that a person has to answer; of one message it is asked twice."""
        embedder = self._embedder()
        classifier = RiskClassifier(
            self.desk_books.risks,
            model=load_risk_weights(embedder.fingerprint),
            embed=embed_with(embedder),
        )
        return lru_cache(maxsize=MESSAGES_KEPT)(classifier.classify)

    def words(self) -> tuple[PhraseBook, TermBase]:
        """The content's phrases and terms. Raises ``ContentError``."""
        if self._words is None:
            self._words = load_phrases(self._settings.content_dir), self.terms
        return self._words

    def engine(self) -> AnswerEngine:
        """The answer engine over the current release and calibration.

        Ask for it with each question: another calibration comes with another engine, and a question
        keeps the one it started with.
        """
        model = self.calibration.model()
        with self._lock:
            if self._current is None or self._current[0] is not model:
                words = self.writing.put_in_words()
                self._current = (
                    model,
                    self._judging_by(model, put_in_words=words, rewrite=self.writing.follow_ups()),
                )
            return self._current[1]

    def as_shipped(self) -> AnswerEngine:
        """One that quotes and that no calibration corrects: a fit must not depend on the one
        before it."""
        with self._lock:
            return self._judging_by(self.calibration.shipped)

    def over(self, searcher: Searcher) -> AnswerEngine:
        """One that quotes, over a release that need not be the current one."""
        model = self.calibration.model()
        with self._lock:
            return self._judging_by(model, searcher=lambda: searcher)

    def judged_by(self) -> JudgedBy:
        """Which calibration judges, and the default threshold."""
        status = self.calibration.status()
        model, share = self.calibration.model(), self._settings.max_wrong_share
        return JudgedBy(
            calibration=status.calibration.id if status.calibration else "shipped",
            max_wrong_share=share,
            threshold=model.threshold_for(share),
            threshold_source=model.source_for(share),
            problem=status.problem,
        )

    def what_replies_depend_on(self) -> str:
        """Beside the release: what else would give another reply."""
        return self._settings.what_replies_depend_on + self.judged_by().calibration

    def close(self) -> None:
        """Ends what writing needs."""
        self.writing.close()

    def _judging_by(
        self,
        model: ConfidenceModel,
        *,
        searcher: Callable[[], Searcher] | None = None,
        put_in_words: PutInWords | None = None,
        rewrite: RewriteFollowUp | None = None,
    ) -> AnswerEngine:
        phrases, terms = self.words()
        books = self.desk_books
        return AnswerEngine(
            searcher=searcher or self._searcher,
            model=model,
            phrases=phrases,
            terms=terms,
            put_in_words=put_in_words,
            markets=self.markets,
            find_risks=lambda text, language: self.find_risks(text, language),
            promise=promise_by(books.service, books.risks, self.markets),
            rewrite=rewrite,
            settings=EngineSettings(
                max_question_characters=self._settings.max_question_characters,
                max_wrong_share=self._settings.max_wrong_share,
                error_budgets=tuple(one.budget for one in self._settings.error_budgets),
            ),
        )


class EngineOfNow:
    """Each question goes to the engine that is current when it arrives."""

    def __init__(self, engine: Callable[[], AnswerEngine]) -> None:
        self._engine = engine

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        """As ``AnswerEngine.reply``."""
        return self._engine().reply(question, prepared=prepared, progress=progress)

    def advise(
        self,
        question: Question,
        *,
        count: int = 3,
        reader: str = "",
        prepared: PreparedQuestion | None = None,
    ) -> Advice:
        """As ``AnswerEngine.advise``."""
        return self._engine().advise(question, count=count, reader=reader, prepared=prepared)

    def prepare(self, question: Question) -> PreparedQuestion:
        """As ``AnswerEngine.prepare``."""
        return self._engine().prepare(question)
