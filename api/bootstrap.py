"""Settings → a working engine: the one place where parts are put together.

Nothing is opened or loaded before it is needed: a command that only prints help pays for nothing,
and the model is unpacked the first time something has to be embedded.
"""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from answer.applicability import vetoes_of
from answer.calibrations import CalibrationStore
from answer.desk.case_store import CaseStore
from answer.desk.classify_risk import RiskClassifier, embed_with
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.draft_store import DraftStore
from answer.desk.kept_response_store import KeptResponseStore
from answer.desk.promise import promise_by
from answer.desk.risk_files import load_risks
from answer.desk.risk_weights import load_risk_weights
from answer.desk.service_files import load_service
from answer.draft import VetoReason
from answer.engine import AnswerEngine, EngineSettings
from answer.examine import FindRisks
from answer.judge import ConfidenceModel, load_model
from answer.locale.market import MarketBook
from answer.locale.market_files import load_markets
from answer.locale.markets import known_markets
from answer.locale.phrases import PhraseBook, load_phrases
from answer.prepare import RewriteFollowUp
from answer.put_in_words import PutInWords
from answer.question import PreparedQuestion, Question
from answer.reply import Answer, Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from answer.term_table import load_terms
from answer.terms import TermBase
from api.access.identify import Access
from api.access.keys import Keys
from api.access.opening import OpenAccess, admit_first, open_access
from api.access.people_store import PeopleStore
from api.audit_trail import AuditTrail, follow_audit
from api.covering import Covering
from api.current_calibration import CurrentCalibration
from api.current_searcher import WARM_UP_QUESTION, CurrentSearcher
from api.customers_asked import last_questions
from api.desking import DeskBooks, DeskServices, open_desk, watch_clocks
from api.editing import Editing
from api.erasing import CustomerFile
from api.gapping import Gapping
from api.gating import Asking, Gating
from api.knowledge_health import KnowledgeHealth
from api.leadership import LOCK, lead_when_first
from api.lint_wire import LintIn
from api.linting import InternalTextOfRelease, Linting
from api.open_audit import audit_key, open_audit_trail
from api.open_editing import open_editing
from api.open_erasing import open_customer_file
from api.people_services import PeopleServices, first_link, open_people
from api.put_in_place import finish_restore
from api.question_logging import QuestionLogging
from api.releasing import Releasing
from api.retaining import Retaining, follow_retention
from api.services import JudgedBy, Services
from api.settings import Settings
from api.suggesting import Suggesting
from api.urgent import Urgent
from api.webhooks import WebhookSender
from api.widget.visits import Visits
from api.writing import Writing
from index.build_progress import Cancelled, Progress
from index.content import Content
from index.cross_encoder import CrossEncoderReranker
from index.e5 import E5Embedder
from index.embedder import Embedder
from index.manifest import Manifest, RefreshReport
from index.model_folder import unpack_default_model
from index.pair_scorer import PairScorer
from index.passage import Passage
from index.refresh import RefreshSettings, build
from index.search import Searcher
from index.sentence_transformer import SentenceTransformerEmbedder
from index.store import ReleaseStore
from ingest.errors import IndexMissing, IndexOutdated, KbError, ModelUnavailable
from ingest.identifiers import extract
from ingest.language import detect
from ingest.ocr import Ocr
from ingest.raw_terms import RawConcept
from ingest.sandbox import Sandbox, SandboxLimits

Unpacking = Callable[[int, int], None]
PAGE_DOTS_PER_INCH = 110
DATABASE = "tradewind.db"
DRAFTS = "drafts"
"""Below the folder of all state."""
QUESTIONS_LOOKED_AT = 5_000
"""Before a document is deleted that they were answered from."""
MESSAGES_KEPT = 256
"""With what they hold: the desk and the engine ask of the same one."""


def no_progress(*_: object) -> None:
    """Progress that nobody watches."""


class Application:
    """Everything one process needs, made when first asked for."""

    def __init__(self, settings: Settings, *, unpacking: Unpacking = no_progress) -> None:
        self.settings = settings
        finish_restore(settings.var_dir)
        self.store = ReleaseStore(settings.var_dir / "releases")
        self._unpacking = unpacking
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None
        self._earlier_embedders: dict[str, Embedder] = {}
        self._cross_encoder: PairScorer | None = None
        self.searcher = CurrentSearcher(
            self.store,
            self._embedder_of,
            threads=settings.threads,
            cross_encoder=self.cross_encoder,
        )
        self.writing = Writing(settings, terms=lambda: self.terms)
        self.calibration = CurrentCalibration(
            CalibrationStore(settings.var_dir / "calibrations"), shipped=load_model()
        )
        self._words: tuple[PhraseBook, TermBase] | None = None
        self._engine: tuple[ConfidenceModel, AnswerEngine] | None = None
        self._sandbox: Sandbox | None = None
        self._live: tuple[Manifest, Content] | None = None
        self._closed = threading.Event()

    @property
    def documents_dir(self) -> Path:
        """Where the editors' documents are."""
        return self.settings.documents_dir

    @cached_property
    def terms(self) -> TermBase:
        """The content's term base."""
        return load_terms(self.settings.content_dir)

    @cached_property
    def lint(self) -> Linting:
        """Hints at people's drafts, by the current release."""
        return Linting(
            markets=self.markets,
            terms=self.terms,
            find_document=lambda path: self.searcher().document(path),
            internal=InternalTextOfRelease(self._content),
        )

    @cached_property
    def database(self) -> DeskDatabase:
        """The operational store. Raises ``DeskUnavailable`` or ``StorageFull``."""
        return DeskDatabase(self.settings.var_dir / DATABASE, audit_key=audit_key(self.settings))

    @cached_property
    def keys(self) -> Keys:
        """The keys of programs. Raises as ``database`` does."""
        return Keys(self.database)

    @cached_property
    def opened_access(self) -> OpenAccess:
        """Who may come in, as this process keeps it. Raises as ``database`` does."""
        return open_access(self.database, self.keys, settings=self.settings)

    @property
    def access(self) -> Access:
        """How callers are told apart. Raises as ``database`` does."""
        return replace(self.opened_access.access, by_session=self.people.at_console.caller)

    @cached_property
    def people(self) -> PeopleServices:
        """Who signs in to the console. Raises as ``database`` does."""
        return open_people(
            self.database,
            settings=self.settings,
            keys=self.keys,
            by_key=self.opened_access.ring.caller,
        )

    def admit_first(self) -> str:
        """The first admin key's text, at the first start. Raises ``SettingsInvalid`` where others
        can reach the server and nobody could administer it."""
        # of its own, and closed again: processes that are forked from here open theirs
        with DeskDatabase(
            self.settings.var_dir / DATABASE, audit_key=audit_key(self.settings)
        ) as database:
            return admit_first(
                Keys(database), settings=self.settings, has_person=PeopleStore(database).has_admin
            )

    def first_sign_in(self, base: str) -> str:
        """A link that signs the first person in, where nobody could; else empty."""
        with DeskDatabase(
            self.settings.var_dir / DATABASE, audit_key=audit_key(self.settings)
        ) as database:
            return first_link(database, settings=self.settings, base=base)

    @cached_property
    def audit_trail(self) -> AuditTrail:
        """What was done, for the audit. Raises as ``database`` does."""
        return open_audit_trail(
            self.settings,
            database=self.database,
            file=self.settings.var_dir / DATABASE,
            publications=self.store.publications,
            releases=self.store.releases,
            editing=self.editing,
        )

    @cached_property
    def customers(self) -> CustomerFile:
        """Everything about one customer, told or erased. Raises as ``desk`` does."""
        return open_customer_file(
            self.database,
            file=self.settings.var_dir / DATABASE,
            desk=lambda: self.desk,
            releases=lambda: [self.store.path(one) for one in self.store.releases()],
            documents_dir=self.documents_dir,
            var_dir=self.settings.var_dir,
            trail=self.audit_trail,
        )

    @cached_property
    def retaining(self) -> Retaining:
        """What was kept long enough. Raises as ``database`` does."""
        return Retaining(
            self.database,
            rules=self.settings.retention,
            trash_days=self.settings.trash_days,
            file=self.settings.var_dir / DATABASE,
            folder=lambda: self.editing.folder,
            usage_dir=self.writing.ledger,
        )

    @cached_property
    def desk_books(self) -> DeskBooks:
        """Service levels and risks, read when first asked for. Raises ``ContentError``."""
        content = self.settings.content_dir
        return DeskBooks(service=load_service(content), risks=load_risks(content))

    @cached_property
    def find_risks(self) -> FindRisks:
        """What a message holds that a person has to answer; of one message it is asked twice."""
        embedder = self.embedder()
        classifier = RiskClassifier(
            self.desk_books.risks,
            model=load_risk_weights(embedder.fingerprint),
            embed=embed_with(embedder),
        )
        return lru_cache(maxsize=MESSAGES_KEPT)(classifier.classify)

    @cached_property
    def desk(self) -> DeskServices:
        """Conversations and the queue. Raises as ``database`` and ``desk_books`` do."""
        return open_desk(
            self.database,
            drafts=DraftStore(self.settings.var_dir / DRAFTS),
            books=self.desk_books,
            markets=self.markets,
            phrases=lambda: self._words_of_content()[0],
            engine=self.engine,
            searcher=self.searcher,
            gist=self.writing.gist,
            keep_asked=self.questions.keep,
            find_risks=lambda text, language: self.find_risks(text, language),
        )

    @cached_property
    def questions(self) -> QuestionLogging:
        """The log of what is asked over HTTP. Raises as ``database`` does."""
        return QuestionLogging(
            self.database,
            engine=self.engine,
            vector_of=lambda one: self.searcher().lasting_question_vector(one.text, one.language),
        )

    @cached_property
    def suggesting(self) -> Suggesting:
        """What pages may offer their visitors. Raises as ``database`` does."""
        return Suggesting(
            searcher=self.searcher,
            engine_over=self._engine_over,
            judged_by=lambda: self.settings.what_replies_depend_on + self.judged_by().calibration,
            log=lambda: self.questions.log,
        )

    @cached_property
    def gapping(self) -> Gapping:
        """What the knowledge base leaves open. Raises as ``desk`` does."""
        return Gapping(
            desk=lambda: self.desk.desk,
            engine=self.engine,
            searcher=self.searcher,
            documents_dir=self.documents_dir,
            max_question_characters=self.settings.max_question_characters,
        )

    @cached_property
    def health(self) -> KnowledgeHealth:
        """What is wrong with the documents that are live."""
        return KnowledgeHealth(
            store=self.store,
            searcher=self.searcher,
            database=lambda: self.database,
            listed=lambda: self.editing.documents(),
            content_dir=self.settings.content_dir,
        )

    @cached_property
    def covering(self) -> Covering:
        """What the documents hold beside what is asked. Raises as ``desk`` does."""
        return Covering(self.gapping, searcher=self.searcher)

    @cached_property
    def webhooks(self) -> WebhookSender:
        """Who is told of the desk's events. Raises ``SettingsInvalid`` without their secrets."""
        return WebhookSender(
            tuple(one.target() for one in self.settings.webhooks),
            database=self.database,
            cases=CaseStore(self.database),
            conversations=ConversationStore(self.database),
        )

    @cached_property
    def editing(self) -> Editing:
        """What editors do with the documents."""
        return open_editing(
            self.settings,
            release=self._live_release,
            embedder=self.embedder,
            sandbox=self._opened_sandbox,
            limits=self._sandbox_limits(),
            asked_of=self._asked_of,
        )

    @cached_property
    def markets(self) -> MarketBook:
        """What holds in each market, read when first asked for. Raises ``ContentError``."""
        return load_markets(self.settings.content_dir)

    def embedder(self) -> Embedder:
        """The configured model; unpacked at the first call. Raises ``ModelUnavailable``."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._load_embedder(self.settings.model)
            return self._embedder

    def cross_encoder(self) -> PairScorer | None:
        """The configured reranker, loaded at the first call; None where none is configured.

        Raises ``ModelUnavailable``.
        """
        with self._lock:
            if self._cross_encoder is None and self.settings.reranker:
                self._cross_encoder = CrossEncoderReranker(
                    self.settings.reranker, threads=self.settings.threads
                )
            return self._cross_encoder

    def engine(self) -> AnswerEngine:
        """The answer engine over the current release and calibration.

        Ask for it with each question: another calibration comes with another engine, and a question
        keeps the one it started with.
        """
        model = self.calibration.model()
        with self._lock:
            if self._engine is None or self._engine[0] is not model:
                words = self.writing.put_in_words()
                self._engine = (
                    model,
                    self._engine_judging_by(
                        model, put_in_words=words, rewrite=self.writing.follow_ups()
                    ),
                )
            return self._engine[1]

    def engine_as_shipped(self) -> AnswerEngine:
        """One that quotes and that no calibration corrects: a fit must not depend on the one
        before it."""
        with self._lock:
            return self._engine_judging_by(self.calibration.shipped)

    def judged_by(self) -> JudgedBy:
        """Which calibration judges, and the default threshold."""
        status = self.calibration.status()
        model, share = self.calibration.model(), self.settings.max_wrong_share
        return JudgedBy(
            calibration=status.calibration.id if status.calibration else "shipped",
            max_wrong_share=share,
            threshold=model.threshold_for(share),
            threshold_source=model.source_for(share),
            problem=status.problem,
        )

    def preload(self) -> None:
        """Loads what worker processes share, before they are forked from this one.

        Only what has no threads, locks or files of its own: those do not cross a fork.
        """
        if self.settings.threads == 1 and not self.settings.model:
            self.find_risks(WARM_UP_QUESTION, "zh-Hant")
        for text in (WARM_UP_QUESTION, "How often is the filter of the LX-1 cleaned?"):
            detect(text)
            extract(text)
        self._words_of_content()
        _ = self.markets

    def warm_up(self) -> None:
        """Loads what the first questions would wait for; without a release there is nothing."""
        with contextlib.suppress(KbError):
            # quotes will do: a language model has its price
            self.engine_as_shipped().suggest(Question(id="", question=WARM_UP_QUESTION))
            self.lint(LintIn(text=WARM_UP_QUESTION))

    def follow_releases(self) -> None:
        """Keeps the newest release open until ``close``."""
        self.searcher.follow(self._closed)

    def lead_when_first(self) -> None:
        """Clocks and webhooks, in one of all processes at a time, until ``close``."""
        lead_when_first(self.settings.var_dir / LOCK, self._lead, self._closed)

    def send_webhooks(self) -> None:
        """Tells webhooks of the desk's events until ``close``."""
        self.webhooks.start()

    def _lead(self) -> None:
        self.send_webhooks()
        follow_audit(self.audit_trail, self._closed)
        follow_retention(self.retaining, self._closed)
        watch_clocks(self.desk, self._closed)

    @cached_property
    def releasing(self) -> Releasing:
        """Building, publishing and rolling back."""
        return Releasing(
            self.store,
            build=self._build_candidate,
            keep_releases=self.settings.keep_releases,
            gate=self.gating.verdict,
            require_model=self._require_model,
        )

    @cached_property
    def gating(self) -> Gating:
        """What differs between releases, and whether a candidate may be published."""
        asking = Asking(
            searcher=self.searcher.of,
            engine=self._engine_over,
            customers=lambda limit: last_questions(
                self.settings.var_dir / DATABASE, lambda: self.questions.log, limit=limit
            ),
            judged_by=lambda: self.settings.what_replies_depend_on + self.judged_by().calibration,
        )
        return Gating(
            self.store,
            asking,
            content_dir=self.settings.content_dir,
            setting=self.settings.gate,
        )

    def reindex(self, *, progress: Progress = no_progress) -> RefreshReport:
        """Builds a release of the content folder and publishes it."""
        return self.releasing.reindex(progress=progress)

    def _build_candidate(self, progress: Progress, cancelled: Cancelled) -> RefreshReport:
        # an edit that a killed process left half is finished before the folder is read
        self.editing.folder.recover()
        return build(
            self.documents_dir,
            store=self.store,
            cache_dir=self.settings.var_dir / "cache",
            embedder=self.embedder(),
            settings=RefreshSettings(
                max_tokens=self.settings.max_chunk_tokens,
                exact_search_up_to=self.settings.exact_search_up_to,
                token_vectors=self.settings.token_vectors,
                keep_releases=self.settings.keep_releases,
                model=self.settings.model,
                sandbox=self._sandbox_limits(),
            ),
            ocr=Ocr(),
            progress=progress,
            cancelled=cancelled,
        )

    def services(self) -> Services:
        """What the HTTP border stands on. Raises where a configured writer is not there."""
        self.writing.put_in_words()
        return Services(
            settings=self.settings,
            engine=_EngineOfNow(self.engine),
            searcher=self.searcher,
            prepare=self._prepare,
            vetoes=self._vetoes,
            lint=self.lint,
            judged_by=self.judged_by,
            writing=self.writing.status,
            releases=self.releasing,
            gate=self.gating,
            standing=self.searcher.standing,
            render_page=self._render_page,
            documents_dir=self.documents_dir,
            markets=tuple(sorted({*known_markets(), *self.markets.described})),
            editing=self.editing,
            webhooks=self.webhooks,
            desk=self.desk,
            questions=self.questions,
            suggesting=self.suggesting,
            audit=self.audit_trail,
            customers=self.customers,
            keys=self.keys,
            gapping=self.gapping,
            covering=self.covering,
            health=self.health,
            is_urgent=Urgent(
                find_risks=lambda text, language: self.find_risks(text, language),
                conversations=lambda: ConversationStore(self.database),
                is_visit_with_person=self._is_visit_with_person,
            ),
            people=self.people,
            kept_responses=KeptResponseStore(self.database),
            count_tokens=lambda text: self.embedder().count_tokens(text),
        )

    def _is_visit_with_person(self, secret: str, caller: str) -> bool:
        visits = Visits(self.desk, caller=caller)
        return visits.is_with_person(visits.visitor(secret))

    def close(self) -> None:
        """Ends the process that draws pages, if one was started, the look for releases, and what
        writing needs."""
        self._closed.set()
        if "audit_trail" in self.__dict__:
            self.audit_trail.close()
        if "webhooks" in self.__dict__:
            self.webhooks.close()
        if "opened_access" in self.__dict__:
            self.opened_access.close()
        if "suggesting" in self.__dict__:
            self.suggesting.close()
        if "database" in self.__dict__:
            self.database.close()
        self.writing.close()
        if "editing" in self.__dict__:
            self.editing.close()
        if self._sandbox is not None:
            self._sandbox.close()

    def _vetoes(
        self, prepared: PreparedQuestion, passages: Sequence[Passage]
    ) -> tuple[VetoReason | None, ...]:
        register = self.searcher().register(prepared.question.audience)
        return vetoes_of(prepared, passages, register=register)

    def _engine_over(self, searcher: Searcher) -> AnswerEngine:
        """One that quotes, over a release that need not be the current one."""
        model = self.calibration.model()
        with self._lock:
            return self._engine_judging_by(model, searcher=lambda: searcher)

    def _engine_judging_by(
        self,
        model: ConfidenceModel,
        *,
        searcher: Callable[[], Searcher] | None = None,
        put_in_words: PutInWords | None = None,
        rewrite: RewriteFollowUp | None = None,
    ) -> AnswerEngine:
        phrases, terms = self._words_of_content()
        books = self.desk_books
        return AnswerEngine(
            searcher=searcher or self.searcher,
            model=model,
            phrases=phrases,
            terms=terms,
            put_in_words=put_in_words,
            markets=self.markets,
            find_risks=lambda text, language: self.find_risks(text, language),
            promise=promise_by(books.service, books.risks, self.markets),
            rewrite=rewrite,
            settings=EngineSettings(
                max_question_characters=self.settings.max_question_characters,
                max_wrong_share=self.settings.max_wrong_share,
                error_budgets=tuple(one.budget for one in self.settings.error_budgets),
            ),
        )

    def _words_of_content(self) -> tuple[PhraseBook, TermBase]:
        if self._words is None:
            self._words = load_phrases(self.settings.content_dir), self.terms
        return self._words

    def _content(self) -> tuple[str, Content]:
        release = self.searcher().release
        return release.manifest.release, release.content

    def _asked_of(self, path: str) -> int:
        """How many of the last questions were answered from a document."""
        if not (self.settings.var_dir / DATABASE).is_file():
            return 0
        asked = self.questions.log.latest(limit=QUESTIONS_LOOKED_AT)
        return sum(path in one.documents for one in asked)

    def _live_release(self) -> tuple[Manifest, Content]:
        """Without the model, which a list of documents does not need."""
        live = self.store.current()
        if not live:
            raise IndexMissing("no release has been published yet; run 'tradewind reindex'")
        if self._live is None or self._live[0].release != live:
            self._live = (self.store.manifest(live), Content(self.store.path(live)))
        return self._live

    def _prepare(self, question: Question) -> PreparedQuestion:
        return self.engine().prepare(question)

    def read_tbx(self, data: bytes) -> tuple[RawConcept, ...]:
        """The concepts of a TBX file, read in the sandbox. Raises ``FileUnreadable``."""
        return self._opened_sandbox().read_terms(data)

    def _render_page(self, data: bytes, page: int) -> bytes:
        return self._opened_sandbox().render_page(data, page=page, dots_per_inch=PAGE_DOTS_PER_INCH)

    def _opened_sandbox(self) -> Sandbox:
        with self._lock:
            if self._sandbox is None:
                self._sandbox = Sandbox(limits=self._sandbox_limits())
            return self._sandbox

    def _sandbox_limits(self) -> SandboxLimits:
        return SandboxLimits(
            memory_bytes=self.settings.max_file_memory_bytes,
            page_seconds=self.settings.max_page_seconds,
            total_seconds=self.settings.max_file_seconds,
        )

    def _require_model(self, release: Manifest) -> None:
        if release.model != self.settings.model:
            self._embedder_of(release)

    def _embedder_of(self, release: Manifest) -> Embedder:
        """The model that a release was built by, also where the settings name another since.

        Raises ``IndexOutdated`` where that model is not here.
        """
        configured = self.embedder()
        if configured.fingerprint == release.fingerprint or release.model == self.settings.model:
            return configured
        with self._lock:
            if release.model not in self._earlier_embedders:
                try:
                    self._earlier_embedders[release.model] = self._load_embedder(release.model)
                except ModelUnavailable as error:
                    raise IndexOutdated(
                        f"release {release.release!r} was built by the model {release.embedder!r}, "
                        f"which does not load ({error}), and the settings name "
                        f"{configured.name!r}; run 'tradewind reindex'"
                    ) from error
            return self._earlier_embedders[release.model]

    def _load_embedder(self, model: str) -> Embedder:
        if model:
            return SentenceTransformerEmbedder(model)
        folder = unpack_default_model(self.settings.var_dir / "models", progress=self._unpacking)
        return _default_model(folder.resolve(), self.settings.threads)


@lru_cache(maxsize=1)
def _default_model(folder: Path, threads: int) -> E5Embedder:
    """One for the process, however many applications it has: loading takes a second and 350 MB."""
    return E5Embedder(folder, threads=threads)


class _EngineOfNow:
    """Each question goes to the engine that is current when it arrives."""

    def __init__(self, engine: Callable[[], AnswerEngine]) -> None:
        self._engine = engine

    def reply(self, question: Question, *, progress: ReplyProgress = NOBODY_WAITS) -> Reply:
        return self._engine().reply(question, progress=progress)

    def gists(self, question: Question, replies: Sequence[Reply], language: str) -> tuple[str, ...]:
        return self._engine().gists(question, replies, language)

    def suggest(self, question: Question, *, count: int = 3) -> tuple[Answer, ...]:
        return self._engine().suggest(question, count=count)
