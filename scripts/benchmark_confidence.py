"""How far confidence can be believed: on other topics, and on data that nothing was fitted on.

``python -m scripts.benchmark_confidence [SET …] [--all] [--fitted-on SET …] [--json FILE]``

Every question is judged by models that never saw it, as ``scripts/fit_confidence.py`` fits them:
cross-fitted (on half of the topics, judged on the others) and left out (on the other data sets).
Whether it is answered at the error budget is decided by thirds: fitted on one third of the topics,
the threshold certified on the second, applied to the third; for left-out data it is certified on
the other data sets. What the product made of the questions is kept (``scripts/confidence_rows.py``)
and asked again only where it may have changed.
"""

import argparse
import dataclasses
import hashlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from answer.error_budget import certify
from answer.judge import load_model
from api.provenance import version
from scripts.confidence_figures import (
    LEAST_OF_A_LANGUAGE,
    Judged,
    figures,
    read_targets,
    verdicts,
)
from scripts.confidence_pictures import Panel, reliability_picture, risk_coverage_picture
from scripts.confidence_rows import Row, collect, fingerprint_of_sources
from scripts.confidence_sets import ALL, DATASETS, SAMPLED, WHOLE, confidence_sets
from scripts.confidence_tables import print_figures, print_operating_points, print_verdicts
from scripts.corpora import is_held_back
from scripts.fit_confidence import SELF_CONTAINED, Fitted

BUDGET = 0.03
THIRDS = 3
CERTAIN = 1.01
"""A threshold that nothing reaches: the judgements certify none."""
Probabilities = NDArray[np.float64]


def cross_fitted(rows: Sequence[Row], fitted_on: Sequence[Row]) -> list[Judged]:
    """Each row judged by a model that saw nothing of its topic; answered or not by thirds."""
    probabilities = by_halves(rows, fitted_on)
    answered = np.zeros(len(rows), np.bool_)
    for third in range(THIRDS):
        model = Fitted([row for row in fitted_on if third_of(row.topic) == third])
        certifying = [row for row in fitted_on if third_of(row.topic) == (third + 1) % THIRDS]
        threshold = certified(judge(model, certifying), certifying)
        places = [n for n, row in enumerate(rows) if third_of(row.topic) == (third + 2) % THIRDS]
        chosen_rows = [rows[place] for place in places]
        answered[places] = is_answered(chosen_rows, judge(model, chosen_rows), threshold)
    return _judged(rows, probabilities, answered)


def left_out(rows: Sequence[Row], fitted_on: Sequence[Row]) -> list[Judged]:
    """Each row judged by a model, and a threshold, that saw nothing of its data set."""
    made: list[Judged] = []
    for dataset in dict.fromkeys(DATASETS[row.source] for row in rows):
        inside = [row for row in rows if DATASETS[row.source] == dataset]
        others = [row for row in fitted_on if DATASETS[row.source] != dataset]
        threshold = certified(by_halves(others, others), others)
        probabilities = judge(Fitted(others), inside)
        made += _judged(inside, probabilities, is_answered(inside, probabilities, threshold))
    return made


def by_halves(rows: Sequence[Row], fitted_on: Sequence[Row]) -> Probabilities:
    """Each row's probability from a model fitted on the other half of the topics."""
    probabilities = np.zeros(len(rows))
    for half in (True, False):
        model = Fitted([row for row in fitted_on if is_held_back(row.topic) is not half])
        chosen = [place for place, row in enumerate(rows) if is_held_back(row.topic) is half]
        probabilities[chosen] = judge(model, [rows[place] for place in chosen])
    return probabilities


def judge(model: Fitted, rows: Sequence[Row]) -> Probabilities:
    """The model's probabilities, after vetoes."""
    if not rows:
        return np.zeros(0)
    return np.minimum(model.judge(rows), [row.cap for row in rows])


def certified(probabilities: Probabilities, rows: Sequence[Row]) -> float:
    """The threshold for the budget, certified where documents say what they are about."""
    chosen = [place for place, row in enumerate(rows) if row.source in SELF_CONTAINED]
    chosen = chosen or list(range(len(rows)))
    found = certify(
        probabilities[chosen].tolist(), [rows[place].right for place in chosen], budget=BUDGET
    )
    return found.threshold if found else CERTAIN


def is_answered(
    rows: Sequence[Row], probabilities: Probabilities, threshold: float
) -> NDArray[np.bool_]:
    """Whether each row would be sent as an answer."""
    allowed = np.array([row.kind == "answer" for row in rows], np.bool_)
    return np.asarray(allowed & (probabilities >= threshold), np.bool_)


def third_of(topic: str) -> int:
    """0, 1 or 2, by the topic's hash."""
    return int(hashlib.sha1(f"third{topic}".encode()).hexdigest(), 16) % THIRDS  # noqa: S324


def panels(judged: Sequence[Judged]) -> list[Panel]:
    """All together, then every data set, then every language with enough questions."""
    names: dict[str, list[Judged]] = {"all": list(judged)}
    for one in judged:
        names.setdefault(DATASETS[one.row.source], []).append(one)
    of_language: dict[str, list[Judged]] = {}
    for one in judged:
        of_language.setdefault(one.row.language.split("-")[0], []).append(one)
    names |= {
        language: found
        for language, found in sorted(of_language.items())
        if len(found) >= LEAST_OF_A_LANGUAGE
    }
    return [
        Panel(
            title=name,
            probabilities=[one.probability for one in found],
            right=[one.row.right for one in found],
        )
        for name, found in names.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(ALL))
    parser.add_argument("--all", action="store_true", help="ask the large sets whole")
    parser.add_argument("--again", action="store_true", help="ask what is kept, too")
    parser.add_argument("--as-kept", action="store_true", help="ask nothing that is kept")
    parser.add_argument(
        "--fitted-on", nargs="+", default=ALL, metavar="SET", help="instead of the shipped ones"
    )
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--pictures", type=Path, help="draw the diagrams into this folder")
    arguments = parser.parse_args()
    names = arguments.sets or list(ALL)
    unknown = sorted({*names, *arguments.fitted_on} - set(ALL))
    if unknown:
        parser.error(f"no set {unknown[0]!r}; there are {', '.join(ALL)}")

    console = Console(highlight=False, width=max(Console().width, 170))
    started = time.perf_counter()
    sizes = WHOLE if arguments.all else SAMPLED
    wanted = dict.fromkeys((*arguments.fitted_on, *names))
    rows = collect(
        confidence_sets(wanted, sizes=sizes),
        again=arguments.again,
        as_kept=arguments.as_kept,
        say=console.print,
    )
    measured = {corpus.name for corpus in confidence_sets(names, sizes=sizes)}
    fitting = {corpus.name for corpus in confidence_sets(arguments.fitted_on, sizes=sizes)}
    if len({DATASETS[source] for source in fitting}) < 2:
        parser.error("name sets of two data sets to fit on, so that one of them can be left out")
    fitted_on = [row for row in rows if row.source in fitting]
    rows = [row for row in rows if row.source in measured]
    across, without = cross_fitted(rows, fitted_on), left_out(rows, fitted_on)
    found = [*figures(across, way="cross_fitted"), *figures(without, way="left_out")]
    judged_targets = verdicts(found, read_targets())
    about = {
        "program": version(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": load_model().data_hash,
        "sources": "as kept" if arguments.as_kept else fingerprint_of_sources(),
        "budget": BUDGET,
        "fitted_on": sorted(fitting),
        "sets": sorted(measured),
        "questions": len(rows),
        "seconds": round(time.perf_counter() - started),
    }
    console.print(
        f"{about['program']} · {about['date']} · shipped model {about['model']} · sources "
        f"{about['sources']} · {about['questions']} questions in {about['seconds']} s"
    )
    print_figures(console, found)
    print_operating_points(console, found, budget=BUDGET)
    print_verdicts(console, judged_targets)
    if arguments.json:
        report = {
            "run": about,
            "figures": [dataclasses.asdict(one) for one in found],
            "targets": [dataclasses.asdict(one) for one in judged_targets],
        }
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if arguments.pictures:
        draw(across, without, folder=arguments.pictures)


def draw(across: Sequence[Judged], without: Sequence[Judged], *, folder: Path) -> None:
    """Writes both pictures of both ways of judging."""
    folder.mkdir(parents=True, exist_ok=True)
    for way, judged in (("other topics", across), ("data left out", without)):
        name = way.replace(" ", "_")
        reliability = reliability_picture(panels(judged), title=f"Reliability, judged on {way}")
        curves = risk_coverage_picture(panels(judged), title=f"Risk and coverage, judged on {way}")
        (folder / f"reliability_{name}.svg").write_text(reliability, encoding="utf-8")
        (folder / f"risk_coverage_{name}.svg").write_text(curves, encoding="utf-8")


def _judged(
    rows: Sequence[Row], probabilities: Probabilities, answered: NDArray[np.bool_]
) -> list[Judged]:
    return [
        Judged(row=row, probability=float(probability), answered=bool(sent))
        for row, probability, sent in zip(rows, probabilities, answered, strict=True)
    ]


if __name__ == "__main__":
    main()
