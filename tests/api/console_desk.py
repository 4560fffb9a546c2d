"""A console over a real desk and a real engine, and agents who sit at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from answer.desk.alert_store import AlertStore
from answer.desk.watch_alerts import AlertWatch
from answer.risk import RiskBook
from api.bootstrap import Application
from tests.browser import opened, served
from tests.desk.stored import Desk as Stored
from tests.desk.stored import a_risk
from tests.desk.working_desk import PERSON, WorkingDesk, working_desk

SOP = "sop/goodwill.md"
"""Internal."""


@dataclass(frozen=True)
class Console:
    """A desk that is served, and a browser to look at it."""

    desk: WorkingDesk
    address: str
    browser: Browser

    @contextmanager
    def at(self, path: str, *, agent: str = "Mei", **options: Any) -> Iterator[Page]:
        """A page as this agent sees it, in a browser of their own."""
        name = {"name": "tradewind.agent", "value": agent}
        kept = {"origins": [{"origin": self.address, "localStorage": [name]}]}
        with opened(self.browser, self.address, path=path, storage_state=kept, **options) as page:
            yield page

    def case_of(self, text: str, **fields: Any) -> str:
        """The id of the case that a customer's message opens."""
        queue_id = self.desk.hand_over(text, **fields).queue_id
        assert queue_id is not None
        return queue_id

    def many_cases(self, count: int) -> None:
        """So many in the queue, without asking the machine."""
        desk = self.desk.desk
        stored = Stored(desk.database, desk.conversations, desk.cases)
        with desk.database.writing():
            for number in range(count):
                stored.open_case(number)

    def case_of_class(self, risk_class: str, **fields: Any) -> str:
        """A case whose message is of this class, whatever a classifier makes of it."""
        case = self.desk.desk.cases.case(self.case_of(PERSON, **fields))
        self.desk.desk.conversations.add_risks(
            case.message_id,
            conversation_id=case.conversation_id,
            risks=[a_risk(risk_class)],
            at=self.desk.clock.at,
        )
        self.desk.desk.cases.step(
            case.id,
            step="noted",
            actor="desk",
            at=self.desk.clock.at,
            allowed_from=("open",),
            change=lambda found: replace(found, reason="risk", risk_class=risk_class),
        )
        return case.id

    def look_for_alerts(self) -> None:
        AlertWatch(self.desk.desk, alerts=AlertStore(self.desk.desk.database)).look()

    def state_of(self, case_id: str) -> str:
        return self.desk.desk.cases.case(case_id).state


@contextmanager
def console_over(company: Application, folder: Path, browser: Browser) -> Iterator[Console]:
    """A desk of its own over the small company, served; messages of ``safety`` have an SOP."""
    with working_desk(company, folder / "tradewind.db") as desk:
        with_sop = replace(desk.services, desk=replace(desk.desk, risks=_with_sop(desk)))
        with served(replace(company.services(), desk=with_sop)) as address:
            yield Console(desk, address, browser)


def _with_sop(desk: WorkingDesk) -> RiskBook:
    book = desk.desk.risks
    safety = replace(book.classes["safety"], sop=SOP)
    return replace(book, classes={**book.classes, "safety": safety})
