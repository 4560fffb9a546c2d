"""Run pip and show on one moving line what it is at.

    python scripts/install.py ARGUMENT…

The arguments are ``pip install``'s. Needs nothing but Python, because nothing is installed yet.
When pip fails its last lines are shown, with what usually helps.
"""

import re
import subprocess
import sys
import time
from collections import deque

_STEP = re.compile(r"(Collecting|Downloading|Building|Preparing|Installing)\b.*")
LINE_CHARACTERS = 72
SECONDS_BETWEEN_LINES = 15.0
"""Where the output is a file, one line this often instead of a moving one."""
TAIL_LINES = 15


def main() -> int:
    """pip's exit code."""
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    started = shown_at = time.monotonic()
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    on_terminal = sys.stdout.isatty()
    with subprocess.Popen(
        [*command, "--progress-bar", "off", *sys.argv[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            tail.append(line.rstrip())
            step = _STEP.search(line)
            now = time.monotonic()
            if step is None or (not on_terminal and now - shown_at < SECONDS_BETWEEN_LINES):
                continue
            shown_at = now
            text = f"  {now - started:4.0f} s  {_shortened(step.group())}"
            print(f"\r\x1b[2K{text}" if on_terminal else text, end="" if on_terminal else "\n")
            sys.stdout.flush()
    if on_terminal:
        print("\r\x1b[2K", end="")
    if pip.returncode:
        print("\n".join(tail))
        print("The packages could not be installed: see above. Check the network or pip's index.")
    return pip.returncode


def _shortened(step: str) -> str:
    """Without the addresses and hashes that pip appends."""
    words = step.split(" (")[0].split(" --")[0]
    if words.startswith("Installing collected"):
        words = "Installing the packages"
    if words.startswith("Downloading"):
        words = "Downloading " + words.split("/")[-1].removeprefix("Downloading ")
    return words[:LINE_CHARACTERS]


if __name__ == "__main__":
    sys.exit(main())
