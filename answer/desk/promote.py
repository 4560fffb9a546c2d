"""A resolved case → the document it becomes, for an editor to review before anything is indexed."""

import re
from collections.abc import Sequence
from datetime import date
from io import StringIO

from ruamel.yaml import YAML

from answer.desk.case import Case
from answer.desk.draft_document import DraftDocument
from answer.masking.mask import mask_all
from ingest.document import Audience, DocumentKind, Freshness
from ingest.errors import DeskInvalid

FOLDER = "cases"
"""Below the documents folder."""
MAX_NAME_BYTES = 150
"""Of a title in the file's name; with folder and id it stays below what file systems take."""
_NOT_IN_NAMES = re.compile(r"[^\w]+")
# only blanks before it: with \s every empty line would be looked through to the last one's end
_STARTS_A_BLOCK = re.compile(r"(?m)^([^\S\n]*)(#{1,6}\s|---\s*$|===+\s*$|```|~~~|<)")


def draft_document(
    case: Case,
    *,
    title: str,
    question: str,
    answer: str,
    language: str,
    products: Sequence[str] = (),
    models: Sequence[str] = (),
    markets: Sequence[str] = (),
    audience: Audience = "agent",
    agent: str,
    on: date,
) -> DraftDocument:
    """Markdown with its facts in front: of kind ``case``, valid from the day it was written.

    Raises as ``written_draft`` does.
    """
    return written_draft(
        f"case-{case.id}",
        case_id=case.id,
        folder=FOLDER,
        kind="case",
        freshness="case",
        title=title,
        question=question,
        answer=answer,
        language=language,
        products=products,
        models=models,
        markets=markets,
        audience=audience,
        agent=agent,
        on=on,
    )


def written_draft(
    identity: str,
    *,
    case_id: str,
    folder: str,
    kind: DocumentKind,
    freshness: Freshness,
    title: str,
    question: str,
    answer: str,
    language: str,
    products: Sequence[str] = (),
    models: Sequence[str] = (),
    markets: Sequence[str] = (),
    audience: Audience,
    agent: str,
    on: date,
) -> DraftDocument:
    """A question and its answer as Markdown with facts in front, valid from a day.

    What agents and customers wrote is text: a line that Markdown would take for a heading, a fence
    or HTML is kept as it reads. Whose it was is not in it: personal data is masked, and the editor
    writes what is to stand in its place, a service line's number, say. Raises ``DeskInvalid`` for
    a title, question or answer without words.
    """
    for name, text in (("title", title), ("question", question), ("answer", answer)):
        if not any(map(str.isalnum, text)):
            raise DeskInvalid(f"{name}: has no words; write what an editor can review")
    title, question, answer = (
        one.text for one in mask_all((title, question, answer), keep=(*products, *models))
    )
    heading = " ".join(title.split())
    facts: dict[str, object] = {
        "title": heading,
        "kind": kind,
        "freshness": freshness,
        "language": language,
        "audience": audience,
        "valid_from": on,
    }
    lists = {"products": products, "models": models, "markets": markets}
    facts |= {name: list(values) for name, values in lists.items() if values}
    body = f"# {heading}\n\n{_as_text(question)}\n\n{_as_text(answer)}\n"
    return DraftDocument(
        id=identity,
        title=heading,
        path=f"{folder}/{_name(heading)}-{identity.split('-', 1)[-1]}.md",
        case_id=case_id,
        agent=agent,
        text=f"---\n{_yaml(facts)}---\n{body}",
    )


def _as_text(text: str) -> str:
    return _STARTS_A_BLOCK.sub(r"\1\\\2", text.replace("\r\n", "\n").replace("\0", "")).strip()


def _name(title: str) -> str:
    name = _NOT_IN_NAMES.sub("-", title.casefold()).encode()[:MAX_NAME_BYTES]
    return name.decode(errors="ignore").strip("-_") or "case"


def _yaml(facts: dict[str, object]) -> str:
    writer = YAML()
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 4096
    target = StringIO()
    writer.dump(facts, target)
    return target.getvalue()
