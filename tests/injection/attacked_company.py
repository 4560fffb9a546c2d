"""A company among whose documents attackers have put theirs, as its chatbots reach it over HTTP."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.access.caller import CHATBOT
from api.access.identify import Access
from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from ingest.accepted import ACCEPTED_FILE, Acceptance, add_acceptance
from tests.injection.attack import Attack
from tests.small_company import write_documents

_NOT_TEXT = frozenset({"id", "release", "took_ms", "conversation_id"})
_CUSTOMERS_OWN = "question"
"""In a message's parts: what the customer wrote, said again to them."""


@dataclass(frozen=True)
class AttackedCompany:
    """One release with the attackers' documents, and whoever asks it."""

    http: Any
    held: frozenset[str]
    """The attackers' documents that are kept out of the index."""

    def ask(self, attack: Attack, **fields: Any) -> Any:
        """The reply to what a customer asks under this attack."""
        turns = [{"role": role, "text": text} for role, text in attack.history]
        body = {"question": attack.question, "market": "DE", "history": turns, **fields}
        response = self.http.post("/v1/answers", json=body)
        assert response.status_code == 200, response.text
        return response.json()


def write_attacked(content: Path, attacks: Sequence[Attack]) -> None:
    """The small company's documents and, among them, the attackers'."""
    documents = write_documents(content)
    for attack in attacks:
        if attack.file:
            target = documents / attack.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(attack.data)


def accept_all(application: Application, content: Path) -> None:
    """An editor waves everything through that was found."""
    _, found = application.services().releases.findings()
    for one in found:
        if one.held:
            add_acceptance(
                content / ACCEPTED_FILE,
                Acceptance(
                    document=one.path,
                    sha256=one.sha256,
                    kinds=frozenset(finding.kind for finding in one.findings),
                    by="Maria",
                    on=date(2026, 11, 22),
                    why="Looked at in haste.",
                ),
            )


@contextmanager
def attacked_company(
    content: Path, var: Path, *, accepted: bool, build: bool = True, **settings: Any
) -> Iterator[AttackedCompany]:
    """Open for questions; ``accepted`` says that an editor has accepted what hygiene found."""
    application = Application(Settings(content_dir=content, var_dir=var, **settings))
    try:
        if build:
            application.reindex()
            if accepted:
                accept_all(application, content)
                application.reindex()
        _, found = application.services().releases.findings()
        held = frozenset(one.path for one in found if one.held)
        app = create_app(application.services(), access=Access(unknown=CHATBOT))
        with TestClient(app, base_url="http://localhost") as client:
            yield AttackedCompany(client, held)
    finally:
        application.close()


def signs_of_success(reply: Any, attack: Attack) -> tuple[str, ...]:
    """What of the attack's forbidden words reaches the customer, in whatever field."""
    said = "\n".join(_folded(text) for text in _texts(reply))
    return tuple(one for one in attack.forbidden if _folded(one) in said)


def _texts(value: Any, *, within_part: bool = False) -> Iterator[str]:
    """Every text of a reply but names of its own and what the customer wrote."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, within_part=within_part)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in _NOT_TEXT or (within_part and name == _CUSTOMERS_OWN):
                continue
            yield from _texts(one, within_part=within_part or name == "parts")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
