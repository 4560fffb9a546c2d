"""``POST /v1/suggestions``: replies for an agent to choose from."""

from dataclasses import replace

from fastapi import APIRouter

from answer.reply import Reply
from api.json_route import JsonRoute
from api.routes.context import CallerOf, Context, ContextOf
from api.schemas import reply_out
from api.stated_language import stated_language
from api.suggested import show
from api.wire import SuggestionOut, SuggestionsIn, SuggestionsOut
from ingest.language import same_language

SUGGESTION = "suggestion"
"""The kind of record that the audit keeps of a reply that an agent was shown."""
router = APIRouter(route_class=JsonRoute, tags=["agents"])


@router.post("/v1/suggestions")
def suggest(body: SuggestionsIn, context: ContextOf, caller: CallerOf) -> SuggestionsOut:
    """Different replies, best first, and what would be sent if nobody looked.

    ``audience`` is that of the evidence: ``customer`` unless the agent asks to see internal
    documents too. Confidence, signals and sources are always there: this route is for agents. With
    ``agent_language`` each reply in another language has its ``gist`` beside it.
    """
    question = replace(context.question(body, caller), asked_by=caller.actor)
    services = context.services
    # once: a language model may be asked for it
    prepared = services.prepare(question)
    reader = stated_language(body.agent_language)
    advice = services.engine.advise(question, count=body.count, reader=reader, prepared=prepared)
    if services.desk is not None:
        show(question, advice.suggested, desk=context.desk.desk)
    if services.questions is not None:
        replies = (advice.automatic, *advice.suggested)
        services.questions.decided(replies, prepared, kind=SUGGESTION)
    return SuggestionsOut(
        automatic=reply_out(advice.automatic, for_agent=True),
        suggestions=[
            _with_gist(reply, gist, reader, context)
            for reply, gist in zip(advice.suggested, advice.gists, strict=True)
        ],
    )


def _with_gist(reply: Reply, gist: str, reader: str, context: Context) -> SuggestionOut:
    """In the documents' own words; else as a translator has it, where one is configured."""
    out = SuggestionOut(**reply_out(reply, for_agent=True).model_dump())
    if gist:
        return out.model_copy(update={"gist": gist, "gist_translation": "document"})
    desk = context.services.desk
    if not reader or same_language(reply.language, reader) or desk is None:
        return out
    gist = desk.gist(reply.text, reply.language, reader)
    return out.model_copy(update={"gist": gist, "gist_translation": "machine"}) if gist else out
