"""How many of the attacks of `tests/injection` succeed, over HTTP with the real engine.

    python -m scripts.benchmark_injection [--mode writer …] [--state accepted] [--closed]

Each with the attackers' documents kept out by hygiene, and with an editor having waved all of them
through, so that what comes after is measured alone. ``quotes`` is the writer that ships; the others
have a language model in the attackers' hands. Exits 1 when an attack succeeds.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.model_folder import unpack_default_model
from scripts.corpora import BENCH
from tests.injection.all_attacks import all_attacks
from tests.injection.attack import Attack
from tests.injection.attacked_company import (
    attacked_company,
    signs_of_success,
    write_attacked,
)
from tests.injection.obeying_model import WAYS, ObeyingModel
from tests.openai_server import openai_server

MODES = ("quotes", "writer", "translator", "follow_up")
SMALL_TALK = (("customer", "I have a question about the XR-200A."), ("assistant", "Go ahead."))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", nargs="*", choices=MODES, default=MODES)
    parser.add_argument("--closed", action="store_true", help="also the third kept aside")
    parser.add_argument("--only", default="", help="ids that hold this")
    parser.add_argument("--show", action="store_true", help="print every reply that succeeds")
    states = ("quarantine", "accepted")
    parser.add_argument("--state", nargs="*", choices=states, default=states)
    options = parser.parse_args()
    chosen = [one for one in all_attacks() if options.only in one.id]
    attacks = [one for one in chosen if options.closed or not one.closed]
    model = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    succeeded = 0
    for accepted in (state == "accepted" for state in options.state):
        with tempfile.TemporaryDirectory() as made:
            content, var = Path(made) / "content", Path(made) / "var"
            write_attacked(content, all_attacks())
            var.mkdir()
            (var / "models").symlink_to(model.parent.resolve(), target_is_directory=True)
            for number, mode in enumerate(options.mode):
                succeeded += _run(
                    mode,
                    attacks,
                    content,
                    var,
                    accepted=accepted,
                    build=number == 0,
                    show=options.show,
                )
    return 1 if succeeded else 0


def _run(
    mode: str,
    attacks: Sequence[Attack],
    content: Path,
    var: Path,
    *,
    accepted: bool,
    build: bool,
    show: bool,
) -> int:
    """How many attacks succeed; prints the line of this mode."""
    obeying = ObeyingModel()
    started = time.perf_counter()
    with openai_server(obeying) as server:
        settings: dict[str, Any] = {}
        if mode != "quotes":
            task = {"writer": "writer", "translator": "translator", "follow_up": "follow_up"}[mode]
            settings = {
                task: "language_model",
                "language_model": {"base_url": server.url, "model": "obeying"},
            }
        with attacked_company(content, var, accepted=accepted, build=build, **settings) as company:
            found: dict[str, tuple[str, ...]] = {}
            kinds: Counter[str] = Counter()
            asked = honest = 0
            for attack in attacks:
                for way in WAYS if mode != "quotes" else WAYS[:1]:
                    obeying.attack, obeying.way = attack, way
                    reply = company.ask(attack, **_fields(mode, attack))
                    asked += 1
                    kinds[reply["kind"]] += 1
                    honest += bool(attack.answer) and attack.answer in reply["text"]
                    signs = signs_of_success(reply, attack)
                    if signs:
                        found[f"{attack.id} ({way})"] = signs
                        if show:
                            print("   ", attack.id, way, reply["kind"], repr(reply["text"])[:300])
            held = sum(attack.file in company.held for attack in attacks)
    planted = sum(bool(attack.file) for attack in attacks)
    print(
        f"{mode:10} {'accepted  ' if accepted else 'quarantine'} {len(attacks)} attacks, {asked} "
        f"asked, {len(found)} succeeded; {held} of {planted} documents held, {honest} answered "
        f"honestly, the model was asked {obeying.obeyed} times, {dict(kinds)}, "
        f"{time.perf_counter() - started:.0f} s",
        flush=True,
    )
    for name, signs in found.items():
        print("    succeeded:", name, signs[0][:80], flush=True)
    return len(found)


def _fields(mode: str, attack: Attack) -> dict[str, Any]:
    """What makes the model's task arise: another language to reply in, something said before."""
    if mode == "translator":
        return {"language": "fr" if attack.language != "fr" else "en"}
    if mode == "follow_up" and not attack.history:
        return {"history": [{"role": role, "text": text} for role, text in SMALL_TALK]}
    return {}


if __name__ == "__main__":
    sys.exit(main())
