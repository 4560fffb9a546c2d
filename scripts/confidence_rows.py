"""What the product makes of every question of the sets, kept until what decides it changes.

A set is asked again only when its questions or documents, the model, or the sources that search,
draft and signals come from are others than before: comments, wording and the confidence model do
not count, since probabilities are worked out from the signals whenever rows are read.
"""

import ast
import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.decide import decide
from answer.engine import AnswerEngine, EngineSettings
from answer.examination import Examination
from answer.judge import ConfidenceModel
from answer.locale.phrases import load_phrases
from answer.question import Question
from answer.reply import Citation, Signal
from answer.signals import NAMES
from index.closeness import Closeness
from index.embedder import Embedder
from index.passage import Passage, SearchQuery
from index.refresh import RefreshSettings
from index.search import Searcher
from scripts.corpora import (
    BENCH,
    PROJECT,
    Asked,
    Corpus,
    build,
    letters,
    load_model_for_benchmarks,
    question_language,
)

ROWS = BENCH / "confidence"
BEGINNINGS = ("answer.engine", "index.refresh", "ingest.sandbox_worker")
"""What these import, and that in turn, decides a row."""
WORDING = (
    *("answer.judge", "answer.recalibration", "answer.budgets"),
    *("answer.localize", "answer.locale.phrases", "answer.phrase_reply", "answer.explain_reply"),
    *("answer.caveats", "answer.scope", "answer.courtesies", "answer.topic", "answer.topic_words"),
    *("answer.notices", "answer.reply_for_market", "answer.put_in_words"),
    *(f"answer.locale.{name}" for name in ("bidi", "fill", "manner", "message", "names")),
    *("answer.explain", "answer.explanation_words", "answer.signal_words", "answer.what_if"),
)
"""Imported by them, but deciding neither signals nor vetoes."""
DATA = ("index/data", "answer/data")
NOT_DATA = ("confidence.json",)
SURE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One judged draft."""

    source: str
    group: str
    topic: str
    language: str
    right: bool
    """The draft's quotes come from a document that answers and, where the set gives the text that
    answers, hold it."""
    answerable: bool
    signals: dict[str, float]
    id: str = ""
    kind: str = "answer"
    """What would be decided if the confidence were enough: what is left are the vetoes."""
    reason: str = ""
    """Why it would be handed over all the same."""
    cap: float = SURE
    """The highest confidence a veto leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the product decides on a row with a given model."""

    confidence: float
    """After vetoes."""
    kind: str
    reason: str


def verdict(row: Row, *, model: ConfidenceModel, threshold: float) -> Verdict:
    """The reply's kind with this model: vetoes first, then the threshold."""
    found = [Signal(name=name, value=value) for name, value in row.signals.items()]
    value = model.probability(found, language=row.language)
    if row.kind == "answer" and value < threshold:
        return Verdict(confidence=value, kind="handoff", reason="low_confidence")
    return Verdict(confidence=min(value, row.cap), kind=row.kind, reason=row.reason)


class OwnBaseSearcher(Searcher):
    """A searcher that sees only the documents of the question at hand, as if they were all.

    What a release knows of words (how rare they are) and of identifiers stays that of the whole
    set; with the prior's means of languages nothing else is taken from the other documents.
    """

    base: frozenset[str] = frozenset()
    """Set before each question; empty: every document."""

    def search(self, query: SearchQuery) -> tuple[Passage, ...]:
        """As ``Searcher.search``, within the base."""
        filters = dataclasses.replace(query.filters, documents=self.base)
        return super().search(dataclasses.replace(query, filters=filters))

    def closeness(self, query: SearchQuery, passages: Sequence[Passage]) -> Closeness:
        """As ``Searcher.closeness``, of a base of so many documents."""
        found = super().closeness(query, passages)
        return dataclasses.replace(found, base=len(self.base)) if self.base else found


def collect(
    sets: Iterable[Corpus],
    *,
    kept_in: Path = ROWS,
    below: Path = BENCH,
    embedder: Callable[[], Embedder] = load_model_for_benchmarks,
    again: bool = False,
    as_kept: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> list[Row]:
    """The rows of the sets, in order; asks what is not kept, and says how long that took.

    With ``again`` it asks what is kept too; with ``as_kept`` it takes what is kept, whatever has
    changed since, which is good enough to try a model out and not to report its figures.
    """
    code = fingerprint_of_sources()
    loaded: Embedder | None = None
    rows: list[Row] = []
    for corpus in sets:
        wanted = fingerprint_of(corpus, code=code)
        path = kept_in / f"{corpus.name}.json"
        found = None if again else _read(path, "" if as_kept else wanted)
        if found is None:
            began = time.perf_counter()
            loaded = loaded or embedder()
            found = ask(corpus, loaded, below=below)
            _write(path, wanted, found)
            right = sum(row.right for row in found) / max(1, len(found))
            say(
                f"{corpus.name}: {len(found)} questions, {right:.2f} right, "
                f"{time.perf_counter() - began:.0f} s"
            )
        rows.extend(found)
    return rows


def ask(corpus: Corpus, embedder: Embedder, *, below: Path = BENCH) -> list[Row]:
    """The rows of one set, asked now."""
    searcher = build(corpus, embedder, release_settings(corpus), below=below)
    own_base = OwnBaseSearcher(searcher.release, embedder)
    engine = AnswerEngine(
        searcher=lambda: own_base,
        model=undecided(),
        phrases=load_phrases(),
        settings=EngineSettings(),
    )
    rows: list[Row] = []
    for asked in corpus.questions:
        own_base.base = asked.base
        found = engine.examine(
            Question(id=asked.id, question=asked.question, language=question_language(asked))
        )
        rows.append(row_of(corpus.name, asked, found))
    return rows


def undecided() -> ConfidenceModel:
    """A model that holds every draft for even: rows come before any model of their signals."""
    return ConfidenceModel(
        intercept=0.0,
        coefficients={},
        thresholds=(),
        data_hash="",
        means=dict.fromkeys(NAMES, 0.0),
    )


def release_settings(corpus: Corpus) -> RefreshSettings:
    """Prior means only where a question's own documents are the whole base."""
    return RefreshSettings(
        keep_releases=1, own_means=not any(asked.base for asked in corpus.questions)
    )


def row_of(source: str, asked: Asked, found: Examination) -> Row:
    """What came back, beside what the set says answers."""
    decision = decide(
        found.prepared,
        found.evidence,
        found.draft,
        dataclasses.replace(found.confidence, value=SURE),
        fidelity_failed=False,
    )
    citations = [
        citation for statement in found.draft.statements for citation in statement.citations
    ]
    return Row(
        source=source,
        group=asked.group,
        topic=asked.topic,
        language=asked.language,
        right=is_right(asked, citations),
        answerable=bool(asked.gold),
        signals={signal.name: signal.value for signal in found.confidence.signals},
        id=asked.id,
        kind=decision.kind,
        reason=decision.reason or "",
        cap=decision.confidence_cap,
    )


def is_right(asked: Asked, citations: Sequence[Citation]) -> bool:
    """Whether a quote is from a document that answers and, where the set gives the text that
    answers, the quotes from such documents hold it, whatever the case and the spacing."""
    # in the document's order: an answer may go on in what was quoted first
    quotes = [
        f"{citation.table_header} {citation.quote}"
        for citation in sorted(citations, key=lambda one: (one.document, one.start))
        if citation.document in asked.gold
    ]
    if not asked.answers:
        return bool(quotes)
    quoted = letters(" ".join(quotes))
    return any(letters(answer) in quoted for answer in asked.answers if letters(answer))


def fingerprint_of(corpus: Corpus, *, code: str) -> str:
    """Changes with the documents, the questions, the release's settings and the sources."""
    digest = hashlib.sha256(f"{code} {release_settings(corpus).fingerprint}".encode())
    digest.update(json.dumps(sorted(corpus.documents.items())).encode())
    for asked in corpus.questions:
        said = (asked.id, asked.question, asked.language, asked.topic, asked.group, asked.answers)
        digest.update(json.dumps([said, sorted(asked.gold), sorted(asked.base)]).encode())
    return digest.hexdigest()[:16]


def fingerprint_of_sources() -> str:
    """Of the sources and data that decide a row, without comments and docstrings."""
    digest = hashlib.sha256()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        digest.update(ast.dump(_without_docstrings(tree)).encode())
    for folder in DATA:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and path.name not in NOT_DATA and path.suffix not in (".py", ".pyc"):
                digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def sources(beginnings: Sequence[str] = BEGINNINGS) -> tuple[Path, ...]:
    """The project's files that the beginnings import, directly or not, ordered by path."""
    waiting, found = list(beginnings), set[Path]()
    while waiting:
        name = waiting.pop()
        path = PROJECT / f"{name.replace('.', '/')}.py"
        if path in found or not path.is_file() or name in WORDING:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting.append(node.module)
                waiting.extend(f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(sorted(found))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                one
                for one in body
                if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            ]
    return tree


def _read(path: Path, fingerprint: str) -> list[Row] | None:
    """The rows kept with this fingerprint; without one, whatever is kept."""
    if not path.is_file():
        return None
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if fingerprint and values["fingerprint"] != fingerprint:
        return None
    return [Row(**one) for one in values["rows"]]


def _write(path: Path, fingerprint: str, rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {"fingerprint": fingerprint, "rows": [dataclasses.asdict(row) for row in rows]}
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(values), encoding="utf-8")
    aside.replace(path)
