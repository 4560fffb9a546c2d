"""``/healthz`` and ``/readyz``: is the process there, and can it answer."""

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from answer.reply import ThresholdSource
from api.routes.context import CallerOf, ContextOf
from api.services import JudgedBy
from api.writing import WritingStatus

router = APIRouter(tags=["operators"])


class Health(BaseModel):
    status: str


class Judging(BaseModel):
    """How sure a draft must be to be sent, and what that rests on."""

    calibration: str
    """``shipped``, or the id that ``tradewind calibrate --list`` shows."""
    max_wrong_share: float
    threshold: float
    threshold_source: ThresholdSource
    problem: bool
    """Whether the calibration that is meant to judge cannot; 'tradewind doctor' says why."""


class Used(BaseModel):
    """What one language model was asked since the server started."""

    model: str
    calls: int
    requests: int
    failures: int
    tokens_in: int
    tokens_out: int
    seconds: float


class WritingOut(BaseModel):
    """Who puts replies in words besides quoting; empty names for nobody."""

    writer: str
    translator: str
    circuit: Literal["closed", "open", "half_open"] | None
    """``open`` while a model that keeps failing is left alone; replies are quotes then. Of all
    workers: what one finds out holds for all. Null where no model is asked."""
    usage: list[Used]
    """Of all workers."""


class Readiness(Health):
    release: str
    """The one that answers."""
    release_problem: str
    """Why the published one does not; empty where it does."""
    documents: int
    confidence: Judging | None
    writing: WritingOut | None


@router.get("/healthz")
def healthz() -> Health:
    """200 while the process runs."""
    return Health(status="ok")


@router.get("/readyz")
def readyz(context: ContextOf, caller: CallerOf) -> Readiness | Health:
    """200 when questions can be answered; 503, with the command to run, when not.

    By what, and how sure, is for callers who may at least ask.
    """
    standing = context.services.standing()
    if not caller.scopes:
        return Health(status="ok")
    judged_by = context.services.judged_by
    return Readiness(
        status="ok",
        release=standing.manifest.release,
        release_problem=standing.problem,
        documents=standing.manifest.documents,
        confidence=_judging(judged_by()) if judged_by else None,
        writing=_writing(context.services.writing()) if context.services.writing else None,
    )


def _judging(judged_by: JudgedBy) -> Judging:
    return Judging(
        calibration=judged_by.calibration,
        max_wrong_share=judged_by.max_wrong_share,
        threshold=judged_by.threshold,
        threshold_source=judged_by.threshold_source,
        problem=bool(judged_by.problem),
    )


def _writing(status: WritingStatus) -> WritingOut:
    return WritingOut(
        writer=status.writer,
        translator=status.translator,
        circuit=status.circuit,
        usage=[Used(**asdict(used)) for used in status.usage],
    )
