"""What is in order and what is not, each with what to do about it."""

import shutil
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from answer.desk.database import DeskDatabase
from answer.desk.open_hours import closed_stretches
from answer.desk.overdue import overdue
from answer.desk.risk_weights import load_risk_weights
from answer.desk.service import LEVELS, ServiceBook
from answer.locale.market import MarketBook
from answer.risk import RiskBook
from answer.usage import read_ledger
from api.access.key_store import KeyStore
from api.access.keys_health import keys_health
from api.bootstrap import Application
from api.desk_health import desk_health
from api.private_folder import is_open_to_others
from ingest.errors import KbError
from ingest.scan import scan

FREE_BYTES = 1_000_000_000
CHECKED_WITHIN = timedelta(days=365)
"""Laws change: a notice is compared with its source once a year."""
PROBE = "Write only the word OK."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    severity: Literal["ok", "warning", "error"]
    subject: str
    text: str


def examine(application: Application) -> tuple[Finding, ...]:
    """Findings in the order in which a person would mend them."""
    return (
        _content(application.documents_dir),
        _markets(application),
        _terms(application),
        _service(application),
        _desk(application),
        _keys(application),
        _risks(application),
        _disk(application.settings.var_dir),
        _privacy(application.settings.var_dir),
        _model(application),
        _reranker(application),
        _release(application),
        _confidence(application),
        _writing(application),
        _ocr(),
    )


def _content(documents_dir: Path) -> Finding:
    try:
        found = scan(documents_dir)
    except KbError as error:
        return Finding(severity="error", subject="content", text=str(error))
    if found.problems:
        listed = "; ".join(f"{problem.path}: {problem.reason}" for problem in found.problems[:5])
        return Finding(
            severity="warning",
            subject="content",
            text=f"{len(found.files)} files, {len(found.problems)} left out ({listed})",
        )
    return Finding(severity="ok", subject="content", text=f"{len(found.files)} files")


def _keys(application: Application) -> Finding:
    path = application.settings.database_file
    if not path.is_file():
        return Finding(severity="ok", subject="keys", text="none yet; the first start makes one")
    try:
        with DeskDatabase(path) as database:
            health = keys_health(KeyStore(database).keys(), now=datetime.now(UTC))
    except KbError as error:
        return Finding(severity="error", subject="keys", text=str(error))
    return Finding(severity="ok" if health.is_well else "warning", subject="keys", text=health.text)


def _terms(application: Application) -> Finding:
    try:
        concepts = application.engines.terms.concepts
    except KbError as error:
        return Finding(severity="error", subject="terms", text=str(error))
    return Finding(severity="ok", subject="terms", text=f"{len(concepts)} concepts")


def _markets(application: Application) -> Finding:
    try:
        markets = application.engines.markets
    except KbError as error:
        return Finding(severity="error", subject="markets", text=str(error))
    return markets_on(markets, day=datetime.now(UTC).date())


def markets_on(markets: MarketBook, *, day: date) -> Finding:
    """How far the notices of the markets can be relied on, on a day."""
    notices = {
        (notice.holds_in, notice.key): notice
        for market in markets.markets.values()
        for notice in market.notices
    }
    open_ones = [notice for notice in notices.values() if not notice.confirmed]
    text = f"{len(markets.described)} markets, {len(notices)} notices"
    if open_ones:
        text += (
            f", {len(open_ones)} of them not yet confirmed by their owners "
            f"({', '.join(sorted({notice.owner for notice in open_ones}))}); set 'confirmed: true' "
            f"in the content folder's markets.yaml"
        )
    long_ago = day - CHECKED_WITHIN
    stale = [notice for notice in notices.values() if notice.checked < long_ago]
    if stale:
        listed = ", ".join(f"{one.holds_in}.{one.key} ({one.owner})" for one in stale[:5])
        return Finding(
            severity="warning",
            subject="markets",
            text=f"{text}; {len(stale)} not compared with their source for over a year: {listed}",
        )
    return Finding(severity="ok", subject="markets", text=text)


def _desk(application: Application) -> Finding:
    health = desk_health(application.settings.database_file, now=datetime.now(UTC))
    return Finding(severity=health.severity, subject="desk", text=health.text)


def _service(application: Application) -> Finding:
    try:
        books = application.engines.desk_books
    except KbError as error:
        return Finding(severity="error", subject="service", text=str(error))
    today = datetime.now(UTC).date()
    return service_on(books.service, known_classes=books.risks.classes, day=today)


def service_on(book: ServiceBook, *, known_classes: Collection[str], day: date) -> Finding:
    """Whether somebody is there for every case, in the week that begins on a day."""
    in_queue = tuple(team for team in book.teams if not team.is_only_by_name)
    text = f"{len(book.tiers)} tiers, {len(book.teams)} teams"
    problems = [
        f"no team takes {level}, so one of a lower level gets it; give a team 'levels: [{level}]'"
        for level in LEVELS
        if not any(level in team.levels for team in in_queue)
    ]
    alerts = book.alerts
    strange = sorted({*alerts.by_class, *alerts.unwatched} - {*known_classes}) if alerts else []
    if strange:
        problems.append(
            f"alerts name {', '.join(map(repr, strange))}, which risks.yaml does not have"
        )
    if problems:
        return Finding(severity="warning", subject="service", text="; ".join([text, *problems]))
    # public holidays come and go: the ordinary week is looked at
    first = tuple(replace(team, country="") for team in in_queue if "L1" in team.levels)
    begins = datetime.combine(day, datetime.min.time(), UTC)
    ends = begins + timedelta(days=7)
    away = list(closed_stretches(first, begins, ends))
    if away:
        hours = sum((until - since for since, until in away), timedelta()) / timedelta(hours=1)
        listed = ", ".join(f"{since:%a %H:%M} to {until:%a %H:%M}" for since, until in away[:7])
        text += f"; no L1 team is open for {hours:g} of 168 hours a week (UTC: {listed})"
    return Finding(severity="ok", subject="service", text=text)


def _risks(application: Application) -> Finding:
    try:
        books = application.engines.desk_books
    except KbError as error:
        return Finding(severity="error", subject="risks", text=str(error))
    found = risks_on(books.risks, day=datetime.now(UTC).date())
    try:
        embedder = application.models.embedder()
    except KbError:
        return found  # the finding on the model says so
    if load_risk_weights(embedder.fingerprint) is not None:
        return found
    return replace(
        found,
        severity="warning" if found.severity == "ok" else found.severity,
        text=f"{found.text}; no weights were fitted for {embedder.name}: keywords and your own "
        f"examples alone tell risks, so add examples to risks.yaml or use the shipped model",
    )


def risks_on(book: RiskBook, *, day: date) -> Finding:
    """Which keywords somebody should have looked at again, on a day."""
    text = f"{len(book.classes)} classes, {len(book.keywords)} keywords"
    late = overdue(book.keywords, day)
    if not late:
        return Finding(severity="ok", subject="risks", text=text)
    owners = Counter(keyword.owner for keyword in late)
    listed = ", ".join(f"{owner} {count}" for owner, count in owners.most_common())
    first = late[0]
    return Finding(
        severity="warning",
        subject="risks",
        text=(
            f"{text}; {len(late)} keywords are overdue for review ({listed}), the first since "
            f"{first.next_review}: {first.term!r} in {first.place}; review them and set "
            f"'next_review' in the content folder's keywords.csv"
        ),
    )


def _disk(var_dir: Path) -> Finding:
    folder = next(path for path in (var_dir, *var_dir.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free for {str(var_dir)!r}"
    if free < FREE_BYTES:
        return Finding(severity="warning", subject="disk", text=f"{text}; a build needs about 1 GB")
    return Finding(severity="ok", subject="disk", text=text)


def _privacy(var_dir: Path) -> Finding:
    if is_open_to_others(var_dir):
        return Finding(
            severity="warning",
            subject="privacy",
            text=(
                f"everybody on this machine may enter {str(var_dir)!r}, where internal documents "
                f"and customers' words lie; run 'chmod o-rwx' on it"
            ),
        )
    return Finding(severity="ok", subject="privacy", text=f"{str(var_dir)!r} is not for everybody")


def _model(application: Application) -> Finding:
    try:
        embedder = application.models.embedder()
        vector = embedder.embed_questions(["hello"])
    except KbError as error:
        return Finding(severity="error", subject="model", text=str(error))
    return Finding(
        severity="ok",
        subject="model",
        text=f"{embedder.name} ({vector.shape[1]} dimensions, {embedder.fingerprint})",
    )


def _reranker(application: Application) -> Finding:
    try:
        cross_encoder = application.models.cross_encoder()
    except KbError as error:
        return Finding(severity="error", subject="reranker", text=str(error))
    if cross_encoder:
        return Finding(severity="ok", subject="reranker", text=cross_encoder.name)
    settings = application.settings
    if settings.token_vectors and not settings.model:
        return Finding(severity="ok", subject="reranker", text="the one that comes with Tradewind")
    cause = f"the model {settings.model!r} tells no" if settings.model else "the setting keeps no"
    return Finding(
        severity="warning",
        subject="reranker",
        text=f"none: {cause} vectors of tokens; name a cross-encoder in the setting 'reranker'",
    )


def _release(application: Application) -> Finding:
    store = application.store
    release = store.current()
    if not release:
        return Finding(
            severity="error", subject="release", text="none published yet; run 'tradewind reindex'"
        )
    try:
        # opened only when every file is as its checksum says
        standing = application.searcher.standing()
    except KbError as error:
        return Finding(severity="error", subject="release", text=str(error))
    manifest = standing.manifest
    if standing.problem:
        return Finding(
            severity="error",
            subject="release",
            text=f"{standing.problem}; {manifest.release} answers in its place",
        )
    languages = ", ".join(f"{count.language} {count.chunks}" for count in manifest.languages)
    text = (
        f"{release}: {manifest.documents} documents, {manifest.chunks} passages ({languages}), "
        f"built {manifest.built_at}"
    )
    if manifest.model != application.settings.model:
        return Finding(
            severity="warning",
            subject="release",
            text=f"{text}; it answers by {manifest.embedder}, with which it was built, until "
            f"'tradewind reindex' builds one with the model of the settings",
        )
    failed = [problem for problem in manifest.problems if problem.severity != "warning"]
    if failed:
        listed = "; ".join(f"{problem.path}: {problem.reason}" for problem in failed[:5])
        return Finding(
            severity="warning", subject="release", text=f"{text}; {len(failed)} left out: {listed}"
        )
    return Finding(severity="ok", subject="release", text=text)


def _confidence(application: Application) -> Finding:
    status, judged_by = application.engines.calibration.status(), application.engines.judged_by()
    threshold = (
        f"threshold {judged_by.threshold:.3f} for at most {judged_by.max_wrong_share:.1%} wrong "
        f"({judged_by.threshold_source})"
    )
    if status.problem:
        return Finding(severity="warning", subject="confidence", text=status.problem)
    calibration = status.calibration
    if calibration is None:
        text = f"the shipped model, {threshold}; 'tradewind calibrate' fits it to your questions"
        return Finding(severity="ok", subject="confidence", text=text)
    text = (
        f"calibration {calibration.id} on {calibration.fit.drafts} judgements, "
        f"{calibration.made_at}, {threshold}"
    )
    try:
        manifest = application.searcher.standing().manifest
    except KbError:
        manifest = None  # the release's own line says why
    if manifest is not None and manifest.fingerprint != calibration.fingerprint:
        return Finding(
            severity="warning",
            subject="confidence",
            text=f"{text}; the release was built by another embedding model since: run "
            f"'tradewind calibrate' again",
        )
    return Finding(severity="ok", subject="confidence", text=text)


def _writing(application: Application) -> Finding:
    """Asks the model for one word: a look outside this machine, only where it is configured."""
    writing = application.engines.writing
    rewrites = application.settings.follow_up == "language_model"
    if not (writing.is_configured or rewrites):
        return Finding(severity="ok", subject="writing", text="replies are quotes")
    status, told = writing.status(), []
    try:
        if firefox := writing.firefox():
            pairs = ", ".join(sorted(f"{source}→{target}" for source, target in firefox.pairs))
            told.append(f"{firefox.name} translates {pairs}")
        if model := writing.language_model():
            started = time.perf_counter()
            model.complete(PROBE, "{}", seconds=application.settings.max_writing_seconds)
            what = " and ".join(
                [
                    *(["writes"] if status.writer else []),
                    *(["translates"] if not firefox and status.translator else []),
                    *(["rewrites follow-ups"] if rewrites else []),
                ]
            )
            told.append(f"{model.name} {what}, answers in {time.perf_counter() - started:.1f} s")
    except KbError as error:
        return Finding(severity="error", subject="writing", text=f"{error}; replies are quotes")
    told += [
        f"this month {used.calls} calls of {used.model}, {used.failures} failed, "
        f"{used.tokens_in:,} tokens in, {used.tokens_out:,} out"
        for used in read_ledger(writing.ledger)
    ]
    return Finding(severity="ok", subject="writing", text="; ".join(told))


def _ocr() -> Finding:
    if shutil.which("tesseract") is None:
        return Finding(
            severity="warning",
            subject="scanned pages",
            text="tesseract is not installed, so scanned pages and pictures are not read",
        )
    return Finding(severity="ok", subject="scanned pages", text="read by tesseract")
