"""Tradewind beside its peers: same chunks, same e5 weights, one machine, one command.

``make peers`` once, then
``python -m scripts.benchmark_peers [--sets SET …] [--only SYSTEM …] [--again] [--report]``

Every (set, system) is a process of its own on two cores. A result is kept until what it was
measured on changes (the chunks, the questions, the peers' versions and code; for Tradewind its own
code), so an interrupted run goes on where it stopped, and after a change of the ranking the same
command measures Tradewind alone again. Writes ``.bench/peers/peers.json`` and ``peers.md``.
"""

import argparse
import dataclasses
import hashlib
import json
import platform
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from index.model_folder import unpack_default_model
from scripts.corpora import (
    BENCH,
    PROJECT,
    Asked,
    Corpus,
    build,
    corpora,
    is_held_back,
    load_model_for_benchmarks,
)
from scripts.peer_process import FOLDER, PEERS_PYTHON, code_fingerprint, is_current, run
from scripts.peer_table import (
    OURS,
    TITLES,
    Cost,
    Measured,
    cost_table,
    difference_table,
    measured,
    quality_table,
    rank_of_gold,
    verdict,
)
from scripts.peer_tradewind import chunks_of
from scripts.peer_trial import CHUNKS_FILE, QUESTIONS_FILE, read_lines

SETS = ("faq_en", "faq_zh", "faq_mixed", "rustdesk", "qgc", "emanual", "xquad_pool", "cmrc")
SYSTEMS = ("tradewind", "bm25s", "bm25s-bigrams", "e5", "txtai", "haystack", "hybrid")
QUESTIONS_AT_MOST = 700
"""Of a larger set every n-th is asked, so that a whole run takes well under an hour."""
SPLIT_UP_TO_GROUPS = 4
"""A set with more groups (a dozen languages) is reported as a whole."""


def export(corpus: Corpus, folder: Path, *, questions_at_most: int) -> None:
    """Writes the chunks of Tradewind's release and the questions."""
    chunks = chunks_of(build(corpus, load_model_for_benchmarks()))
    asked = thinned([one for one in corpus.questions if one.gold], questions_at_most)
    folder.mkdir(parents=True, exist_ok=True)
    for file, rows in (
        (CHUNKS_FILE, [dataclasses.asdict(chunk) for chunk in chunks]),
        (QUESTIONS_FILE, [question_row(one) for one in asked]),
    ):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / file).write_text(text, encoding="utf-8")


def exported(folder: Path) -> str:
    """Fingerprint of what was exported; results measured on something else do not count."""
    digest = hashlib.sha256()
    for file in (CHUNKS_FILE, QUESTIONS_FILE):
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()[:16]


def question_row(asked: Asked) -> dict[str, Any]:
    """What is exported of a question."""
    return {
        "id": asked.id,
        "text": asked.question,
        "group": asked.group,
        "gold": sorted(asked.gold),
    }


def thinned(asked: Sequence[Asked], at_most: int) -> list[Asked]:
    """Every n-th of each group, in their order, so that about ``at_most`` are left."""
    step = max(1, -(-len(asked) // at_most))
    seen: Counter[str] = Counter()
    kept = []
    for one in asked:
        if seen[one.group] % step == 0:
            kept.append(one)
        seen[one.group] += 1
    return kept


def report(sets: Iterable[str], *, held_back: bool) -> tuple[str, dict[str, Any]]:
    """Markdown and JSON of every kept result of these sets.

    ``held_back`` counts only questions on topics that nothing of Tradewind's was fitted on.
    """
    rows: list[Measured] = []
    trials: list[dict[str, Any]] = []
    for set_name in sets:
        kept = [FOLDER / set_name / f"{system}.json" for system in SYSTEMS]
        found = [json.loads(path.read_text(encoding="utf-8")) for path in kept if path.is_file()]
        same = exported(FOLDER / set_name) if found else ""
        here = [trial for trial in found if trial["made_of"].startswith(same)]
        if here:
            rows += _measured(set_name, here, held_back=held_back)
            trials += here
    costs = _costs(trials)
    versions: dict[str, str] = {}
    for trial in trials:
        versions |= trial["versions"]
    figures = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "held_back_topics_alone": held_back,
        "machine": f"{platform.machine()}, Python {platform.python_version()}, 2 cores",
        "versions": dict(sorted(versions.items())),
        "settings": {trial["system"]: trial["settings"] for trial in trials},
        "quality": [dataclasses.asdict(row) for row in rows],
        "cost": [dataclasses.asdict(cost) for cost in costs],
        "trials": [
            {name: value for name, value in trial.items() if name not in ("rows", "settings")}
            for trial in trials
        ],
    }
    named = ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))
    sections = [
        "MRR@10 [95 %], by document; the best of a line in bold:",
        quality_table(rows),
        "Recall@10 [95 %]:",
        quality_table(rows, recall=True),
        "Tradewind's MRR@10 less the peer's, paired [95 %]; losses in bold:",
        difference_table(rows),
        verdict(rows),
        "Two threads on two cores, a process of its own each; over the sets that all have:",
        cost_table(costs),
        _loads(trials),
        f"Commit {figures['commit']}; {named}.",
    ]
    return "\n\n".join(section for section in sections if section) + "\n", figures


def _measured(
    set_name: str, trials: Sequence[dict[str, Any]], *, held_back: bool
) -> list[Measured]:
    questions = read_lines(FOLDER / set_name / QUESTIONS_FILE)
    if held_back:
        (corpus,) = corpora([set_name])
        counted = {one.id for one in corpus.questions if is_held_back(one.topic)}
        questions = [question for question in questions if question["id"] in counted]
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for question in questions:
        groups[question["group"]].append(question)
    if len(groups) > SPLIT_UP_TO_GROUPS:
        groups = defaultdict(list, {set_name: questions})
    found = {name: row["documents"] for trial in trials for name, row in trial["rows"].items()}
    return [
        row
        for group, asked in sorted(groups.items())
        for row in measured(
            group if len(groups) == 1 or " " in group else f"faq {group}",
            {
                name: [rank_of_gold(found[name][one["id"]], one["gold"]) for one in asked]
                for name in TITLES
                if name in found and all(one["id"] in found[name] for one in asked)
            },
        )
    ]


def _loads(trials: Sequence[dict[str, Any]]) -> str:
    loads = [trial["load_average"] for trial in trials]
    if not loads:
        return ""
    return (
        f"Load average of the machine when a trial ended: median {np.median(loads):.1f}, at most "
        f"{max(loads):.1f}; a trial alone makes at most 2, and above that the times are disturbed."
    )


def _costs(trials: Sequence[dict[str, Any]]) -> list[Cost]:
    """Over the sets that every system was measured on; over what there is where there is none."""
    sets_of: dict[str, set[str]] = defaultdict(set)
    for trial in trials:
        sets_of[trial["system"]].add(trial["set"])
    shared = set.intersection(*sets_of.values()) if sets_of else set()
    by_row: dict[str, list[tuple[dict[str, Any], list[float]]]] = defaultdict(list)
    for trial in trials:
        for name, row in trial["rows"].items():
            if trial["set"] in shared or not shared:
                by_row[name].append((trial, row["milliseconds"]))
    costs = []
    for name, pairs in by_row.items():
        milliseconds = np.concatenate([times for _, times in pairs])
        costs.append(
            Cost(
                system=name,
                sets=len(pairs),
                chunks=sum(trial["chunks"] for trial, _ in pairs),
                load_seconds=float(np.median([trial["load_seconds"] for trial, _ in pairs])),
                index_seconds=sum(trial["index_seconds"] for trial, _ in pairs),
                p50_milliseconds=float(np.percentile(milliseconds, 50)),
                p95_milliseconds=float(np.percentile(milliseconds, 95)),
                peak_mib=max(trial["peak_mib"] for trial, _ in pairs),
            )
        )
    return costs


def _commit() -> str:
    """The checked-out commit, with a mark where the product's files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return described.stdout.strip() or "unknown"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--only", nargs="+", choices=SYSTEMS, default=SYSTEMS, metavar="SYSTEM")
    parser.add_argument("--again", action="store_true", help="also what is measured already")
    parser.add_argument("--report", action="store_true", help="measure nothing, show what is kept")
    parser.add_argument("--held-back", action="store_true", help="count unfitted topics alone")
    parser.add_argument("--questions", type=int, default=QUESTIONS_AT_MOST)
    arguments = parser.parse_args()
    problems: list[str] = []
    if not arguments.report:
        if not PEERS_PYTHON.is_file() and set(arguments.only) != {OURS}:
            raise SystemExit("the peers are not installed; run 'make peers'")
        model = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
        for set_name, corpus in zip(arguments.sets, corpora(arguments.sets), strict=True):
            export(corpus, FOLDER / set_name, questions_at_most=arguments.questions)
            for system in arguments.only:
                made_of = f"{exported(FOLDER / set_name)} {code_fingerprint(system)}"
                if arguments.again or not is_current(system, set_name, made_of=made_of):
                    print(f"{set_name}: {system} …", flush=True)
                    if problem := run(system, set_name, made_of=made_of, model=model):
                        problems.append(f"{set_name}: {system} gave no result: {problem}")
    text, figures = report(arguments.sets, held_back=arguments.held_back)
    (FOLDER / "peers.md").write_text(text, encoding="utf-8")
    (FOLDER / "peers.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(text)
    if problems:
        raise SystemExit("\n".join(problems))


if __name__ == "__main__":
    main()
