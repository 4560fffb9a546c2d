"""Golden questions asked of the published release, and the report of it as JSON."""

import dataclasses
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from answer.compare import Comparison, compare, read_earlier
from answer.evaluation import Evaluation
from answer.golden import read_golden
from answer.measure import measure
from api.bootstrap import Application
from api.provenance import version
from ingest.errors import ContentError


def evaluate_golden(
    application: Application,
    file: Path | None,
    *,
    earlier: Path | None,
    progress: Callable[[int, int], None],
) -> tuple[Evaluation, Comparison | None]:
    """The evaluation, and what changed since an earlier report where one is named.

    Files are read before anything is asked. Raises ``ContentError`` naming file and line.
    """
    questions = read_golden(file or application.settings.content_dir / "golden.jsonl")
    before = read_earlier(earlier) if earlier is not None else None
    evaluation = measure(
        questions,
        engine=application.engines.engine(),
        searcher=application.searcher(),
        progress=progress,
    )
    return evaluation, compare(before, evaluation) if before is not None else None


def report_values(evaluation: Evaluation, comparison: Comparison | None) -> dict[str, Any]:
    """The report as JSON holds it; figures that the questions do not determine are null."""
    values: dict[str, Any] = {
        "program": version(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        **dataclasses.asdict(evaluation),
        "comparison": dataclasses.asdict(comparison) if comparison is not None else None,
    }
    cleaned: dict[str, Any] = _without_nan(values)
    return cleaned


def write_report(path: Path, values: dict[str, Any]) -> None:
    """Nothing; the report is in the file. Raises ``ContentError`` when it cannot be written."""
    try:
        path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ContentError(f"cannot write the report {str(path)!r}: {error.strerror}") from error


def _without_nan(value: Any) -> Any:
    """NaN is no JSON."""
    if isinstance(value, dict):
        return {name: _without_nan(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value
