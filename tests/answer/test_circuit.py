"""When a service that keeps failing is asked again, and that processes find it out together."""

import os
import subprocess
import sys
from pathlib import Path

from answer.circuit import LONGEST_PROBE_SECONDS, Circuit

PROGRAM = """
import os, sys
from pathlib import Path
from api.settings import Settings
from api.writing import Writing
from api.writing_settings import LanguageModelSetting
from ingest.errors import WritingFailed

limits = {"retries": 0, "failures_to_open": 3}
setting = LanguageModelSetting(base_url="http://127.0.0.1:9/v1", model="small", **limits)
settings = Settings(var_dir=Path(sys.argv[1]), language_model=setting, writer="language_model")
writing = Writing(settings)
print(writing.status().circuit)
for _ in range(2):
    child = os.fork()
    if child == 0:
        model = writing.language_model()
        for number in range(2):
            try:
                model.complete("Say it.", str(number), seconds=5)
            except WritingFailed as error:
                sys.stdout.write(error.reason + "\\n")
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
status = writing.status()
print(status.circuit, status.usage[0].failures)
"""


class Clock:
    """Shows what a test sets, from 0 on."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def a_circuit(clock: Clock) -> Circuit:
    return Circuit(failures_to_open=3, open_seconds=10, clock=clock)


def in_a_child(circuit: Circuit, *, admits: bool = True, succeeds: bool = False) -> None:
    """A call that another process makes."""
    child = os.fork()
    if child == 0:
        was_admitted = circuit.admits()
        if was_admitted:
            circuit.succeeded() if succeeds else circuit.failed()
        os._exit(0 if was_admitted == admits else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_what_processes_find_out_holds_for_all() -> None:
    clock = Clock()
    circuit = a_circuit(clock)
    in_a_child(circuit)
    in_a_child(circuit)
    states = [circuit.state]
    assert circuit.admits()
    circuit.failed()
    states.append(circuit.state)
    in_a_child(circuit, admits=False)
    clock.at = 10.0
    states.append(circuit.state)
    # the probe of another fails, and one later succeeds
    in_a_child(circuit)
    states.append(circuit.state)
    clock.at = 20.0
    in_a_child(circuit, succeeds=True)
    states.append(circuit.state)
    assert states == ["closed", "open", "half_open", "open", "closed"]
    in_a_child(circuit)
    circuit.succeeded()
    in_a_child(circuit)
    in_a_child(circuit)
    assert circuit.state == "closed", "not three in a row"


def test_one_process_probes_and_one_that_died_over_it_holds_nobody_up_for_long() -> None:
    clock = Clock()
    circuit = a_circuit(clock)
    for _ in range(3):
        circuit.failed()
    clock.at = 10.0
    child = os.fork()
    if child == 0:
        os._exit(0 if circuit.admits() else 1)  # and never says how it ended
    assert os.waitpid(child, 0)[1] == 0
    assert circuit.state == "half_open"
    assert not circuit.admits()
    clock.at = 10.0 + LONGEST_PROBE_SECONDS
    assert circuit.admits()
    assert not circuit.admits()
    circuit.succeeded()
    assert circuit.admits()


def test_a_server_tells_the_circuit_of_all_its_workers(tmp_path: Path) -> None:
    """``/readyz`` gives what ``status`` tells, in whichever worker it is asked."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.split()
    assert told[0] == "closed"
    assert told[1:5] == ["unreachable"] * 3 + ["circuit_open"]
    assert told[5:] == ["open", "3"]
