"""Knowledge bases with the planted cases: a content folder, two releases, a log, as days go by."""

import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from docx import Document as WordDocument
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from answer.golden import Gold, GoldenQuestion
from answer.insight.question_record import QuestionRecord, Verdict
from answer.question import Question
from index.content import Content
from index.embedder import Embedder
from index.refresh import RefreshSettings, refresh
from index.store import ReleaseStore
from tests.insight.planted import Planted, dated

DAYS_BETWEEN_RELEASES = 60
DAYS_UNCHANGED = 200
"""How long ago everything was changed last that no case tells of."""
CITED_OTHERWISE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A published release over its content folder, and what customers asked."""

    documents_dir: Path
    store: ReleaseStore
    release: str
    before: str
    """The release that was live until then."""
    before_at: datetime
    records: tuple[QuestionRecord, ...]
    golden: tuple[GoldenQuestion, ...]
    now: datetime


def build_base(
    folder: Path,
    *,
    noise: Path | Mapping[str, str],
    cases: Sequence[Planted],
    embedder: Embedder,
    cache_dir: Path,
) -> Base:
    """The base with all cases planted, in an empty folder.

    ``noise`` is a folder of documents to copy, or documents by path. The release before is
    published as if 60 days ago.
    """
    documents = folder / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    if isinstance(noise, Path):
        shutil.copytree(noise, documents)
    else:
        _write(documents, noise)
    today = datetime.now(UTC).date()
    for case in cases:
        _plant(documents, case, today=today, before=True)
    store = ReleaseStore(folder / "releases")
    first = _build(documents, store, cache_dir=cache_dir, embedder=embedder)
    for case in cases:
        _plant(documents, case, today=today, before=False)
    started = time.time()
    _set_times(documents, cases, started)
    release = _build(documents, store, cache_dir=cache_dir, embedder=embedder)
    for case in cases:
        for name, hours in case.waiting.items():
            path = documents / case.path(name)
            path.write_text(path.read_text(encoding="utf-8") + "\nA new last line.\n", "utf-8")
            os.utime(path, (started - 3600 * hours,) * 2)
    content = Content(store.path(release))
    now = datetime.now(UTC)
    return Base(
        documents_dir=documents,
        store=store,
        release=release,
        before=first,
        before_at=now - timedelta(days=DAYS_BETWEEN_RELEASES),
        records=tuple(_records(content, cases, now=now)),
        golden=tuple(_golden(cases)),
        now=now,
    )


def _plant(documents: Path, case: Planted, *, today: date, before: bool) -> None:
    for name, text in case.files.items():
        if before and name in case.new:
            continue
        told = case.before.get(name, text) if before else text
        _write(documents, {case.path(name): dated(told, today=today)})
    if before:
        return
    for path, old, new in case.edits:
        target = documents / path
        text = target.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{case.id}: {old!r} does not stand once in {path!r}")
        target.write_text(text.replace(old, new), encoding="utf-8")
    for name, what in case.made.items():
        target = documents / case.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_made(what))


def _write(documents: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        target = documents / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _set_times(documents: Path, cases: Iterable[Planted], started: float) -> None:
    for path in documents.rglob("*"):
        if path.is_file():
            os.utime(path, (started - 86_400 * DAYS_UNCHANGED,) * 2)
    for case in cases:
        for name, hours in case.changed_hours_ago.items():
            os.utime(documents / case.path(name), (started - 3600 * hours,) * 2)


def _build(documents: Path, store: ReleaseStore, *, cache_dir: Path, embedder: Embedder) -> str:
    return refresh(
        documents,
        store=store,
        cache_dir=cache_dir,
        embedder=embedder,
        settings=RefreshSettings(token_vectors=False),
        progress=lambda _: None,
    ).release


def _records(
    content: Content, cases: Sequence[Planted], *, now: datetime
) -> Iterable[QuestionRecord]:
    """Each document cited as often as its case says, else a few times; and what agents judged."""
    cited = {case.path(name): count for case in cases for name, count in case.cited.items()}
    at = now - timedelta(days=20)
    number = 0
    for card in content.cards:
        for _ in range(cited.get(card.path, CITED_OTHERWISE)):
            number += 1
            yield _record(number, at, card.path, "")
    for case in cases:
        for name, words, right, wrong in case.judged:
            document = content.document(case.path(name))
            if document is None:
                raise ValueError(f"{case.id}: {name!r} is not in the release")
            # where the words are gone, they were cited from the text before
            start = max(document.text.find(words), 0)
            place = f"{document.path}#{start}-{start + len(words)}"
            for verdict, count in (("right", right), ("wrong", wrong)):
                for _ in range(count):
                    number += 1
                    yield _record(number, at, place, "wrong" if verdict == "wrong" else "right")


def _record(number: int, at: datetime, place: str, verdict: Verdict) -> QuestionRecord:
    return QuestionRecord(
        id=f"r{number}",
        at=at,
        question="How is it done?",
        language="en",
        kind="answer",
        confidence=0.9,
        release="",
        documents=(place.rpartition("#")[0] or place,),
        passages=(place,) if "#" in place else (),
        verdict=verdict,
    )


def _golden(cases: Sequence[Planted]) -> Iterable[GoldenQuestion]:
    for case in cases:
        if case.kind != "orphaned_golden":
            continue
        yield GoldenQuestion(
            question=Question(id=case.id, question="How is it done?"),
            answerable=bool(case.golden),
            gold=tuple(
                Gold(document=case.path(name) if name in case.files else name, page=None, text=text)
                for name, text in case.golden
            ),
        )


def _made(what: str) -> bytes:
    """A file that is no text."""
    match what:
        case "broken pdf":
            return _pdf("A page that is cut short.")[:200]
        case "locked pdf":
            writer = PdfWriter()
            writer.append(PdfReader(BytesIO(_pdf("A page behind a password."))))
            writer.encrypt("secret", algorithm="RC4-128")
            locked = BytesIO()
            writer.write(locked)
            return locked.getvalue()
        case "picture pdf":
            return _pdf("")
        case "half picture pdf":
            return _pdf("Turn the wheel to the left until it stops.", "")
        case "text pdf":
            return _pdf("Turn the wheel to the right until it stops.")
        case "broken docx":
            return b"This is no Word file."
        case "empty docx":
            empty = BytesIO()
            WordDocument().save(empty)
            return empty.getvalue()
        case text:
            return text.encode()


def _pdf(*pages: str) -> bytes:
    """One page for each text; without one, a page with a drawing alone."""
    written = BytesIO()
    canvas = Canvas(written, invariant=True)
    for text in pages:
        if text:
            canvas.drawString(72, 720, text)
        else:
            for line in range(40):
                canvas.rect(72 + 5 * line, 300 + 3 * line, 200, 150)
        canvas.showPage()
    canvas.save()
    return written.getvalue()
