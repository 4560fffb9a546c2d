"""``/v1/releases``: what is published, and building a new one with live progress."""

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from api.json_route import JsonRoute
from api.reindexing import ReindexStatus
from api.routes.context import Context, ContextOf
from api.schemas import release_out, report_out
from api.wire import ProgressOut, ReleaseOut, ReleasesOut
from ingest.errors import IndexMissing

router = APIRouter(route_class=JsonRoute, tags=["editors"])
LOOK_SECONDS = 0.2
KEEP_ALIVE_SECONDS = 15.0


@router.post("/v1/releases", status_code=202)
def build(context: ContextOf, response: Response) -> ProgressOut:
    """Starts re-indexing in the background; 409 while one is running."""
    response.headers["Location"] = "/v1/releases/progress"
    return _progress_out(context.reindexing.start())


@router.get("/v1/releases")
def releases(context: ContextOf) -> ReleasesOut:
    """Every release that is kept, newest first."""
    current = context.services.current_release()
    return ReleasesOut(
        current=current.release if current else None,
        releases=[release_out(manifest) for manifest in reversed(context.services.releases())],
    )


@router.get("/v1/releases/current")
def current(context: ContextOf) -> ReleaseOut:
    """The release that answers now; 503 before the first."""
    manifest = context.services.current_release()
    if manifest is None:
        raise IndexMissing("no release has been published")
    return release_out(manifest)


@router.get(
    "/v1/releases/progress",
    response_model=ProgressOut,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def progress(
    context: ContextOf, accept: Annotated[str, Header(max_length=500)] = ""
) -> ProgressOut | StreamingResponse:
    """How the latest re-indexing stands; as Server-Sent Events where ``Accept`` asks for them."""
    if "text/event-stream" not in accept:
        return _progress_out(context.reindexing.status)
    return StreamingResponse(
        _events(context), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _events(context: Context) -> AsyncIterator[str]:
    """One ``progress`` event a change, until the re-indexing has ended.

    Asynchronous, unlike everything else: a listener that only waits must not hold a thread.
    """
    seen = -1
    silent_seconds = 0.0
    while True:
        status = context.reindexing.status
        if status.version != seen:
            seen, silent_seconds = status.version, 0.0
            yield f"event: progress\ndata: {_progress_out(status).model_dump_json()}\n\n"
            if status.state != "running":
                return
        elif silent_seconds >= KEEP_ALIVE_SECONDS:
            silent_seconds = 0.0
            yield ": still here\n\n"
        await anyio.sleep(LOOK_SECONDS)
        silent_seconds += LOOK_SECONDS


def _progress_out(status: ReindexStatus) -> ProgressOut:
    return ProgressOut(
        state=status.state,
        stage=status.stage,
        done=status.done,
        total=status.total,
        item=status.item,
        error=status.error or None,
        report=report_out(status.report) if status.report else None,
    )
