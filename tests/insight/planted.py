"""Defects planted in knowledge bases, and look-alikes that are none: the noun and its readers.

Each case brings a few documents of its own, or edits a copy of the demo's. All cases of a base are
planted together, so that each is noise to the others. A third of them, by the hash of its id, is
closed: its figures are looked at once, at the end. ``{+30}`` in a text is the day 30 days from the
day on which the base is built.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

PlantedKind = Literal[
    "late",
    "review_due",
    "certificate_expiry",
    "duplicate",
    "contradiction",
    "drifted_translation",
    "never_answered",
    "rejected_passage",
    "unreadable",
    "dangling_link",
    "orphaned_golden",
]
_DAY = re.compile(r"\{([+-]\d+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One defect, or something that looks like it and is none."""

    id: str
    kind: PlantedKind
    is_defect: bool
    why: str
    files: Mapping[str, str] = field(default_factory=dict)
    """Below a folder of the case's own, named after its id."""
    edits: tuple[tuple[str, str, str], ...] = ()
    """Of documents of the demo: path, what stands there, what stands there then."""
    about: tuple[str, ...] = ()
    """Documents that the finding has to name; empty: any of the files or edited documents."""
    before: Mapping[str, str] = field(default_factory=dict)
    """What files said in the release before; the others were as they are."""
    new: tuple[str, ...] = ()
    """Files that the release before did not hold."""
    changed_hours_ago: Mapping[str, float] = field(default_factory=dict)
    """When the file was changed last, counted back from the publication; else 90 days."""
    waiting: Mapping[str, float] = field(default_factory=dict)
    """Files changed on the disk since the publication: how many hours ago."""
    cited: Mapping[str, int] = field(default_factory=dict)
    """How often answers cited a file in the last 90 days; else a few times."""
    judged: tuple[tuple[str, str, int, int], ...] = ()
    """File, words of a passage of it, times it was judged right, times judged wrong."""
    golden: tuple[tuple[str, str], ...] = ()
    """Places of one golden question: document (of this case, or any), text there."""
    made: Mapping[str, str] = field(default_factory=dict)
    """Files that are no text: name, and what to make (``broken pdf``, ``picture pdf`` …)."""

    @property
    def is_closed(self) -> bool:
        """Whether its figures are looked at only at the end."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0

    def path(self, name: str) -> str:
        """Where a file of the case lies below ``documents/``."""
        return f"{self.id}/{name}"

    @property
    def documents(self) -> frozenset[str]:
        """Every document that the case brings or changes."""
        own = {self.path(name) for name in (*self.files, *self.made)}
        return frozenset(own | {path for path, _, _ in self.edits})

    @property
    def expected(self) -> frozenset[str]:
        """The documents that a finding has to name."""
        if not self.about:
            return self.documents
        return frozenset(
            self.path(name) if name in self.files or name in self.made else name
            for name in self.about
        )


def dated(text: str, *, today: date) -> str:
    """The text with its days."""
    return _DAY.sub(lambda found: str(today + timedelta(days=int(found[1]))), text)


def page(title: str, body: str, **facts: str) -> str:
    """A Markdown document with facts in its front matter."""
    stated = "".join(f"{key}: {value}\n" for key, value in facts.items())
    return f"---\ntitle: {title!r}\n{stated}---\n# {title}\n\n{body.strip()}\n"
