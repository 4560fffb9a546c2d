"""Whom a case may be given to: those who can work on cases, by the names they work under."""

from dataclasses import dataclass
from difflib import get_close_matches

from answer.desk.case_store import CaseStore
from api.access.keys import Keys
from api.access.person import name_key
from api.access.rights import DESK
from api.people_services import PeopleServices
from ingest.errors import DeskInvalid

TOLD = 8
"""Names in one refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues:
    """People and programs of one desk; where nobody signs in, every name passes."""

    people: PeopleServices | None
    keys: Keys | None
    cases: CaseStore

    def names(self) -> tuple[str, ...]:
        """Active people and keys in force that may work on cases, and agents whom a program acts
        for: they have a case and took a step with it. Empty where nobody signs in."""
        if self.people is None or not self.people.people.is_anybody_active():
            return ()
        people = self.people.people.people()
        found = {
            name_key(one.name): one.name
            for one in people
            if one.is_active and DESK.scopes & set(one.roles)
        }
        removed = {name_key(one.name) for one in people} - found.keys()
        now = self.keys.now() if self.keys else None
        programs = [
            key.name
            for key in (self.keys.listed() if self.keys else ())
            if now and key.state(now) == "active" and DESK.allows(key.caller)
        ]
        for name in (*programs, *self.cases.agents_at_work()):
            # who lost the right to work on cases is not let in again by a case they still have
            if name_key(name) not in removed:
                found.setdefault(name_key(name), name)
        return tuple(sorted(found.values(), key=name_key))

    def named(self, said: str, *, agent: str) -> str:
        """The name as the team writes it, whatever its case, width and spaces; ``agent``, who
        gives the case, may always take it. Raises ``DeskInvalid`` where nobody is called so."""
        known = {name_key(name): name for name in self.names()}
        wanted = name_key(said)
        if not known or not wanted:
            return said
        if wanted == name_key(agent):
            return agent
        if wanted in known:
            return known[wanted]
        near = get_close_matches(wanted, known, n=TOLD, cutoff=0.5)
        told = list(dict.fromkeys((*near, *known)))
        names = ", ".join(repr(known[one]) for one in told[:TOLD])
        more = f" and {len(told) - TOLD} more" if len(told) > TOLD else ""
        raise DeskInvalid(
            f"to_agent: nobody who works on cases is called {said[:100]!r}; give it to one of "
            f"{names}{more}, or to a team, or add them: 'tradewind people add'"
        )
