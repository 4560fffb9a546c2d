"""Settings → a working engine: the one place where parts are put together.

Nothing is opened or loaded before it is needed: a command that only prints help pays for nothing,
and the model is unpacked the first time something has to be embedded.
"""

import contextlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from answer.applicability import vetoes_of
from answer.desk.case_store import CaseStore
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.draft_store import DraftStore
from answer.desk.kept_response_store import KeptResponseStore
from answer.draft import VetoReason
from answer.insight.worked_out_store import WorkedOutStore
from answer.locale.markets import known_markets
from answer.question import PreparedQuestion, Question
from api.administration import Administration, open_database
from api.audit_trail import follow_audit
from api.covering import Covering
from api.current_searcher import WARM_UP_QUESTION, CurrentSearcher
from api.customers_asked import last_questions
from api.desking import DeskServices, open_desk, watch_clocks
from api.editing import Editing
from api.engines import EngineOfNow, Engines
from api.gapping import Gapping
from api.gating import Asking, Gating
from api.job_file import FOLDER
from api.knowledge_health import KnowledgeHealth
from api.leadership import LOCK, lead_when_first
from api.library_threads import limit_library_threads
from api.lint_wire import LintIn
from api.linting import InternalTextOfRelease, Linting
from api.models import Models, Unpacking
from api.open_editing import open_editing
from api.private_folder import make_private
from api.provenance import code_hash
from api.put_in_place import finish_restore
from api.putting_off import PuttingOff, follow_put_off
from api.question_logging import QuestionLogging
from api.releasing import Releasing
from api.retaining import follow_retention
from api.services import Services
from api.settings import Settings
from api.suggesting import Suggesting
from api.urgent import Urgent
from api.webhooks import WebhookSender
from api.widget.visits import Visits
from api.worked_out import Keeping
from index.build_progress import Cancelled, Progress
from index.content import Content
from index.manifest import Builder, Manifest, RefreshReport
from index.passage import Passage
from index.refresh import RefreshSettings, build
from index.store import ReleaseStore
from ingest.errors import IndexMissing, KbError
from ingest.identifiers import extract
from ingest.language import detect
from ingest.ocr import Ocr
from ingest.raw_terms import RawConcept
from ingest.sandbox import Sandbox, SandboxLimits

PAGE_DOTS_PER_INCH = 110
DRAFTS = "drafts"
"""Below the folder of all state."""
QUESTIONS_LOOKED_AT = 5_000
"""Before a document is deleted that they were answered from."""


def no_progress(*_: object) -> None:
    """Progress that nobody watches."""


class Application:
    """Everything one process needs, made when first asked for."""

    def __init__(self, settings: Settings, *, unpacking: Unpacking = no_progress) -> None:
        self.settings = settings
        limit_library_threads(settings.threads)
        with contextlib.suppress(OSError):  # whoever writes there first tells what is wrong
            make_private(settings.var_dir)
        finish_restore(settings.var_dir)
        self.store = ReleaseStore(settings.var_dir / "releases")
        self._lock = threading.Lock()
        self.models = Models(settings, unpacking=unpacking)
        self.searcher = CurrentSearcher(
            self.store,
            self.models.embedder_of,
            threads=settings.threads,
            cross_encoder=self.models.cross_encoder,
        )
        self.engines = Engines(settings, searcher=self.searcher, embedder=self.models.embedder)
        self._sandbox: Sandbox | None = None
        self._live: tuple[Manifest, Content] | None = None
        self._closed = threading.Event()

    @property
    def documents_dir(self) -> Path:
        """Where the editors' documents are."""
        return self.settings.documents_dir

    @cached_property
    def lint(self) -> Linting:
        """Hints at people's drafts, by the current release."""
        return Linting(
            markets=self.engines.markets,
            terms=self.engines.terms,
            find_document=lambda path: self.searcher().document(path),
            internal=InternalTextOfRelease(self._content),
        )

    @cached_property
    def database(self) -> DeskDatabase:
        """The operational store. Raises ``DeskUnavailable`` or ``StorageFull``."""
        return open_database(self.settings)

    @cached_property
    def administration(self) -> Administration:
        """Keys, people, the audit, customers' files and retention."""
        return Administration(
            self.settings,
            database=lambda: self.database,
            store=self.store,
            editing=lambda: self.editing,
            desk=lambda: self.desk,
            usage_dir=self.engines.writing.ledger,
        )

    @cached_property
    def desk(self) -> DeskServices:
        """Conversations and the queue. Raises as ``database`` and ``desk_books`` do."""
        return open_desk(
            self.database,
            drafts=DraftStore(self.settings.var_dir / DRAFTS),
            books=self.engines.desk_books,
            markets=self.engines.markets,
            phrases=lambda: self.engines.words()[0],
            engine=self.engines.engine,
            searcher=self.searcher,
            gist=self.engines.writing.gist,
            keep_asked=self.questions.keep,
            find_risks=lambda text, language: self.engines.find_risks(text, language),
        )

    @cached_property
    def questions(self) -> QuestionLogging:
        """The log of what is asked over HTTP. Raises as ``database`` does."""
        return QuestionLogging(
            self.database,
            engine=self.engines.engine,
            vector_of=lambda one: self.searcher().lasting_question_vector(one.text, one.language),
        )

    @cached_property
    def suggesting(self) -> Suggesting:
        """What pages may offer their visitors. Raises as ``database`` does."""
        return Suggesting(
            searcher=self.searcher,
            engine_over=self.engines.over,
            judged_by=self.engines.what_replies_depend_on,
            log=lambda: self.questions.log,
        )

    @cached_property
    def gapping(self) -> Gapping:
        """What the knowledge base leaves open. Raises as ``desk`` does."""
        return Gapping(
            desk=lambda: self.desk.desk,
            engine=self.engines.engine,
            searcher=self.searcher,
            documents_dir=self.documents_dir,
            max_question_characters=self.settings.max_question_characters,
            keeping=self._keeping,
        )

    @property
    def _keeping(self) -> Keeping:
        return Keeping(
            store=lambda: WorkedOutStore(self.database, program=code_hash()),
            folder=self.settings.var_dir / FOLDER,
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
            keeping=self._keeping,
        )

    @cached_property
    def covering(self) -> Covering:
        """What the documents hold beside what is asked. Raises as ``desk`` does."""
        return Covering(self.gapping, searcher=self.searcher, keeping=self._keeping)

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
            embedder=self.models.embedder,
            sandbox=self._opened_sandbox,
            limits=self._sandbox_limits(),
            asked_of=self._asked_of,
        )

    def preload(self) -> None:
        """Loads what worker processes share, before they are forked from this one.

        Only what has no threads, locks or files of its own: those do not cross a fork.
        """
        if self.settings.threads == 1 and not self.settings.model:
            # in no known language: the keywords of all are compiled, a second and a half's work
            self.engines.find_risks(WARM_UP_QUESTION, "und")
        for text in (WARM_UP_QUESTION, "How often is the filter of the LX-1 cleaned?"):
            detect(text)
            extract(text)
        self.engines.words()
        _ = self.engines.markets

    def warm_up(self) -> None:
        """Loads what the first questions would wait for; without a release there is nothing."""
        with contextlib.suppress(KbError):
            # quotes will do: a language model has its price
            self.engines.as_shipped().advise(Question(id="", question=WARM_UP_QUESTION))
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
        follow_audit(self.administration.audit_trail, self._closed)
        follow_retention(self.administration.retaining, self._closed)
        follow_put_off(self._putting_off(), self._closed)
        watch_clocks(self.desk, self._closed)

    @cached_property
    def releasing(self) -> Releasing:
        """Building, publishing and rolling back."""
        return Releasing(
            self.store,
            build=self._build_candidate,
            keep_releases=self.settings.keep_releases,
            gate=self.gating.verdict,
            require_model=self.models.require,
        )

    @cached_property
    def gating(self) -> Gating:
        """What differs between releases, and whether a candidate may be published."""
        asking = Asking(
            searcher=self.searcher.of,
            engine=self.engines.over,
            customers=lambda limit: last_questions(
                self.settings.database_file, lambda: self.questions.log, limit=limit
            ),
            judged_by=self.engines.what_replies_depend_on,
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

    def _build_candidate(
        self, progress: Progress, cancelled: Cancelled, builder: Builder
    ) -> RefreshReport:
        # an edit that a killed process left half is finished before the folder is read
        self.editing.folder.recover()
        return build(
            self.documents_dir,
            store=self.store,
            cache_dir=self.settings.var_dir / "cache",
            embedder=self.models.embedder(),
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
            builder=builder,
        )

    def services(self) -> Services:
        """What the HTTP border stands on. Raises where a configured writer is not there."""
        self.engines.writing.put_in_words()
        engine = EngineOfNow(self.engines.engine)
        return Services(
            settings=self.settings,
            engine=engine,
            searcher=self.searcher,
            prepare=engine.prepare,
            vetoes=self._vetoes,
            lint=self.lint,
            judged_by=self.engines.judged_by,
            writing=self.engines.writing.status,
            releases=self.releasing,
            gate=self.gating,
            standing=self.searcher.standing,
            render_page=self._render_page,
            documents_dir=self.documents_dir,
            markets=tuple(sorted({*known_markets(), *self.engines.markets.described})),
            editing=self.editing,
            webhooks=self.webhooks,
            desk=self.desk,
            questions=self.questions,
            suggesting=self.suggesting,
            audit=self.administration.audit_trail,
            customers=self.administration.customers,
            keys=self.administration.keys,
            gapping=self.gapping,
            covering=self.covering,
            health=self.health,
            is_urgent=Urgent(
                find_risks=lambda text, language: self.engines.find_risks(text, language),
                conversations=lambda: ConversationStore(self.database),
                is_visit_with_person=self._is_visit_with_person,
            ),
            put_off=self._putting_off().keep,
            people=self.administration.people,
            kept_responses=KeptResponseStore(self.database),
            count_tokens=lambda text: self.models.embedder().count_tokens(text),
        )

    def _putting_off(self) -> PuttingOff:
        return PuttingOff(lambda: self.desk, max_characters=self.settings.max_question_characters)

    def _is_visit_with_person(self, secret: str, caller: str) -> bool:
        visits = Visits(self.desk, caller=caller)
        return visits.is_with_person(visits.visitor(secret))

    def close(self) -> None:
        """Ends the process that draws pages, if one was started, the look for releases, and what
        writing needs."""
        self._closed.set()
        if "administration" in self.__dict__:
            self.administration.close()
        if "webhooks" in self.__dict__:
            self.webhooks.close()
        if "suggesting" in self.__dict__:
            self.suggesting.close()
        if "database" in self.__dict__:
            self.database.close()
        self.engines.close()
        if "editing" in self.__dict__:
            self.editing.close()
        if self._sandbox is not None:
            self._sandbox.close()

    def _vetoes(
        self, prepared: PreparedQuestion, passages: Sequence[Passage]
    ) -> tuple[VetoReason | None, ...]:
        register = self.searcher().register(prepared.question.audience)
        return vetoes_of(prepared, passages, register=register)

    def _content(self) -> tuple[str, Content]:
        release = self.searcher().release
        return release.manifest.release, release.content

    def _asked_of(self, path: str) -> int:
        """How many of the last questions were answered from a document."""
        if not self.settings.database_file.is_file():
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
