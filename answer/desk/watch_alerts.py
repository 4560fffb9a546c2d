"""Messages of one class from more customers than usual → an alert, and its cases. CONDUCTOR."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from answer.desk.alert import Alert
from answer.desk.alert_store import AlertStore
from answer.desk.alerts import alert_now, windows
from answer.desk.case import Case, CaseFilter
from answer.desk.case_steps import TRANSITIONS
from answer.desk.desk import Desk
from answer.desk.service import AlertRules
from answer.desk.service_clock import on_red_plan
from ingest.errors import DeskConflict

PAGE = 200


class AlertWatch:
    """Looks whether a class rises, whenever it is asked to."""

    def __init__(self, desk: Desk, *, alerts: AlertStore) -> None:
        self._desk = desk
        self._alerts = alerts

    def look(self) -> tuple[Alert, ...]:
        """The alerts that changed; their unresolved cases have the colour after it.

        Cases opened since the last look join the alert of their class.
        """
        rules = self._desk.service.alerts
        if rules is None:
            return ()
        at = self._desk.now()
        last = {alert.risk_class: alert for alert in self._alerts.alerts()}
        counted: dict[tuple[datetime, datetime], Mapping[str, int]] = {}
        changed = []
        for name in self._desk.risks.classes:
            now = self._counted_alert(name, rules, last.get(name), counted, at)
            if now is None:
                continue
            before = last.get(name)
            if before is None or (now.colour, now.customers) != (before.colour, before.customers):
                self._alerts.put_alert(now)
            if before is None or now.colour != before.colour:
                changed.append(now)
            if now.colour or (before and before.colour):
                self._colour_cases(now, at)
        return tuple(changed)

    def _counted_alert(
        self,
        risk_class: str,
        rules: AlertRules,
        last: Alert | None,
        counted: dict[tuple[datetime, datetime], Mapping[str, int]],
        at: datetime,
    ) -> Alert | None:
        counts = []
        for window in windows(rules, risk_class, at=at):
            if window not in counted:
                since, until = window
                counted[window] = self._desk.conversations.risk_counts(since=since, until=until)
            counts.append(counted[window].get(risk_class, 0))
        return alert_now(
            rules,
            risk_class,
            customers=counts[0],
            customers_before=counts[1:],
            last=last,
            at=at,
        )

    def _colour_cases(self, alert: Alert, at: datetime) -> None:
        """Every unresolved case of the class in the alert's colour; a red one on the red plan."""
        desk, offset = self._desk, 0
        wanted = CaseFilter(risk_class=alert.risk_class)
        while cases := desk.cases.cases(wanted, limit=PAGE, offset=offset).cases:
            for case in cases:
                if case.colour != alert.colour:
                    self._colour(case, alert, at)
            offset += PAGE

    def _colour(self, case: Case, alert: Alert, at: datetime) -> None:
        try:
            self._desk.cases.step(
                case.id,
                step="alerted",
                actor="desk",
                at=at,
                allowed_from=tuple(TRANSITIONS["alerted"]),
                change=lambda found: self._coloured(found, alert, at),
                details=(("customers", str(alert.customers)), ("usual", f"{alert.usual:.1f}")),
                expected_version=case.version,
            )
        except DeskConflict:  # somebody was faster; it is looked at again
            return

    def _coloured(self, case: Case, alert: Alert, at: datetime) -> Case:
        coloured = replace(case, colour=alert.colour)
        if not alert.is_red or case.legal_step_due_at is not None:
            return coloured
        plan = on_red_plan(self._desk.service, case, at)
        return replace(
            coloured,
            first_reply_due_at=plan.first_reply_at,
            resolve_due_at=plan.resolve_at,
            legal_step_due_at=plan.legal_step_at,
        )
