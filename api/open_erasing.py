"""What the law asks for on one customer's behalf, put together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from answer.desk.database import DeskDatabase
from api.audit_trail import AuditTrail
from api.cases_of_erased import CasesOfErased
from api.desking import DeskServices
from api.erasing import CustomerFile


def open_customer_file(
    database: DeskDatabase,
    *,
    file: Path,
    desk: Callable[[], DeskServices],
    releases: Callable[[], Sequence[Path]],
    documents_dir: Path,
    var_dir: Path,
    trail: AuditTrail,
) -> CustomerFile:
    """Everything about one customer, told or taken away; ``file`` is the database's."""
    return CustomerFile(
        database,
        file=file,
        drafts=desk().desk.drafts,
        releases=releases,
        documents_dir=documents_dir,
        var_dir=var_dir,
        trail=trail,
        open_cases=CasesOfErased(desk()),
    )
