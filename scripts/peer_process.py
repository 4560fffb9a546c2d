"""A trial in a process of its own: started, watched for memory, and its result kept.

A kept result says what it was measured on; one that was measured on something else is stale.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scripts.corpora import BENCH, PROJECT
from scripts.peer_table import OURS
from scripts.peer_trial import environment

FOLDER = BENCH / "peers"
PEERS_PYTHON = PROJECT / ".venv-peers" / "bin" / "python"
SECONDS_AT_MOST = 1800.0
SECONDS_BETWEEN_LOOKS = 0.05


def code_fingerprint(system: str) -> str:
    """Changes with what a system's figures depend on, apart from chunks and questions."""
    scripts = PROJECT / "scripts"
    if system == OURS:
        files = [
            path
            for folder in ("ingest", "index", "answer")
            for path in sorted((PROJECT / folder).rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        ]
        files += [scripts / "peer_tradewind.py"]
    else:
        files = [PROJECT / "constraints-peers.txt", scripts / "peer_systems.py"]
    digest = hashlib.sha256()
    for path in [*files, scripts / "peer_trial.py"]:
        digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def is_current(system: str, set_name: str, *, made_of: str) -> bool:
    """Whether the kept result was measured on what stands here now."""
    path = FOLDER / set_name / f"{system}.json"
    return path.is_file() and json.loads(path.read_text()).get("made_of") == made_of


def run(system: str, set_name: str, *, made_of: str, model: Path) -> str:
    """Measures one system on one set in its own process and keeps the result.

    What went wrong, or nothing: one system that fails does not stop the others.
    """
    trial = FOLDER / set_name
    work = trial / f"{system}.work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    output = trial / f"{system}.json"
    output.unlink(missing_ok=True)
    module = "scripts.peer_tradewind" if system == OURS else "scripts.peer_systems"
    python = Path(sys.executable) if system == OURS else PEERS_PYTHON
    command = [
        *(str(python), "-m", module, "--system", system, "--trial", str(trial)),
        *("--model", str(model), "--work", str(work), "--output", str(output)),
    ]
    started = datetime.now(UTC).isoformat(timespec="seconds")
    with (trial / f"{system}.log").open("w") as log:
        peak = _peak_of(command, log_to=log.fileno())
    shutil.rmtree(work, ignore_errors=True)
    if not output.is_file():
        said = (trial / f"{system}.log").read_text(errors="replace").strip()
        return said[-2000:] or f"it was ended after {SECONDS_AT_MOST:.0f} s"
    result = json.loads(output.read_text(encoding="utf-8"))
    result |= {
        "system": system,
        "set": set_name,
        "made_of": made_of,
        "started": started,
        "peak_mib": round(max(peak, result["peak_mib"]), 1),
    }
    output.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    return ""


def _peak_of(command: Sequence[str], *, log_to: int) -> float:
    """Runs it to its end; the most memory that it and its children held together, in MiB."""
    peak = 0.0
    ends = time.monotonic() + SECONDS_AT_MOST
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment(), stdout=log_to, stderr=log_to
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_resident_mib, _family(process.pid))))
            if time.monotonic() > ends:
                process.kill()
            time.sleep(SECONDS_BETWEEN_LOOKS)
    return peak


def _family(process: int) -> list[int]:
    """A process and all its descendants."""
    found = [process]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found.extend(map(int, children.read_text().split()))
            except OSError:
                continue  # it has ended meanwhile
    return found


def _resident_mib(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(next(found, "0")) / 1024
