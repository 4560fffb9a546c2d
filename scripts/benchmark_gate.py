"""Seconds that the golden gate takes on a content folder: nothing kept, and the live side kept.

Builds the content twice, the second time with one sentence more in one document, and judges the
second against the first.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from answer.gate_report import GateReport
from api.bootstrap import Application
from api.settings import Settings


def main() -> None:
    """Prints a line for each way of asking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=Path("kb_content"))
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    parser.add_argument("--cache", type=Path, help="The cache folder of an earlier build.")
    parser.add_argument("--document", default="policies/privacy.md", help="The one to change.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content, var = Path(folder) / "content", Path(folder) / "var"
        shutil.copytree(arguments.content, content)
        var.mkdir()
        (var / "models").symlink_to(arguments.models.resolve(), target_is_directory=True)
        if arguments.cache is not None:
            shutil.copytree(arguments.cache, var / "cache")
        application = Application(Settings(content_dir=content, var_dir=var))
        application.reindex()
        changed = content / "documents" / arguments.document
        with changed.open("a", encoding="utf-8") as file:
            file.write("\n\nThis paragraph was added to see what it changes.\n")
        candidate = application.releasing.build().release
        started = time.perf_counter()
        application.gating.difference(candidate)
        print(f"comparison   {time.perf_counter() - started:6.2f} s")
        _judged(application, candidate, "nothing kept")
        _judged(application, candidate, "report kept")
        with changed.open("a", encoding="utf-8") as file:
            file.write("\nAnd this one too.\n")
        _judged(application, application.releasing.build().release, "live kept")
        application.close()


def _judged(application: Application, release: str, name: str) -> GateReport:
    started, used = time.perf_counter(), time.process_time()
    report = application.gating.judge(release)
    print(
        f"{name:12} {time.perf_counter() - started:6.2f} s, {time.process_time() - used:.1f} s of "
        f"processor; {report.golden_questions} questions, {report.line}",
        flush=True,
    )
    return report


if __name__ == "__main__":
    main()
