"""The comparison with peers: what a trial measures, what the table says, what is installed."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from api.bootstrap import Application
from scripts.benchmark_peers import thinned
from scripts.corpora import Asked
from scripts.peer_systems import words_and_bigrams
from scripts.peer_table import (
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
from scripts.peer_trial import (
    Answer,
    PeerChunk,
    PeerQuestion,
    by_best_chunk,
    environment,
    measure,
)

PROJECT = Path(__file__).resolve().parent.parent
CHUNKS = (
    PeerChunk(id="1", document="pump.md", text="how to clean the pump"),
    PeerChunk(id="2", document="pump.md", text="the pump and its filter"),
    PeerChunk(id="3", document="lamp.md", text="the lamp in the hall"),
)
QUESTIONS = (
    PeerQuestion(id="a", text="clean the pump"),
    PeerQuestion(id="b", text="hall lamp"),
)


class SharedWords:
    """A search system small enough to see through: chunks by how many words they share."""

    settings: Mapping[str, object] = {"tokens": "words"}
    libraries: Sequence[str] = ("numpy",)

    def __init__(self) -> None:
        self._chunks: Sequence[PeerChunk] = ()

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        self._chunks = chunks

    def answers(self) -> Mapping[str, Answer]:
        return {"words": self._ask, "backwards": lambda question: self._ask(question)[::-1]}

    def _ask(self, question: str) -> list[str]:
        wanted = set(question.split())
        ranked = sorted(self._chunks, key=lambda chunk: -len(wanted & set(chunk.text.split())))
        return [chunk.document for chunk in ranked]


def test_a_trial_keeps_documents_by_their_best_chunk_for_every_row() -> None:
    result = measure(SharedWords, CHUNKS, QUESTIONS)
    assert result["rows"]["words"]["documents"] == {
        "a": ["pump.md", "lamp.md"],
        "b": ["lamp.md", "pump.md"],
    }
    assert result["rows"]["backwards"]["documents"]["a"] == ["lamp.md", "pump.md"]
    assert [len(row["milliseconds"]) for row in result["rows"].values()] == [2, 2]
    assert result["chunks"] == 3
    assert result["versions"].keys() == {"numpy"}
    json.dumps(result)


def test_a_document_counts_once_and_ten_are_kept() -> None:
    assert by_best_chunk(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
    assert len(by_best_chunk(map(str, range(40)))) == 10


def test_a_trial_reaches_no_network(tmp_path: Path) -> None:
    program = """
import socket
from scripts.peer_trial import run_trial

class Curious:
    settings, libraries = {}, ()
    def index(self, chunks):
        for reach in (
            lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
            lambda: socket.getaddrinfo("example.org", 443),
        ):
            try:
                reach()
            except PermissionError as error:
                assert "no network" in str(error)
            else:
                raise SystemExit("reached")
    def answers(self):
        return {"curious": lambda question: ["a.md"]}

run_trial(lambda arguments: Curious())
"""
    (tmp_path / "chunks.jsonl").write_text('{"id": "1", "document": "a.md", "text": "x"}\n')
    (tmp_path / "questions.jsonl").write_text('{"id": "q", "text": "x", "gold": ["a.md"]}\n')
    output = tmp_path / "curious.json"
    where = ["--trial", tmp_path, "--model", tmp_path, "--work", tmp_path, "--output", output]
    ran = subprocess.run(
        [sys.executable, "-c", program, "--system", "curious", *map(str, where)],
        cwd=PROJECT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    result = json.loads(output.read_text())
    assert result["rows"]["curious"]["documents"] == {"q": ["a.md"]}
    assert result["peak_mib"] > 1


def test_peers_get_every_chunk_of_the_release(company: Application) -> None:
    searcher = company.searcher()
    chunks = chunks_of(searcher)
    assert len(chunks) == searcher.release.manifest.chunks
    assert {chunk.document for chunk in chunks} == {
        card.path for card in searcher.release.content.cards
    }
    assert len({chunk.id for chunk in chunks}) == len(chunks)


def test_the_rank_is_that_of_the_first_gold_document() -> None:
    assert rank_of_gold(["x", "b", "a"], ["a", "b"]) == 2
    assert rank_of_gold(["x"], ["a"]) == 0
    assert rank_of_gold([], ["a"]) == 0


def _rows() -> list[Measured]:
    """Tradewind ahead of bm25s, behind e5, level with txtai."""
    ranks = {
        "tradewind": [2] * 50,
        "bm25s": [0] * 50,
        "e5": [1] * 50,
        "txtai": [2, 2] * 25,
    }
    return measured("set en→zh", ranks)


def test_differences_are_paired() -> None:
    by_system = {row.system: row for row in _rows()}
    assert by_system["bm25s"].is_beaten
    assert by_system["e5"].beats_us
    assert not by_system["txtai"].is_beaten
    assert not by_system["txtai"].beats_us
    swapped = measured("g", {"tradewind": [1, 2] * 30, "e5": [2, 1] * 30})
    level = next(row for row in swapped if row.system == "e5").ours_ahead_by
    assert level.value == pytest.approx(0.0)
    assert level.low < 0.0 < level.high


def test_losses_are_printed() -> None:
    rows = _rows()
    assert "**1.000** [1.00, 1.00]" in quality_table(rows)
    assert "**-0.500 [-0.50, -0.50]**" in difference_table(rows)
    against = dict(line.split(": ", 1) for line in verdict(rows).splitlines())
    assert against["- against plain e5"].startswith("ahead on 0 of 1, behind on 1 (set en→zh)")
    assert against["- against bm25s"].startswith("ahead on 1 of 1, behind on 0")
    assert against["- against txtai"].endswith("too close to tell on 1")


def test_tables_have_as_many_cells_in_every_line() -> None:
    costs = [
        Cost(
            system=name,
            sets=1,
            chunks=10,
            load_seconds=1.0,
            index_seconds=0.0,
            p50_milliseconds=1.0,
            p95_milliseconds=2.0,
            peak_mib=3.0,
        )
        for name in TITLES
    ]
    rows = [row for row in _rows() if row.system != "txtai"]
    rows += measured("another", {"tradewind": [1], "txtai": [1]})
    for table in (quality_table(rows), difference_table(rows), cost_table(costs)):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_a_large_set_is_thinned_alike_in_every_group() -> None:
    asked = [
        Asked(
            id=str(n),
            question="",
            language="",
            gold=frozenset(),
            topic="",
            group="en zh".split()[n % 2],
        )
        for n in range(1000)
    ]
    kept = thinned(asked, 500)
    assert [one.id for one in kept[:4]] == ["0", "1", "4", "5"]
    assert len(kept) == 500
    assert thinned(asked, 1000) == asked


def test_unspaced_scripts_become_bigrams() -> None:
    assert list(words_and_bigrams("ESP32的WiFi 支持吗? ไทย 水")) == [
        "esp32", "的", "wifi", "支持", "持吗", "ไท", "ทย", "水",
    ]  # fmt: skip


def _pins(file: str) -> dict[str, str]:
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if "==" in line)
    return {re.sub(r"[-_.]+", "-", name).lower(): number for name, number in pins}


def test_the_peers_are_pinned_and_share_the_product_s_versions() -> None:
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {line.split("==")[0] for line in groups["dependency-groups"]["peers"]}
    peers, ours = _pins("constraints-peers.txt"), _pins("constraints.txt")
    assert wanted - peers.keys() == set()
    shared = peers.keys() & ours.keys()
    assert {"torch", "sentence-transformers", "faiss-cpu", "numpy"} <= shared
    assert {name for name in shared if peers[name] != ours[name]} == set()
