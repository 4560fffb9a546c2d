"""Who may do what, what was done, and what the law asks for: put together over the database."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from answer.desk.database import DeskDatabase
from api.access.identify import Access
from api.access.keys import Keys
from api.access.opening import OpenAccess, admit_first, open_access
from api.access.people_store import PeopleStore
from api.audit_trail import AuditTrail
from api.desking import DeskServices
from api.editing import Editing
from api.erasing import CustomerFile
from api.open_audit import audit_key, open_audit_trail
from api.open_erasing import open_customer_file
from api.people_services import PeopleServices, first_link, issuer_of, open_people
from api.retaining import Retaining
from api.settings import Settings
from index.store import ReleaseStore


def open_database(settings: Settings) -> DeskDatabase:
    """The operational store, of whoever calls. Raises ``DeskUnavailable`` or ``StorageFull``."""
    return DeskDatabase(settings.database_file, audit_key=audit_key(settings))


class Administration:
    """Keys, people, the audit, customers' files and retention, each made when first asked for.

    Each raises as ``open_database`` does.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        database: Callable[[], DeskDatabase],
        store: ReleaseStore,
        editing: Callable[[], Editing],
        desk: Callable[[], DeskServices],
        usage_dir: Path,
    ) -> None:
        """``usage_dir`` is where the usage of language models is written down."""
        self._settings = settings
        self._database = database
        self._store = store
        self._editing = editing
        self._desk = desk
        self._usage_dir = usage_dir

    @cached_property
    def keys(self) -> Keys:
        """The keys of programs."""
        return Keys(self._database(), issuer=issuer_of(self._settings))

    @property
    def access(self) -> Access:
        """How callers are told apart."""
        return replace(self._opened_access.access, by_session=self.people.at_console.caller)

    @cached_property
    def people(self) -> PeopleServices:
        """Who signs in to the console."""
        return open_people(
            self._database(),
            settings=self._settings,
            keys=self.keys,
            by_key=self._opened_access.ring.caller,
        )

    def admit_first(self) -> str:
        """The first admin key's text, at the first start. Raises ``SettingsInvalid`` where others
        can reach the server and nobody could administer it."""
        # of its own, and closed again: processes that are forked from here open theirs
        with open_database(self._settings) as database:
            return admit_first(
                Keys(database), settings=self._settings, has_person=PeopleStore(database).has_admin
            )

    def first_sign_in(self, base: str) -> str:
        """A link that signs the first person in, where nobody could; else empty."""
        with open_database(self._settings) as database:
            return first_link(database, settings=self._settings, base=base)

    @cached_property
    def audit_trail(self) -> AuditTrail:
        """What was done, for the audit."""
        return open_audit_trail(
            self._settings,
            database=self._database(),
            file=self._settings.database_file,
            publications=self._store.publications,
            pruned=self._store.pruned,
            releases=self._store.releases,
            manifest=self._store.manifest,
            editing=self._editing(),
        )

    @cached_property
    def customers(self) -> CustomerFile:
        """Everything about one customer, told or erased. Raises as the desk does, too."""
        return open_customer_file(
            self._database(),
            file=self._settings.database_file,
            desk=self._desk,
            releases=lambda: [self._store.path(one) for one in self._store.releases()],
            documents_dir=self._settings.documents_dir,
            var_dir=self._settings.var_dir,
            trail=self.audit_trail,
        )

    @cached_property
    def retaining(self) -> Retaining:
        """What was kept long enough."""
        return Retaining(
            self._database(),
            rules=self._settings.retention,
            trash_days=self._settings.trash_days,
            file=self._settings.database_file,
            folder=lambda: self._editing().folder,
            usage_dir=self._usage_dir,
        )

    def close(self) -> None:
        """Waits for what is being written; to be called before the database is closed."""
        if "audit_trail" in self.__dict__:
            self.audit_trail.close()
        if "_opened_access" in self.__dict__:
            self._opened_access.close()

    @cached_property
    def _opened_access(self) -> OpenAccess:
        return open_access(self._database(), self.keys, settings=self._settings)
