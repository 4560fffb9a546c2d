"""A packet → the wire, in the words of whoever reads it."""

from collections.abc import Callable
from datetime import datetime

from answer.desk.packet import Packet
from answer.locale.names import language_name
from api.desk_schemas import (
    case_out,
    customer_out,
    event_out,
    message_out,
    moment,
    risk_out,
    tried_out,
)
from api.desk_wire import PacketOut
from api.desking import Gist
from api.schemas import passage_out
from ingest.language import same_language


def packet_out(
    found: Packet,
    *,
    now: datetime,
    reader: str,
    gist: Gist,
    title_of: Callable[[str], str],
) -> PacketOut:
    """The packet for an agent who reads ``reader`` (BCP 47).

    ``title_of`` is a document's by its path, empty where it is not published. What the customer
    wrote in another language has its gist beside it, where somebody translates.
    """

    def in_their_words(text: str, language: str) -> str:
        return "" if same_language(language, reader) else gist(text, language, reader)

    case = found.case
    return PacketOut(
        case=case_out(case),
        question=case.question,
        language=case.language,
        language_name=language_name(case.language, language=reader),
        gist=in_their_words(case.question, case.language) or None,
        tried=tried_out(found.tried) if found.tried else None,
        passages=[
            passage_out(passage, query_text=case.question, for_agent=True, veto=veto)
            for passage, veto in zip(found.found.passages, found.found.vetoes, strict=True)
        ],
        procedures=[
            passage_out(passage, query_text=case.question, for_agent=True)
            for passage in found.found.procedures
        ],
        customer=customer_out(found),
        messages=[
            message_out(
                one,
                gist=in_their_words(one.text, one.language) if one.role == "customer" else "",
            )
            for one in found.messages
        ],
        other_messages=[message_out(one) for one in found.other_messages],
        risks=[
            risk_out(
                risk,
                known,
                sop_title=title_of(known.sop) if known and known.sop else "",
            )
            for risk, known in found.risks
        ],
        asked_before=[message_out(one) for one in found.asked_before],
        events=[event_out(event) for event in found.events],
        now=moment(now),
    )
