"""Health: recall and precision on planted defects, and every finding in bases that nobody touched.

``python -m scripts.benchmark_health`` plants the cases of ``tests/insight`` in a copy of the demo
(two thirds of them; ``--closed`` adds the third that was not looked at while the steps were made)
and prints each case that is missed and each false alarm. ``--untouched demo`` and ``--untouched
DIR`` (a folder of documents; ``--twins en=zh_CN`` declares the same path below another folder a
translation) print every finding, to be judged by a reader. ``--scale 10000`` takes the time.
"""

import argparse
import resource
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from rich.console import Console

from answer.insight.defect import Defect, HealthReport, SourceChange
from answer.insight.examined import Examined, ReleaseBefore
from answer.insight.health import health
from answer.nearest_labels import Likeness
from index.centre import LanguageMeans, blend, centre, load_prior, measure_passages
from index.content import Content
from index.dense import build_dense, open_dense
from index.e5 import E5Embedder
from index.embedder import Embedder
from index.refresh import RefreshSettings, refresh
from index.store import ReleaseStore
from index.write_content import write_content
from ingest.scan import scan
from scripts.corpora import BENCH, PROJECT, load_model_for_benchmarks
from scripts.health_bases import Base, build_base
from scripts.scale_base import scale_base
from tests.insight.planted import Planted
from tests.insight.planted_sets import CASES

DEMO = PROJECT / "kb_content" / "documents"
console = Console(soft_wrap=True)


def likeness_of(embedder: Embedder, means: LanguageMeans) -> Likeness:
    """The centred cosine of two texts, each embedded once."""

    @cache
    def vector(text: str, language: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        rows = centre(embedder.embed_passages([text]), [language], means, role="passage")
        return np.asarray(rows[0], np.float32)

    return lambda one, other: float(vector(*one) @ vector(*other))


def report_on(base: Base, likeness: Likeness) -> HealthReport:
    """The health of a base whose cases are planted."""
    manifest = base.store.manifest(base.release)
    return health(
        Examined(
            release=base.release,
            content=Content(base.store.path(base.release)),
            dense=open_dense(base.store.path(base.release)),
            problems=manifest.problems,
            published_at=base.now,
            before=ReleaseBefore(
                cards=Content(base.store.path(base.before)).cards, published_at=base.before_at
            ),
            waiting=waiting(base),
            records=base.records,
            golden=base.golden,
            likeness=likeness,
            now=base.now,
        )
    )


def waiting(base: Base) -> tuple[SourceChange, ...]:
    """The files that were changed since the release was built."""
    cards = {card.path: card for card in Content(base.store.path(base.release)).cards}
    return tuple(
        SourceChange(
            document=file.path,
            title=cards[file.path].title,
            freshness=cards[file.path].facts.freshness,
            sha256=file.sha256,
            changed_at=datetime.fromtimestamp(file.modified_at, UTC),
            published_at=None,
        )
        for file in scan(base.documents_dir).files
        if file.path in cards and cards[file.path].sha256 != file.sha256
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found of each case, and what belongs to none."""

    of_case: Mapping[str, Sequence[Defect]]
    strange: Sequence[Defect]


def findings(report: HealthReport, cases: Sequence[Planted]) -> Findings:
    """Each finding with the planted defects that it is; else with a look-alike, else strange."""
    owners: dict[str, list[Planted]] = defaultdict(list)
    for case in cases:
        for path in case.documents:
            owners[path].append(case)
    of_golden = {case.id: case for case in cases if case.kind == "orphaned_golden"}
    found: dict[str, list[Defect]] = defaultdict(list)
    strange: list[Defect] = []
    for defect in report.defects:
        named = of_golden.get(str(defect.values.get("question_id", "")))
        touched = {case.id: case for path in defect.documents for case in owners.get(path, ())}
        matching = [named] if named else [one for one in touched.values() if is_of(defect, one)]
        planted = [case for case in matching if case.is_defect]
        for case in planted or matching[:1]:
            found[case.id].append(defect)
        if not matching:
            strange.append(defect)
    return Findings(of_case=found, strange=strange)


def judge(report: HealthReport, cases: Sequence[Planted]) -> None:
    """Recall by kind, and precision over everything that was found beside a case."""
    judged = findings(report, cases)
    found, strange = judged.of_case, judged.strange
    case_of = {path: case for case in cases for path in case.documents}
    for closed in (False, True):
        part = [case for case in cases if case.is_closed == closed]
        if not part:
            continue
        wanted = [case for case in part if case.is_defect]
        told = {case.id for case in wanted if found.get(case.id)}
        ids = {case.id for case in part}
        false_alarms = [
            (case.id, defect)
            for case in part
            if not case.is_defect
            for defect in found.get(case.id, ())
        ] + [
            ("-", defect)
            for defect in strange
            if any(path in case_of and case_of[path].id in ids for path in defect.documents)
        ]
        name = "closed" if closed else "open"
        precision = len(told) / max(1, len(told) + len(false_alarms))
        console.print(
            f"{name}: {len(wanted)} defects, {len(part) - len(wanted)} look-alikes; recall "
            f"{len(told) / len(wanted):.3f}, precision {precision:.3f}"
        )
        counts = Counter(case.kind for case in wanted)
        hits = Counter(case.kind for case in wanted if case.id in told)
        wrong = Counter(defect.kind for _, defect in false_alarms)
        for kind in sorted(counts):
            console.print(f"  {kind}: {hits[kind]} of {counts[kind]}, {wrong[kind]} false")
        for case in wanted:
            if case.id not in told:
                console.print(f"  missed: {case.id} ({case.why})", markup=False)
        for case_id, defect in false_alarms:
            console.print(f"  false alarm at {case_id}:", markup=False)
            show(defect)
    beside = [one for one in strange if not any(path in case_of for path in one.documents)]
    console.print(f"beside all cases: {len(beside)}")
    for defect in beside:
        show(defect)


def is_of(defect: Defect, case: Planted) -> bool:
    """Whether a finding is what a case has planted."""
    if defect.kind != case.kind:
        return False
    mine = case.expected & set(defect.documents)
    # of a contradiction or a copy the other side counts too, where the case names it
    return bool(mine) and (not case.about or set(defect.documents) & case.documents != set())


def show(defect: Defect) -> None:
    """A finding with its places."""
    told = ", ".join(f"{name}={value}" for name, value in defect.values.items() if value != "")
    console.print(f"    {defect.kind}/{defect.code} ({defect.severity}) {told}", markup=False)
    for place in defect.places[:4]:
        heading = " › ".join(place.heading)
        console.print(
            f"      {place.document} p{place.page or '-'} {heading!r} {place.value!r}: "
            f"{place.line[:160]}",
            markup=False,
        )


def untouched(
    documents: Path, *, twins: Sequence[Sequence[str]], embedder: Embedder, likeness: Likeness
) -> HealthReport:
    """The health of a folder of documents as it is; ``twins`` are folders, each with one of
    translations."""
    folder = BENCH / "health" / f"untouched-{crc32(str(documents).encode()):x}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(documents, folder / "documents", copy_function=shutil.copyfile)
    for original, translated in twins:
        for path in (folder / "documents" / translated).rglob("*"):
            inside = path.relative_to(folder / "documents" / translated)
            if path.is_file() and (folder / "documents" / original / inside).is_file():
                path.with_name(path.name + ".yaml").write_text(
                    f"translation_of: {original}/{inside.as_posix()}\n", encoding="utf-8"
                )
    store = ReleaseStore(folder / "releases")
    release = refresh(
        folder / "documents",
        store=store,
        cache_dir=BENCH / "cache",
        embedder=embedder,
        settings=RefreshSettings(token_vectors=False),
        progress=lambda _: None,
    ).release
    return health(
        Examined(
            release=release,
            content=Content(store.path(release)),
            dense=open_dense(store.path(release)),
            problems=store.manifest(release).problems,
            published_at=datetime.now(UTC),
            before=None,
            waiting=(),
            records=(),
            golden=(),
            likeness=likeness,
            now=datetime.now(UTC),
        )
    )


def scaled(count: int, *, embedder: E5Embedder, likeness: Likeness) -> HealthReport:
    """The health of so many chunks of the scale base: real texts and mixtures of them."""
    base = scale_base(count, embedder)
    kept = []
    chunks = 0
    for document, pieces in base.documents[::-1]:
        if chunks + len(pieces) > count:
            break
        kept.append((document, pieces))
        chunks += len(pieces)
    kept.reverse()
    folder = BENCH / "health" / "scale"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_content(folder, kept)
    languages = [chunk.language for _, pieces in kept for chunk in pieces]
    vectors = base.vectors[len(base.vectors) - chunks :]
    means = blend(load_prior(embedder.fingerprint), measure_passages(vectors, languages))
    build_dense(folder, centre(vectors, languages, means, role="passage"))
    started = time.perf_counter()
    report = health(
        Examined(
            release="scale",
            content=Content(folder),
            dense=open_dense(folder),
            problems=(),
            published_at=None,
            before=None,
            waiting=(),
            records=(),
            golden=(),
            likeness=likeness,
            now=datetime.now(UTC),
        )
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    console.print(f"{chunks} chunks in {time.perf_counter() - started:.1f} s, {memory} MiB at most")
    return report


def main() -> None:
    """Measures what is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", action="store_true", help="also the part not looked at")
    parser.add_argument("--untouched", default="", help="demo, or a folder of documents")
    parser.add_argument("--scale", type=int, default=0, help="so many chunks")
    parser.add_argument("--twins", nargs="*", default=[], help="ORIGINAL=TRANSLATED")
    asked = parser.parse_args()
    embedder = load_model_for_benchmarks(threads=1)
    likeness = likeness_of(embedder, load_prior(embedder.fingerprint))
    if asked.scale:
        report = scaled(asked.scale, embedder=embedder, likeness=likeness)
    elif asked.untouched:
        documents = DEMO if asked.untouched == "demo" else Path(asked.untouched)
        report = untouched(
            documents,
            twins=[one.split("=", 1) for one in asked.twins],
            embedder=embedder,
            likeness=likeness,
        )
        for defect in report.defects:
            show(defect)
    else:
        cases = [case for case in CASES if asked.closed or not case.is_closed]
        base = build_base(
            BENCH / "health" / "planted",
            noise=DEMO,
            cases=cases,
            embedder=embedder,
            cache_dir=BENCH / "cache",
        )
        started = time.perf_counter()
        report = report_on(base, likeness)
        judge(report, cases)
        console.print(f"in {time.perf_counter() - started:.1f} s")
    console.print(
        f"{report.documents} documents, {report.chunks} chunks, {len(report.defects)} findings: "
        f"{dict(Counter(one.kind for one in report.defects))}; seconds {dict(report.seconds)}"
    )


if __name__ == "__main__":
    main()
