"""Read every file of a folder of hostile files in the sandbox; report outcomes, time and memory.

    python -m scripts.check_nasty FOLDER [--json FILE]

Exits 1 when a file crashed the reading process, ran over the limits, or gave an untyped error.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from ingest.document import RawDocument
from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.media_type import PICTURES
from ingest.sandbox import Sandbox
from ingest.scan import scan


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = scan(options.folder)
    rows: list[dict[str, object]] = [
        {"path": problem.path, "outcome": "refused at scan", "reason": problem.reason}
        for problem in found.problems
    ]
    peak = 0
    with Sandbox() as sandbox:
        for source in found.files:
            if source.media_type in PICTURES:
                continue
            data = (options.folder / source.path).read_bytes()
            start = time.perf_counter()
            row: dict[str, object] = {"path": source.path}
            try:
                raw = sandbox.read(data, media_type=source.media_type)
            except FileUnreadable as error:
                row |= {"outcome": type(error).__name__, "reason": str(error)}
            else:
                row |= {"outcome": "read", **_figures(raw)}
            row["seconds"] = round(time.perf_counter() - start, 2)
            row["peak_mib"] = sandbox.peak_bytes() // 2**20
            peak = max(peak, sandbox.peak_bytes())
            rows.append(row)
    crashed = [row for row in rows if "crashed" in str(row.get("reason", ""))]
    heavy = [row for row in rows if row["outcome"] == FileTooHeavy.__name__]
    for row in rows:
        if row["outcome"] != "read" or float(str(row["seconds"])) > 1:
            print(row["path"], row["outcome"], row.get("seconds"), row.get("reason"))
    print(Counter(str(row["outcome"]) for row in rows), file=sys.stderr)
    print(
        f"{len(rows)} files, {len(crashed)} crashed the process, {len(heavy)} over a limit, "
        f"peak {peak / 2**20:.0f} MiB, ignored {len(found.ignored)}",
        file=sys.stderr,
    )
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if crashed or peak > 2**30 else 0


def _figures(raw: RawDocument) -> dict[str, object]:
    return {
        "blocks": len(raw.blocks),
        "characters": sum(len(block.text) for block in raw.blocks),
        "warnings": list(raw.warnings),
    }


if __name__ == "__main__":
    sys.exit(main())
