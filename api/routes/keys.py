"""``/v1/keys``: programs' keys, for admins. A secret is in one response, and never in another."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access.keys import Keys
from api.json_route import JsonRoute
from api.keys_wire import KeyIn, KeyOut, KeysOut, MadeKeyOut, RotateKeyIn, key_out, made_key_out
from api.routes.context import CallerOf, Context, ContextOf
from ingest.errors import KeyMissing

router = APIRouter(route_class=JsonRoute, prefix="/v1/keys", tags=["operators"])
KeyId = Annotated[str, Path(max_length=100)]


@router.get("")
def keys(context: ContextOf, response: Response) -> KeysOut:
    """Every key there ever was, the oldest first, without their secrets."""
    response.headers["Cache-Control"] = "no-store"
    kept = _keys(context)
    now = kept.now()
    return KeysOut(keys=[key_out(one, now=now) for one in kept.listed()])


@router.post("", status_code=201)
def create(body: KeyIn, context: ContextOf, caller: CallerOf, response: Response) -> MadeKeyOut:
    """Makes a key; its text is told in this response alone."""
    response.headers["Cache-Control"] = "no-store"
    kept = _keys(context)
    made = kept.create(
        body.name,
        scopes=body.scopes,
        origins=body.origins,
        expires_days=body.expires_days,
        by=caller.name,
        actor=caller.actor,
    )
    return made_key_out(made, now=kept.now())


@router.post("/{key_id}/rotate")
def rotate(
    key_id: KeyId, body: RotateKeyIn, context: ContextOf, caller: CallerOf, response: Response
) -> MadeKeyOut:
    """Gives a key another secret, told in this response alone; the one before opens for a while.

    409 where no admin could come in any more once the key ends, and it would end sooner.
    """
    response.headers["Cache-Control"] = "no-store"
    kept = _keys(context)
    made = kept.rotate(
        key_id,
        overlap_hours=body.overlap_hours,
        expires_days=body.expires_days,
        actor=caller.actor,
    )
    return made_key_out(made, now=kept.now())


@router.delete("/{key_id}")
def revoke(key_id: KeyId, context: ContextOf, caller: CallerOf) -> KeyOut:
    """Takes a key's rights from the next request on, in every process.

    409 for the last admin key while no admin could sign in.
    """
    kept = _keys(context)
    revoked = kept.revoke(key_id, by=caller.name, actor=caller.actor)
    return key_out(revoked, now=kept.now())


def _keys(context: Context) -> Keys:
    if context.services.keys is None:
        raise KeyMissing("this server keeps no keys")
    return context.services.keys
