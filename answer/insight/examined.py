"""What health is made from: an open release, what came before it, its log and golden questions."""

from dataclasses import dataclass
from datetime import datetime

from answer.golden import GoldenQuestion
from answer.insight.defect import SourceChange
from answer.insight.question_record import QuestionRecord
from answer.nearest_labels import Likeness
from index.content import Content, DocumentCard
from index.dense import DenseIndex
from index.manifest import FileProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBefore:
    """The release that was live until this one was published."""

    cards: tuple[DocumentCard, ...]
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What health is made from."""

    release: str
    content: Content
    dense: DenseIndex
    problems: tuple[FileProblem, ...]
    """Of its manifest."""
    published_at: datetime | None
    """None for a candidate: its changes still wait."""
    before: ReleaseBefore | None
    waiting: tuple[SourceChange, ...]
    """Files that were changed on the disk and that no release holds yet."""
    records: tuple[QuestionRecord, ...]
    """Of the question log, the last 90 days."""
    golden: tuple[GoldenQuestion, ...]
    likeness: Likeness
    now: datetime
