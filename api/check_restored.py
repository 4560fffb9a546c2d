"""Whether a restored state answers: its release is opened and asked a golden question."""

from dataclasses import dataclass

from answer.golden import GoldenQuestion, cites, read_golden
from answer.reply import Answer, Handoff, Reply
from api.bootstrap import Application
from index.passage import SearchQuery
from ingest.errors import KbError

QUESTIONS_TRIED = 10
"""Golden questions that may be handed over before it counts as a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreCheck:
    """What was asked and what came of it."""

    ok: bool
    release: str = ""
    documents: int = 0
    question: str = ""
    outcome: str = ""
    """In plain words."""


def check_restored(application: Application) -> RestoreCheck:
    """Opens the current release, every file compared with its checksum, and asks it something."""
    release = application.store.current()
    if not release:
        return RestoreCheck(
            ok=True, outcome="no release was published when it was made; run 'tradewind reindex'"
        )
    try:
        application.store.verify(release)
        cards = application.searcher().release.content.cards
    except KbError as error:
        return RestoreCheck(
            ok=False, release=release, outcome=f"the release does not open: {error}"
        )
    try:
        question, outcome = _ask(application)
    except KbError as error:
        return RestoreCheck(
            ok=False, release=release, documents=len(cards), outcome=f"it cannot be asked: {error}"
        )
    return RestoreCheck(
        ok=bool(outcome),
        release=release,
        documents=len(cards),
        question=question,
        outcome=outcome or "none of the questions found its document",
    )


def _ask(application: Application) -> tuple[str, str]:
    """A question and what came of it, empty where nothing did."""
    file = application.settings.content_dir / "golden.jsonl"
    golden = [one for one in read_golden(file) if one.answerable] if file.is_file() else []
    drafted = ("", "")
    for one in golden[:QUESTIONS_TRIED]:
        reply = application.engines.engine().reply(one.question)
        source = _right_source(one, reply)
        if source and isinstance(reply, Answer):
            return one.question.question, f"answered from {source!r}"
        if source and not drafted[0]:
            drafted = one.question.question, f"handed over with the right draft, from {source!r}"
    if golden:
        return drafted if drafted[0] else (golden[0].question.question, "")
    cards = application.searcher().release.content.cards
    if not cards:
        return "", "the release holds no documents: nothing to ask"
    card = cards[0]
    query = SearchQuery(text=card.title or card.path, language=card.language)
    found = [passage.document for passage in application.searcher().search(query)]
    return query.text, f"a search for its title finds {card.path!r}" if card.path in found else ""


def _right_source(golden: GoldenQuestion, reply: Reply) -> str:
    """The document that a reply or its draft quotes, where that is what answers."""
    if not isinstance(reply, Answer | Handoff):
        return ""
    citations = [cited for statement in reply.statements for cited in statement.citations]
    return citations[0].document if cites(citations, golden.gold) else ""
