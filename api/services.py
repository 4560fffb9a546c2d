"""What the routes need of everything below: values and a few callables, filled by the bootstrap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from answer.desk.delivery import Delivery, DeliveryState, TargetStanding
from answer.desk.kept_response_store import KeptResponseStore
from answer.draft import VetoReason
from answer.gate_report import GateReport
from answer.question import PreparedQuestion, Question
from answer.reply import Advice, Reply, ThresholdSource
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.access.caller import Caller
from api.access.keys import Keys
from api.audit_trail import AuditTrail
from api.covering import Covering
from api.desking import DeskServices
from api.editing import Editing
from api.erasing import CustomerFile
from api.gapping import Gapping
from api.job_file import FOLDER, Launch
from api.knowledge_health import KnowledgeHealth
from api.lint_wire import LintIn
from api.linting import Linted
from api.parsed import ParsedDocument
from api.people_services import PeopleServices
from api.question_logging import QuestionLogging
from api.releasing import Gate
from api.settings import Settings
from api.suggesting import Suggesting
from api.webhook_retry import Answered
from api.webhook_target import WebhookTarget
from api.writing import WritingStatus
from index.build_progress import Cancelled, Progress
from index.findings_file import DocumentFindings
from index.manifest import NOBODY, Builder, ListedRelease, RefreshReport, ReleaseStanding
from index.passage import FilterValues, Passage, PassageBlock, SearchQuery
from index.publication import GateVerdict, Publication
from index.release_difference import ReleaseDifference
from ingest.document import Audience, DocumentFacts


class Engine(Protocol):
    """Replies to questions."""

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        """One reply; raises ``IndexMissing`` before the first release.

        ``prepared`` is the question as ``prepare`` gave it, where that was done already.
        """
        ...

    def advise(
        self,
        question: Question,
        *,
        count: int = 3,
        reader: str = "",
        prepared: PreparedQuestion | None = None,
    ) -> Advice:
        """The reply and at most ``count`` others to choose from, best first, for an agent who
        reads the language ``reader``."""
        ...


class ReleasedDocument(ParsedDocument, Protocol):
    """A document as the current release holds it."""

    @property
    def blocks(self) -> tuple[PassageBlock, ...]: ...
    @property
    def facts(self) -> DocumentFacts: ...


class Knowledge(Protocol):
    """The current release, open for reading."""

    def search(self, query: SearchQuery) -> tuple[Passage, ...]: ...

    def read_as(self, query: SearchQuery) -> str:
        """The text that is searched: the question's with its typing errors mended, if any."""
        ...

    def filter_values(self, audience: Audience) -> FilterValues: ...

    def knows_product(self, text: str, *, audience: Audience) -> bool: ...

    def document(self, path: str) -> ReleasedDocument | None: ...


class Releases(Protocol):
    """Building, publishing and rolling back."""

    def build(
        self,
        *,
        progress: Progress = ...,
        cancelled: Cancelled = ...,
        builder: Builder = NOBODY,
    ) -> RefreshReport: ...

    def publish(
        self,
        release: str,
        *,
        by: str = "",
        by_id: str = "",
        force: bool = False,
        reason: str = "",
        progress: Progress = ...,
        cancelled: Cancelled = ...,
        gate: Gate | None = None,
    ) -> Publication: ...

    def roll_back(
        self, release: str = "", *, by: str = "", by_id: str = "", reason: str = ""
    ) -> Publication: ...

    def prune(self, *, by: str = "", by_id: str = "") -> tuple[str, ...]: ...

    def listed(self) -> tuple[ListedRelease, ...]: ...

    def findings(self, release: str = "") -> tuple[str, tuple[DocumentFindings, ...]]: ...

    def publications(self) -> tuple[Publication, ...]: ...


class ReleaseGate(Protocol):
    """What differs between releases, and whether a candidate may be published."""

    def difference(self, release: str = "", *, against: str = "") -> ReleaseDifference: ...

    def latest(self, release: str) -> GateReport | None: ...

    def at_hand(self, release: str, *, just_made: bool = False) -> GateVerdict | None: ...

    def judge(
        self,
        release: str,
        *,
        progress: Callable[[int, int], None] = ...,
        cancelled: Cancelled = ...,
        anew: bool = False,
    ) -> GateReport: ...


class Webhooks(Protocol):
    """Who is told of the desk's events."""

    def targets(self) -> tuple[tuple[WebhookTarget, TargetStanding], ...]: ...

    def deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        target: str = "",
        before_id: int | None = None,
        limit: int = 100,
    ) -> tuple[Delivery, ...]: ...

    def retry(self, delivery_id: int) -> Delivery: ...

    def retry_all(self, name: str) -> int: ...

    def enable(self, name: str) -> None: ...

    def test(self, name: str) -> Answered: ...

    def wake(self) -> None:
        """Something happened at the desk; costs nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBy:
    """Which calibration judges now, and the threshold of the default error budget."""

    calibration: str = "shipped"
    max_wrong_share: float
    threshold: float
    threshold_source: ThresholdSource = "prior"
    problem: str = ""
    """Why the calibration that is meant to judge does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything the HTTP border stands on."""

    settings: Settings
    engine: Engine
    searcher: Callable[[], Knowledge]
    """The current release's; raises ``IndexMissing`` before the first one."""
    prepare: Callable[[Question], PreparedQuestion]
    releases: Releases
    standing: Callable[[], ReleaseStanding]
    """Which release answers; raises ``IndexMissing`` before the first."""
    render_page: Callable[[bytes, int], bytes]
    """A PDF's bytes and a 1-based page → PNG, drawn in the sandbox."""
    documents_dir: Path
    lint: Callable[[LintIn], Linted]
    """Hints at a person's draft; raises ``QuestionInvalid``."""
    judged_by: Callable[[], JudgedBy] | None = None
    writing: Callable[[], WritingStatus] | None = None
    """Who puts replies in words, and what it cost."""
    markets: tuple[str, ...] = ()
    """The codes an agent may choose from."""
    desk: DeskServices | None = None
    """Conversations and the queue; None where only questions of strangers are answered."""
    editing: Editing | None = None
    """The editors' documents; None where they are not edited here."""
    gate: ReleaseGate | None = None
    """Compares releases; None where there are none to compare."""
    vetoes: Callable[[PreparedQuestion, Sequence[Passage]], tuple[VetoReason | None, ...]] = (
        lambda prepared, passages: (None,) * len(passages)
    )
    """Of each passage why it may not answer the question."""
    webhooks: Webhooks | None = None
    covering: Covering | None = None
    """What the documents hold beside what is asked; None where nothing is kept."""
    gapping: Gapping | None = None
    """What the documents lack; None where nothing is kept."""
    people: PeopleServices | None = None
    """Who signs in to the console; None where nobody does."""
    health: KnowledgeHealth | None = None
    """What is wrong with the documents; None where nothing is kept."""
    keys: Keys | None = None
    """The keys of programs; None where none are kept."""
    audit: AuditTrail | None = None
    """What was done; None where nothing is kept."""
    customers: CustomerFile | None = None
    """Everything about one customer, told or erased; None where nothing is kept."""
    questions: QuestionLogging | None = None
    """Logs what is asked; None where nothing is kept."""
    suggesting: Suggesting | None = None
    """What pages may offer their visitors; None where nothing is kept."""
    on_reply: Callable[[Reply], None] = lambda reply: None
    """Told of every reply to a customer, over any surface."""
    is_urgent: Callable[[object, str, str], bool] = lambda body, visit, caller: False
    """Whether the parsed body of a request, of the visitor whose secret came with it, by whose
    widget, may have to reach a person, however much is asked."""
    put_off: Callable[[str, object, str, Caller], bool] = lambda path, body, visit, caller: False
    """Whether the message in a parsed body, sent to a path by a caller, of the visitor whose secret
    came with it, was kept to be answered later."""
    launch: Launch[Any] | None = None
    """Starts what takes minutes in a process of its own; None: in a thread of this one."""

    @property
    def run_dir(self) -> Path:
        """Where processes of one server tell each other how their work stands."""
        return self.settings.var_dir / FOLDER

    kept_responses: KeptResponseStore | None = None
    """What was responded to requests with a key of their own; None where nothing is kept."""
    count_tokens: Callable[[str], int] = lambda text: len(text.split())
    """How long a text is, as the embedding model reads it."""
