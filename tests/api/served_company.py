"""A running server over the small company, with keys as its admin would make them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.app import create_app
from api.bootstrap import Application
from tests.api.real_desk import desk_application
from tests.browser import served_app


@dataclass(frozen=True)
class ServedCompany:
    """Where it listens, and who may ask."""

    address: str
    application: Application
    chatbot_key: str
    agent_key: str


@contextmanager
def served_company(company: Application, folder: Path) -> Iterator[ServedCompany]:
    """The real engine behind real sockets, rights and keys."""
    with desk_application(company, folder) as application:
        made = {
            scope: application.administration.keys.create(
                f"a {scope}", scopes=[scope], by="a test", actor="test"
            ).text
            for scope in ("chatbot", "agent")
        }
        with served_app(
            create_app(application.services(), access=application.administration.access)
        ) as address:
            yield ServedCompany(
                address=address,
                application=application,
                chatbot_key=made["chatbot"],
                agent_key=made["agent"],
            )
