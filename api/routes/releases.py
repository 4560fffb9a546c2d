"""``/v1/releases``: what is kept, building with live progress, publishing and rolling back."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Path, Response

from api.access.acting import acting_if_said
from api.json_route import JsonRoute
from api.listeners import ListenedStream
from api.release_schemas import answering_out, progress_out, publication_out, releases_out
from api.release_wire import (
    BuildIn,
    ProgressOut,
    PrunedOut,
    PublicationOut,
    PublishIn,
    ReleaseOut,
    ReleasesOut,
    RollBackIn,
)
from api.routes.context import CallerOf, Context, ContextOf
from index.manifest import Builder

ReleaseId = Annotated[str, Path(max_length=100)]
router = APIRouter(route_class=JsonRoute, tags=["editors"])
LOOK_SECONDS = 0.2
KEEP_ALIVE_SECONDS = 15.0


@router.post("/v1/releases", status_code=202)
def build(
    context: ContextOf, caller: CallerOf, response: Response, body: BuildIn | None = None
) -> ProgressOut:
    """Starts a build in the background and publishes it at its end; 409 while one is running."""
    wanted = body or BuildIn()
    response.headers["Location"] = "/v1/releases/progress"
    by = acting_if_said(caller, wanted.by, field="by")
    return progress_out(
        context.reindexing.start(
            publish=wanted.publish,
            by=by,
            builder=Builder(name=by or caller.name, id=caller.actor),
        )
    )


@router.delete("/v1/releases/progress", status_code=202)
def cancel(context: ContextOf) -> ProgressOut:
    """Stops the running build at its next file or batch; nothing of it is left."""
    return progress_out(context.reindexing.cancel())


@router.post("/v1/releases/rollback")
def roll_back(
    context: ContextOf, caller: CallerOf, body: RollBackIn | None = None
) -> PublicationOut:
    """Makes an earlier release answer again, without the golden gate; 409 where none can."""
    wanted = body or RollBackIn()
    return publication_out(
        context.services.releases.roll_back(
            wanted.release,
            by=acting_if_said(caller, wanted.by, field="by"),
            by_id=caller.actor,
            reason=wanted.reason,
        )
    )


@router.post("/v1/releases/prune")
def prune(context: ContextOf, caller: CallerOf) -> PrunedOut:
    """Deletes the releases that the rule of keeping lets go of."""
    deleted = context.services.releases.prune(by=caller.name, by_id=caller.actor)
    return PrunedOut(deleted=list(deleted))


@router.post("/v1/releases/{release}/publish")
def publish(
    context: ContextOf, caller: CallerOf, release: ReleaseId, body: PublishIn | None = None
) -> PublicationOut:
    """Makes a candidate the release that answers; 409 where the golden gate refuses it.

    What the gate has to ask takes its time: ``GET /v1/releases/{release}/gate`` tells how far it
    is, ``DELETE`` stops it, and the report is kept there with both releases' replies.
    """
    wanted = body or PublishIn()
    return publication_out(
        context.services.releases.publish(
            release,
            by=acting_if_said(caller, wanted.by, field="by"),
            by_id=caller.actor,
            force=wanted.force,
            reason=wanted.reason,
            # asked aside: this process has others to answer
            gate=context.gate_runs.verdict if context.gate_runs else None,
        )
    )


@router.get("/v1/releases")
def releases(context: ContextOf) -> ReleasesOut:
    """Every release that is kept, newest first, and every publication."""
    found = context.services.releases
    return releases_out(found.listed(), found.publications())


@router.get("/v1/releases/current")
def current(context: ContextOf) -> ReleaseOut:
    """The release that answers now, and why it is not the published one; 503 before the first."""
    return answering_out(context.services.standing(), context.services.releases.listed())


@router.get(
    "/v1/releases/progress",
    response_model=ProgressOut,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def progress(
    context: ContextOf, accept: Annotated[str, Header(max_length=500)] = ""
) -> ProgressOut | ListenedStream:
    """How the latest re-indexing stands; as Server-Sent Events where ``Accept`` asks for them."""
    if "text/event-stream" not in accept:
        return progress_out(context.reindexing.status)
    return ListenedStream(partial(_events, context), listeners=context.listeners)


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
            yield f"event: progress\ndata: {progress_out(status).model_dump_json()}\n\n"
            if status.state != "running":
                return
        elif silent_seconds >= KEEP_ALIVE_SECONDS:
            silent_seconds = 0.0
            yield ": still here\n\n"
        await anyio.sleep(LOOK_SECONDS)
        silent_seconds += LOOK_SECONDS
