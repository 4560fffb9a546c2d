"""``/healthz`` and ``/readyz``: is the process there, and can it answer."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.routes.context import ContextOf
from ingest.errors import IndexMissing

router = APIRouter(tags=["operators"])


class Health(BaseModel):
    status: str


class Readiness(Health):
    release: str
    documents: int


@router.get("/healthz")
def healthz() -> Health:
    """200 while the process runs."""
    return Health(status="ok")


@router.get("/readyz")
def readyz(context: ContextOf) -> Readiness:
    """200 when questions can be answered; 503, with the command to run, when not."""
    manifest = context.services.current_release()
    if manifest is None:
        raise IndexMissing("no release has been published")
    context.services.searcher()
    return Readiness(status="ok", release=manifest.release, documents=manifest.documents)
