"""What each tool does, for whoever calls it; the same ways that every other surface goes."""

import unicodedata
import uuid
from collections.abc import Iterable
from urllib.parse import quote, unquote

from answer.question import Question, Turn
from answer.reply import Citation, Clarify, Handoff, Reply
from api.access.caller import Caller
from api.ask_as import ask_as
from api.mcp.tool_inputs import AnswerIn, HandOffIn, OpenSourceIn, SearchIn
from api.mcp.tool_results import (
    AnswerOut,
    ConfidenceOut,
    HandedOverOut,
    HandOffOut,
    OpenedOut,
    PassageOut,
    PassagesOut,
    SourceOut,
)
from api.schemas import reply_out, view_url
from api.search_filters import SearchWanted, find
from api.services import ReleasedDocument, Services
from api.stated_language import stated_language
from index.passage import Passage
from ingest.document import Audience
from ingest.errors import DeskUnavailable, DocumentMissing, QuestionInvalid

URI = "tradewind://documents/"
CHANNEL = "mcp"


class Tools:
    """The tools for one caller. Safe for many threads."""

    def __init__(self, services: Services, caller: Caller, *, base_url: str = "") -> None:
        """``base_url`` is before the paths of documents; empty where no server shows them."""
        self._services = services
        self._caller = caller
        self._base_url = base_url

    @property
    def audience(self) -> Audience:
        """Whose texts the caller may read."""
        return "agent" if self._caller.may_read_internal else "customer"

    def answer(self, asked: AnswerIn) -> AnswerOut:
        """A reply to a stranger's question: nothing is kept in a history."""
        history = tuple(Turn(role=one.role, text=one.text) for one in asked.earlier)
        question = self._question(
            asked.question, asked.language, asked.market, asked.product, history=history
        )
        reply = ask_as(self._caller, question, services=self._services)
        out = reply_out(reply, for_agent=self.audience == "agent")
        return AnswerOut(
            kind=out.kind,
            text=out.text,
            audience=question.audience,
            language=out.language,
            confidence=ConfidenceOut(
                value=out.confidence.value, threshold=out.confidence.threshold
            ),
            sources=[self._source(one) for one in self._citations(reply)],
            caveats=out.caveats,
            choices=[one.label for one in reply.choices] if isinstance(reply, Clarify) else [],
            handoff=HandedOverOut(
                reason=out.handoff.reason, level=out.handoff.level, due_at=out.handoff.due_at
            )
            if out.handoff
            else None,
            reply_id=out.id,
            release=out.release,
        )

    def search(self, asked: SearchIn) -> PassagesOut:
        """Passages of the documents that the caller may read."""
        question = self._question(asked.query, asked.language, asked.market, asked.product)
        found = find(
            self._services.prepare(question),
            SearchWanted(),
            searcher=self._services.searcher(),
            limit=asked.limit,
        )
        return PassagesOut(passages=[self._passage(one) for one in found.passages])

    def open_source(self, asked: OpenSourceIn) -> OpenedOut:
        """A stretch of a document; raises ``DocumentMissing``."""
        document = self._document(asked.document)
        first, end = asked.start, len(document.text)
        if asked.page is not None:
            on_page = [block for block in document.blocks if block.page == asked.page]
            if not on_page:
                raise DocumentMissing(
                    f"the document has no text on page {asked.page}; "
                    f"leave 'page' out to read it from its beginning"
                )
            first = max(first, min(block.start for block in on_page))
            end = max(block.end for block in on_page)
        last = min(end, first + asked.max_characters)
        facts = document.facts
        return OpenedOut(
            document=document.path,
            title=document.title,
            language=document.language,
            audience=facts.audience,
            quote=document.text[first:last],
            start=first,
            next_start=last if last < end else None,
            pages=document.page_count,
            models=list(facts.models),
            markets=list(facts.markets),
            valid_from=facts.valid_from.isoformat() if facts.valid_from else None,
            valid_to=facts.valid_to.isoformat() if facts.valid_to else None,
            uri=uri_of(document.path),
        )

    def hand_off(self, asked: HandOffIn) -> HandOffOut:
        """A case for a person; raises ``DeskUnavailable`` where no desk is kept."""
        if self._services.desk is None:
            raise DeskUnavailable("this server keeps no desk")
        question = self._question(
            asked.message,
            asked.language,
            asked.market,
            asked.product,
            customer_id=asked.customer_id,
            conversation_id=asked.conversation_id or uuid.uuid4().hex,
            for_person=True,
        )
        reply = ask_as(self._caller, question, services=self._services)
        if not isinstance(reply, Handoff):
            raise QuestionInvalid("message: was answered before; send what the customer wrote now")
        return HandOffOut(
            text=reply.text,
            case_id=reply.queue_id,
            conversation_id=question.conversation_id,
            reason=reply.reason,
            level=reply.level,
            due_at=reply.due_at.isoformat(timespec="seconds") if reply.due_at else None,
        )

    def read(self, uri: str) -> ReleasedDocument:
        """The document of a resource; raises ``DocumentMissing``."""
        return self._document(unquote(uri.removeprefix(URI)) if uri.startswith(URI) else "")

    def _document(self, path: str) -> ReleasedDocument:
        """What the caller may not read does not exist."""
        found = None
        if not any("\ud800" <= character <= "\udfff" for character in path):
            normal = unicodedata.normalize("NFC", path)
            found = self._services.searcher().document(normal)
        if found is None or not found.facts.seen_by(self.audience):
            raise DocumentMissing(
                "there is no such document; name one as 'answer' or 'search' does"
            )
        return found

    def _question(
        self,
        text: str,
        language: str,
        market: str,
        product: str,
        *,
        history: tuple[Turn, ...] = (),
        customer_id: str = "",
        conversation_id: str = "",
        for_person: bool = False,
    ) -> Question:
        limit = self._services.settings.max_question_characters
        if not text.strip():
            raise QuestionInvalid("the question is empty; send the customer's words")
        if len(text) > limit:
            raise QuestionInvalid(f"the question has {len(text)} characters; shorten it to {limit}")
        return Question(
            id=uuid.uuid4().hex,
            question=text,
            history=history,
            customer_id=customer_id,
            conversation_id=conversation_id,
            channel=CHANNEL,
            language=stated_language(language),
            market=market.strip().upper(),
            product=product,
            # a message for a person is the customer's, whoever passes it on
            audience="customer" if for_person else self.audience,
            asks_for_person=for_person,
        )

    def _citations(self, reply: Reply) -> Iterable[Citation]:
        if isinstance(reply, Handoff) and self.audience == "customer":
            return ()
        return dict.fromkeys(one for made in reply.statements for one in made.citations)

    def _source(self, citation: Citation) -> SourceOut:
        return SourceOut(
            document=citation.document,
            title=citation.title,
            heading=" › ".join(citation.heading_path),
            page=citation.page,
            quote=citation.quote,
            uri=uri_of(citation.document),
            url=self._url(citation.document, citation.page, citation.start, citation.end),
        )

    def _passage(self, passage: Passage) -> PassageOut:
        return PassageOut(
            document=passage.document,
            title=passage.title,
            heading=" › ".join(passage.heading_path),
            page=passage.page,
            quote=passage.text,
            uri=uri_of(passage.document),
            url=self._url(passage.document, passage.page, passage.found_start, passage.found_end),
            language=passage.language,
            audience=passage.facts.audience,
            validity=passage.validity,
        )

    def _url(self, document: str, page: int | None, start: int, end: int) -> str:
        if not self._base_url:
            return ""
        for_agent = self.audience == "agent"
        return self._base_url + view_url(
            document, page=page, start=start, end=end, for_agent=for_agent
        )


def uri_of(document: str) -> str:
    """A document as a resource."""
    return URI + quote(document, safe="/")
