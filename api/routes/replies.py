"""``POST /v1/replies/lint``: hints on a person's own draft, before it is sent."""

from fastapi import APIRouter

from api.json_route import JsonRoute
from api.lint_wire import LintIn, LintOut
from api.routes.context import ContextOf
from api.schemas import linted_out

router = APIRouter(route_class=JsonRoute, tags=["agents"])


@router.post("/v1/replies/lint")
def lint(body: LintIn, context: ContextOf) -> LintOut:
    """What to look at in a draft: address, promises, facts, notices, personal data, terms.

    ``citations`` are those of the reply that the draft was made from; facts are held against them.
    No hint keeps anybody from sending. Positions count characters (Unicode code points).
    """
    return linted_out(context.services.lint(body))
