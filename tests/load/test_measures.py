"""What Prometheus is told: over all processes, of nobody, and to those who may read figures."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.access.caller import Caller, Scope
from api.access.identify import Access
from api.app import create_app
from tests.everyone import EVERYONE
from tests.fakes import fake_services

COUNTING = """
import sys, time
from pathlib import Path
from api.measures import Measures, share_measures
folder, number, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
share_measures(folder, number)
measures = Measures(folder)
for _ in range(count):
    measures.request("POST", "/v1/answers", 200, 0.07, "")
measures.now(connected=count, answering=1, waiting=0)
print("counted", flush=True)
time.sleep(60)
"""
ADDED_UP = """
import sys
from pathlib import Path
from prometheus_client import CollectorRegistry
from api.measures import Measures, share_measures
folder = Path(sys.argv[1])
share_measures(folder, 9)
print(Measures(folder).text(CollectorRegistry()).decode())
"""


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_and_replies_are_counted_by_our_own_words_alone(tmp_path: Path) -> None:
    with TestClient(
        create_app(fake_services(tmp_path), access=EVERYONE), base_url="http://127.0.0.1"
    ) as client:
        for number in range(3):
            client.post("/v1/answers", json={"question": f"secret {number} volts"})
            client.get(f"/secret/{number}")
            client.request(f"SECRET{number}", "/v1/answers")
        text = client.get("/metrics").text
    assert "secret" not in text.lower()
    found = samples(text)
    assert found["tradewind_requests_total", ("POST", "/v1/answers", "200")] == 3
    assert found["tradewind_requests_total", ("GET", "-", "404")] == 3
    assert found["tradewind_request_seconds_count", ("/v1/answers",)] == 6
    assert (
        sum(value for (name, _), value in found.items() if name == "tradewind_replies_total") == 3
    )
    assert found["tradewind_build", ("idle",)] == 1
    assert found["tradewind_release_age_seconds", ()] > 0


@pytest.mark.parametrize(
    ("scope", "status"),
    [("chatbot", 403), ("agent", 403), ("editor", 200), ("lead", 200), ("admin", 200)],
)
def test_who_reads_figures_reads_them(tmp_path: Path, scope: Scope, status: int) -> None:
    caller = Caller(kind="key", id="k", scopes=frozenset({scope}))
    app = create_app(fake_services(tmp_path), access=Access(unknown=caller))
    client = TestClient(app, base_url="http://127.0.0.1")
    assert client.get("/metrics").status_code == status


def test_processes_count_together_and_one_that_is_killed_takes_nothing_with_it(
    tmp_path: Path,
) -> None:
    def counting(number: int, count: int) -> subprocess.Popen[str]:
        one = subprocess.Popen(
            [sys.executable, "-c", COUNTING, str(tmp_path), str(number), str(count)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert one.stdout is not None
        assert one.stdout.readline() == "counted\n"
        return one

    running = [counting(0, 5), counting(1, 7)]
    running[0].send_signal(signal.SIGKILL)
    running[0].wait(10)
    # whoever has its number next goes on in its files
    running.append(counting(0, 4))
    shown = subprocess.run(
        [sys.executable, "-c", ADDED_UP, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout
    for one in running:
        one.kill()
        one.communicate()
    found = samples(shown)
    assert found["tradewind_requests_total", ("POST", "/v1/answers", "200")] == 16
    assert found["tradewind_request_seconds_count", ("/v1/answers",)] == 16
    assert found["tradewind_requests_now", ("connected",)] == 11
    assert len(list(tmp_path.glob("counter_*.db"))) == 2
