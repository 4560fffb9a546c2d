"""Facts of one document for an editor: what is stated where, and how a change is written."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from api.document_listing import stated_now
from ingest.document_names import SIDECAR_ENDINGS
from ingest.edit import Edit
from ingest.edit_documents import DocumentFolder
from ingest.edit_facts import OwnFacts, plan_facts, with_facts, without_paths
from ingest.errors import DocumentConflict, DocumentRefused, FactsRefused
from ingest.facts import KEYS
from ingest.facts_result import FactValue, StatedFacts
from ingest.front_matter import front_matter_of, with_front_matter
from ingest.media_type import MARKDOWN

NEW_SIDECAR = ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFacts:
    """What writing facts would change: bytes of files by name, and what then holds."""

    files: tuple[tuple[str, bytes], ...]
    facts: StatedFacts


class FactsEditor:
    """Reads and writes facts below one documents folder."""

    def __init__(self, folder: DocumentFolder) -> None:
        self._folder = folder
        self._documents_dir = folder.documents_dir

    def facts(self, path: str, media_type: str) -> StatedFacts:
        """What is stated about a document now."""
        return stated_now(self._documents_dir, path, media_type)

    def plan(self, path: str, media_type: str, wanted: Mapping[str, FactValue]) -> PlannedFacts:
        """How the document's own files would state ``wanted`` and nothing else that is known.

        Raises ``FactsRefused`` where a build would not take that, and ``DocumentRefused`` where a
        file cannot be edited.
        """
        data = self._front_matter_file(path, media_type)
        own = self._own(path, data)
        texts = plan_facts(own, wanted, keys=KEYS, new=path + NEW_SIDECAR)
        then = stated_now(self._documents_dir, path, media_type, instead=texts)
        if then.result is None:
            raise _refused(then)
        files = []
        for name, text in texts.items():
            if name == path and data is not None:
                files.append((name, with_front_matter(data, text)))
            else:
                files.append((name, text.encode("utf-8")))
        return PlannedFacts(files=tuple(files), facts=then)

    def write(
        self,
        path: str,
        media_type: str,
        wanted: Mapping[str, FactValue],
        *,
        seen: str,
        by: str,
    ) -> Edit | None:
        """Makes the document state ``wanted``; ``seen`` is the version of its facts, or ``*``.

        None where it states that already. Raises as ``plan`` does, and ``DocumentChanged``.
        """
        known = self.facts(path, media_type).version
        planned = self.plan(path, media_type, wanted)
        if not planned.files and seen in (known, "*"):
            return None
        return self._folder.write(
            path,
            planned.files,
            by=by,
            unchanged=lambda: (
                seen in (known, "*") and self.facts(path, media_type).version == known
            ),
        )

    def new_sidecar(self, path: str, wanted: Mapping[str, FactValue]) -> bytes:
        """The sidecar of a document that is not there yet. Raises ``FactsRefused``."""
        text = with_facts("", wanted)
        then = stated_now(self._documents_dir, path, "", instead={path + NEW_SIDECAR: text})
        if then.result is None:
            raise _refused(then)
        return text.encode("utf-8")

    def moved(self, path: str, to: str, media_type: str) -> bytes | None:
        """The sidecar with which the document means at ``to`` what it means at ``path``.

        None where the files it has will do. Folders state facts too: a document that leaves an
        internal one has to stay internal.
        """
        now = self.facts(path, media_type)
        if now.result is None:
            raise _refused(now)
        data = self._front_matter_file(path, media_type)
        own = self._own(path, data)
        sidecars = [one for one in own if one.is_sidecar]
        moved = {to + one.name[len(path) :]: one.text for one in sidecars}
        front = next((one.text for one in own if not one.is_sidecar), "")
        then = stated_now(
            self._documents_dir, to, "", instead={**moved, **({to: front} if front else {})}
        )
        before = {one.key: one.value for one in now.stated if one.holds and one.value is not None}
        after = {one.key: one.value for one in then.stated if one.holds and one.value is not None}
        if before == after:
            return None
        wanted = {
            key: before.get(key)
            for key in KEYS
            if before.get(key) != after.get(key) and not _stated_in(front, key)
        }
        text = ""
        for sidecar in sidecars:  # of two, the stronger one is written over the weaker
            text = sidecar.text if not text else with_facts(text, _values_of(now, sidecar.name))
        return with_facts(text, wanted).encode("utf-8")

    def mended(self, name: str, path: str, to: str) -> tuple[str, str, bytes]:
        """A file that refers to ``path`` made to refer to ``to``: name, sha256 now, new bytes."""
        data = (self._documents_dir / name).read_bytes()
        if name.endswith(SIDECAR_ENDINGS):
            new = without_paths(_decoded(name, data), path, to).encode("utf-8")
        else:
            front = front_matter_of(data)
            if front is None or not front.is_unicode:
                raise DocumentConflict(f"{name!r} cannot be mended; edit its front matter by hand")
            new = with_front_matter(data, without_paths(front.text, path, to))
        return name, hashlib.sha256(data).hexdigest(), new

    def _front_matter_file(self, path: str, media_type: str) -> bytes | None:
        if media_type != MARKDOWN:
            return None
        data = (self._documents_dir / path).read_bytes()
        return data if front_matter_of(data) is not None else None

    def _own(self, path: str, data: bytes | None) -> list[OwnFacts]:
        found = []
        for ending in SIDECAR_ENDINGS:
            name = path + ending
            location = self._documents_dir / name
            if location.is_symlink():
                raise DocumentConflict(f"{name!r} is a link; edit the file that it leads to")
            if location.is_file():
                text = _decoded(name, location.read_bytes())
                found.append(OwnFacts(name=name, text=text, is_sidecar=True))
        front = front_matter_of(data) if data is not None else None
        if front is not None:
            if not front.is_unicode:
                raise DocumentRefused(f"the front matter of {path!r} is not UTF-8; save it so")
            found.append(OwnFacts(name=path, text=front.text, is_sidecar=False))
        return found


def _refused(stated: StatedFacts) -> FactsRefused:
    return FactsRefused(
        "; ".join(map(str, stated.problems)),
        fields=[(problem.key, problem.message) for problem in stated.problems],
    )


def _stated_in(text: str, key: str) -> bool:
    return any(line.startswith(f"{key}:") for line in text.split("\n"))


def _values_of(stated: StatedFacts, name: str) -> dict[str, FactValue]:
    return {one.key: one.value for one in stated.stated if one.name == name}


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentRefused(f"{name!r} is not UTF-8; save it as UTF-8") from error
