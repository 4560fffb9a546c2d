"""Everything about one customer: told, or taken out of the database, the drafts and the reports.

Backups lie elsewhere and are nobody's to change here; what an editor made a document of is the
company's: such documents, and files in which the customer's id still stands, are named.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from answer.desk.audit_record import AuditFilter
from answer.desk.columns import storable_id
from answer.desk.compact_database import compact, empty_log
from answer.desk.customer_data import CustomerData
from answer.desk.customer_traces import CustomerTraces
from answer.desk.database import DeskDatabase
from answer.desk.draft_document import DraftDocument
from answer.desk.draft_store import DraftStore
from answer.gate_files import forget_questions, gate_replies_to
from api.audit_trail import AuditTrail
from api.cases_of_erased import CasesOfErased
from api.find_bytes import files_with_apart
from ingest.errors import DeskConflict, DeskMissing

LEAST_OF_AN_ID = 6
"""Characters from which on an id is looked for in files; a shorter one stands everywhere."""
LEAST_OF_A_QUESTION = 12
"""Characters from which on a draft that holds a question is made from it."""
MOST_WRITTEN_ANEW = 2**28
"""Bytes of a database that a running server writes anew: some seconds, in which nobody writes."""
LOG_SECONDS = 1.0
"""For readers of an older moment, where anybody may ask for it: who writes waits meanwhile. What is
left in the log then goes with the next erasure, or the day's retention."""
NO_DATA_OF_THEIRS = ("models", "cache")
"""Folders of the state that are made from documents alone."""
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What is gone, and what somebody has to look at."""

    rows: Mapping[str, int]
    """By table; of cases and their events, those that are bare now."""
    drafts: int
    reports: int
    """Files of releases that held their questions."""
    audit_details: int
    record: int
    """Of the audit, that says that this was done."""
    is_overwritten: bool
    """False: single bytes of what was deleted may be left in the database's file, for it is large
    or somebody went on reading an older moment; ``tradewind retention run --compact`` ends that."""
    kept_cases: tuple[str, ...] = ()
    """On the red plan, and still open: they stay in the queue, without anybody's words."""
    documents: tuple[str, ...] = ()
    """Made from their cases by editors: they stay, and somebody should read them. With a slash at
    the end entries of the trash, which keep such a document as it was."""
    left: tuple[str, ...] = ()
    """Files of the state in which their id still stands."""


class CustomerFile:
    """What the law asks for: everything about one customer, told or taken away."""

    def __init__(
        self,
        database: DeskDatabase,
        *,
        file: Path,
        drafts: DraftStore,
        releases: Callable[[], Sequence[Path]],
        documents_dir: Path,
        var_dir: Path,
        trail: AuditTrail,
        open_cases: CasesOfErased,
    ) -> None:
        """``file`` is the database's; ``releases`` gives every release's folder."""
        self._database = database
        self._data = CustomerData(database)
        self._file = file
        self._drafts = drafts
        self._releases = releases
        self._documents_dir = documents_dir
        self._var_dir = var_dir
        self._trail = trail
        self._open_cases = open_cases

    def traces(self, customer_id: str) -> CustomerTraces:
        """Where a customer's data is; raises ``DeskMissing`` where nothing is kept of them."""
        found = self._data.traces(storable_id(customer_id, what="customer id"))
        if not found.is_known:
            raise DeskMissing("nothing is kept of this customer; check the id")
        return found

    def export(self, customer_id: str, *, actor: str) -> dict[str, Any]:
        """Everything that is kept, as JSON; that it was told is a record of the audit."""
        traces = self.traces(customer_id)
        told: dict[str, Any] = {"customer_id": customer_id, **self._data.told(traces)}
        told["drafts"] = [asdict(one) for one in self._drafts_of(traces)]
        told["gate_reports"] = [
            {"release": folder.name, **reply}
            for folder in self._releases()
            for reply in gate_replies_to(folder, ids=traces.replies, questions=traces.questions)
        ]
        told["audit"] = self._audit_of(traces)
        self._trail.log.add("export", actor=actor, subject="customer", customer_id=customer_id)
        return told

    def erase(
        self,
        customer_id: str,
        *,
        actor: str,
        by: str = "",
        close_cases: bool = False,
        rewrites_file: bool = True,
        whatever_it_takes: bool = False,
    ) -> Erased:
        """What is gone. Killed half-way, it is done again from where it was.

        ``by`` takes the steps with cases that are open; empty: ``actor``. Without ``rewrites_file``
        the rows are overwritten where they stood and the log is emptied, and neither is the
        database written anew nor every file looked through: for what anybody may ask for. With
        ``whatever_it_takes`` a large database is written anew too, while whoever writes waits.

        Raises ``DeskMissing`` where nothing is kept, ``DeskConflict`` while a case of theirs is
        open, unless ``close_cases``: then those on the red plan stay open, with nothing of theirs.
        """
        traces = self.traces(customer_id)
        if traces.open_cases and not close_cases:
            raise DeskConflict(
                f"cases {', '.join(traces.open_cases)} wait for a person; resolve them first, or "
                f"say that they are to be closed unanswered"
            )
        drafts = [draft.id for draft in self._drafts_of(traces)]
        for draft in drafts:
            self._drafts.reject(draft)
        reports = sum(
            forget_questions(folder, ids=traces.replies, questions=traces.questions)
            for folder in self._releases()
        )
        with self._database.writing():
            # as it stands now: they may have written meanwhile
            traces = self._data.traces(customer_id)
            if traces.open_cases and not close_cases:
                raise DeskConflict(f"case {traces.open_cases[0]} was opened meanwhile; look at it")
            red = {case: self._open_cases.product(case) for case in traces.red_cases}
            for case in traces.open_cases:
                if case not in red:
                    self._open_cases.close(case, actor=by or actor)
            traces = self._data.traces(customer_id)
            of_audit = self._trail.log.of_customer(customer_id, conversations=traces.conversations)
            rows = {**self._data.erase(traces), **self._forget_drafted()}
            for case in traces.cases:
                self._open_cases.tell(case, product=red.get(case, ""), actor=by or actor)
            counts = {"rows": dict(rows), "drafts": len(drafts), "reports": reports}
            counts |= {"kept_cases": list(red)} if red else {}
            record = self._trail.log.erase(
                of_audit, kind="erase", actor=actor, subject="customer", details=counts
            )
        if rewrites_file:
            is_overwritten = self._overwrite(whatever_it_takes=whatever_it_takes)
        else:
            is_overwritten = False
            empty_log(self._file, wait_seconds=LOG_SECONDS)
        self._trail.keep_head()
        return Erased(
            rows=rows,
            drafts=len(drafts),
            reports=reports,
            audit_details=len(of_audit),
            record=record,
            is_overwritten=is_overwritten,
            kept_cases=tuple(red),
            documents=self._documents_of(traces),
            left=self._left(customer_id) if rewrites_file else (),
        )

    def _audit_of(self, traces: CustomerTraces) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for conversation in ("", *traces.conversations):
            wanted = AuditFilter(
                customer_id="" if conversation else traces.customer_id,
                conversation_id=conversation,
            )
            before = None
            while True:
                page = self._trail.log.page(wanted, before=before, limit=EXPORTED_AT_ONCE)
                found += [asdict(one) for one in page.records if one.kind != "export"]
                before = page.next_before
                if before is None:
                    break
        by_number = {one["sequence"]: {**one, "at": one["at"].isoformat()} for one in found}
        return [by_number[number] for number in sorted(by_number)]

    def _drafts_of(self, traces: CustomerTraces) -> tuple[DraftDocument, ...]:
        """Drafts made from their cases, or around what they asked."""
        asked = [" ".join(one.split()) for one in traces.questions]
        asked = [one for one in asked if len(one) >= LEAST_OF_A_QUESTION]
        return tuple(
            draft
            for draft in self._drafts.drafts()
            if draft.case_id in traces.cases
            or any(one in " ".join(f"{draft.title} {draft.text}".split()) for one in asked)
        )

    def _overwrite(self, *, whatever_it_takes: bool) -> bool:
        """Whether no byte of what was deleted is left in the database's file.

        SQLite overwrites what it deletes, but not every copy that it made of a row when it moved it
        to another page: only a file that is written anew has none.
        """
        if whatever_it_takes or self._file.stat().st_size <= MOST_WRITTEN_ANEW:
            return compact(self._file)
        empty_log(self._file)
        return False

    def _forget_drafted(self) -> Mapping[str, int]:
        """Decisions on gaps whose drafts came to nothing: they name them by customers' words."""
        waiting = {draft.id for draft in self._drafts.drafts()}
        gone = [
            gap
            for gap, (draft, document) in self._data.drafted_documents().items()
            if draft not in waiting and not (self._documents_dir / document).is_file()
        ]
        return {"gap_decisions": self._data.forget_drafted(gone)} if gone else {}

    def _documents_of(self, traces: CustomerTraces) -> tuple[str, ...]:
        """Documents whose names say that they were made from a case of theirs, and entries of the
        trash that keep one as it was."""
        names = [f"-{case}.md" for case in traces.cases]
        if not names:
            return ()
        documents = sorted(
            path.relative_to(self._documents_dir).as_posix()
            for path in self._documents_dir.rglob("*.md")
            if path.name.endswith(tuple(names))
        )
        trash = sorted(
            f"{entry.parent.relative_to(self._var_dir).as_posix()}/"
            for entry in self._var_dir.glob("trash/*/entry.json")
            if any(name in entry.read_text(encoding="utf-8", errors="replace") for name in names)
        )
        return (*documents, *trash)

    def _left(self, customer_id: str) -> tuple[str, ...]:
        if len(customer_id) < LEAST_OF_AN_ID:
            return ()
        return tuple(
            path.relative_to(self._var_dir).as_posix()
            for path in files_with_apart(self._var_dir, (customer_id,), without=NO_DATA_OF_THEIRS)
        )
