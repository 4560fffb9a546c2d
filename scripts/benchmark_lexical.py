"""Lexical search alone against the floors of plain BM25, a set and a language; and its speed.

python scripts/benchmark_lexical.py ../shared/data [--chunks 100000] [--fts5]
"""

import argparse
import hashlib
import json
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.lexical import LexicalIndex
from index.tokens import query_tokens, tokens

CARELESS = Path(__file__).resolve().parent.parent / "tests/index/careless_questions.json"
FLOORS = {
    ("esp_faq answers", "en"): 0.636,
    ("esp_faq answers", "zh"): 0.669,
    ("xquad paragraphs", "en"): 0.949,
    ("xquad paragraphs", "zh"): 0.954,
    ("xquad paragraphs", "de"): 0.896,
    ("xquad paragraphs", "es"): 0.936,
    ("xquad paragraphs", "ar"): 0.868,
    ("xquad paragraphs", "ru"): 0.850,
    ("xquad paragraphs", "th"): 0.929,
    ("xquad paragraphs", "hi"): 0.747,
    ("emanual smart tv", "en"): 0.648,
}
"""MRR@10 of plain BM25 (k1 1.2, b 0.75, CJK and Thai bigrams), as handed out with the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    text: str
    language: str
    gold: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    name: str
    texts: Sequence[tuple[str, str]]
    questions: Sequence[Question]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def esp_faq(data: Path) -> list[Task]:
    rows = [row for row in _rows(data / "esp_faq/dev/faq_pairs.jsonl") if row["kb"]]
    return [
        Task(
            name="esp_faq answers",
            texts=[(row[f"a_{tag}"], tag) for row in rows],
            questions=[
                Question(text=row[f"q_{tag}"], language=tag, gold=frozenset([place]))
                for place, row in enumerate(rows)
            ],
        )
        for tag in ("en", "zh")
    ]


def xquad(data: Path) -> list[Task]:
    passages = _rows(data / "xquad_r/dev/passages.jsonl")
    questions = _rows(data / "xquad_r/dev/questions.jsonl")
    pools = [[tag] for tag in sorted({row["lang"] for row in passages})]
    tasks = []
    for pool in (*pools, [tag for tags in pools for tag in tags]):
        texts = [row for row in passages if row["lang"] in pool]
        place = {(row["lang"], row["pid"]): index for index, row in enumerate(texts)}
        tasks.append(
            Task(
                name="xquad paragraphs" if len(pool) == 1 else "xquad, all languages in one pool",
                texts=[(row["text"], row["lang"]) for row in texts],
                questions=[
                    Question(
                        text=row["question"],
                        language=row["lang"],
                        gold=frozenset([place[row["lang"], row["pid"]]]),
                    )
                    for row in questions
                    if row["lang"] in pool
                ],
            )
        )
    return tasks


def zh_mrc(data: Path) -> list[Task]:
    tasks = []
    for file, tag in (("DRCD_dev_zh_hant", "zh-Hant"), ("cmrc2018_trial", "zh-Hans")):
        articles = json.loads((data / f"zh_mrc/dev/{file}.json").read_text("utf-8"))["data"]
        paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
        tasks.append(
            Task(
                name="zh_mrc",
                texts=[(paragraph["context"], tag) for paragraph in paragraphs],
                questions=[
                    Question(text=asked["question"], language=tag, gold=frozenset([place]))
                    for place, paragraph in enumerate(paragraphs)
                    for asked in paragraph["qas"]
                ],
            )
        )
    return tasks


def emanual(data: Path) -> list[Task]:
    sections = _rows(data / "emanual/kb/smart_tv_remote_manual_corpus.jsonl")
    places = defaultdict(set)
    for place, section in enumerate(sections):
        places[_plain(section["title"])].add(place)
    questions = []
    for row in _rows(data / "emanual/dev/questions.jsonl"):
        title = _plain((row.get("Section Hierarchy") or "").split(">")[-1])
        if row["src"] == "smart_tv" and row.get("Question") and title in places:
            gold = frozenset(places[title])
            questions.append(Question(text=row["Question"], language="en", gold=gold))
    texts = [(f"{row['title']}\n{' '.join(row['text'])}", "en") for row in sections]
    return [Task(name="emanual smart tv", texts=texts, questions=questions)]


def careless() -> list[Task]:
    parts = json.loads(CARELESS.read_text(encoding="utf-8"))
    texts = [(text, tag) for tag, part in parts.items() for text in part["documents"]]
    questions = [
        Question(text=asked, language=tag, gold=frozenset([texts.index((document, tag))]))
        for tag, part in parts.items()
        for asked, document in zip(part["questions"], part["documents"], strict=True)
    ]
    return [Task(name="careless customers", texts=texts, questions=questions)]


def _plain(title: str) -> str:
    return " ".join(title.replace("’", "'").casefold().split())


def measure(task: Task) -> None:
    """Print MRR@10, R@1 and R@5 of every language, against its floor where there is one."""
    ranks: dict[str, list[int]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        LexicalIndex.build(Path(folder), task.texts)
        index = LexicalIndex.open(Path(folder))
        for question in task.questions:
            hits = index.search(question.text, language=question.language, limit=10)
            found = (n for n, hit in enumerate(hits, 1) if hit.ordinal in question.gold)
            ranks[question.language].append(next(found, 0))
    for tag, places in ranks.items():
        reciprocal = sum(1 / place for place in places if place) / len(places)
        at_1 = sum(place == 1 for place in places) / len(places)
        at_5 = sum(0 < place <= 5 for place in places) / len(places)
        floor = FLOORS.get((task.name, tag))
        verdict = (
            "" if floor is None else f"floor {floor:.3f} {'ok' if reciprocal >= floor else 'UNDER'}"
        )
        print(
            f"{task.name:34} {tag:8} MRR@10 {reciprocal:.3f}  R@1 {at_1:.3f}  R@5 {at_5:.3f}"
            f"  n {len(places):5}  {verdict}"
        )


def _milliseconds(ask: Callable[[Question], object], questions: Sequence[Question]) -> str:
    took = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return f"p50 {statistics.median(took):.2f} ms  p95 {took[int(len(took) * 0.95)]:.2f} ms"


def speed(tasks: Sequence[Task], *, chunks: int, with_fts5: bool) -> None:
    """Print build time, size and latency over ``chunks`` texts resampled from all sets."""
    dice = random.Random(7)  # noqa: S311 - a benchmark's sample
    pool = [text for task in tasks for text in task.texts]
    questions = dice.sample([question for task in tasks for question in task.questions], 400)
    texts = []
    for _ in range(chunks):
        (first, tag), (second, _) = dice.choice(pool), dice.choice(pool)
        texts.append((f"{first[:300]} {second[-200:]}", tag))
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        LexicalIndex.build(Path(folder), texts)
        built = time.perf_counter() - started
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        started = time.perf_counter()
        index = LexicalIndex.open(Path(folder))
        opened = (time.perf_counter() - started) * 1000
        figures = _milliseconds(
            lambda q: index.search(q.text, language=q.language, limit=50), questions
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"\n{chunks} chunks: built {built:.0f} s, {size:.0f} MB, opened {opened:.0f} ms, "
            f"peak memory {memory:.0f} MB\n  postings    {figures}"
        )
        if with_fts5:
            fts5(texts, questions)


def fts5(texts: Sequence[tuple[str, str]], questions: Sequence[Question]) -> None:
    """Print the latency of SQLite FTS5 over the same tokens, with and without a df cut-off."""

    def word(token: str) -> str:
        return "x" + hashlib.blake2b(token.encode(), digest_size=8).hexdigest()

    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "fts.db")
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, content='')")
        connection.executemany(
            "INSERT INTO t(rowid, x) VALUES (?, ?)",
            (
                (row, " ".join(map(word, tokens(text, language=tag))))
                for row, (text, tag) in enumerate(texts)
            ),
        )
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, row)")
        holders = dict(connection.execute("SELECT term, doc FROM v"))

        def ask(question: Question, most: float) -> object:
            asked = {word(t) for t in query_tokens(question.text, language=question.language)}
            kept = [t for t in asked if 0 < holders.get(t, 0) <= most * len(texts)]
            query = " OR ".join(kept)
            sql = "SELECT rowid, bm25(t) s FROM t WHERE t MATCH ? ORDER BY s LIMIT 50"
            return connection.execute(sql, (query,)).fetchall() if kept else None

        for most in (1.0, 0.1, 0.05):
            figures = _milliseconds(lambda q, m=most: ask(q, m), questions[:100])  # type: ignore[misc]
            print(f"  FTS5, terms in at most {most:.0%} of the chunks: {figures}")
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--chunks", type=int, default=0, help="measure speed at so many chunks")
    parser.add_argument("--fts5", action="store_true", help="time SQLite FTS5 beside it")
    arguments = parser.parse_args()
    data: Path = arguments.data
    tasks = [*esp_faq(data), *xquad(data), *zh_mrc(data), *emanual(data), *careless()]
    for task in tasks:
        measure(task)
    if arguments.chunks:
        speed(tasks, chunks=arguments.chunks, with_fts5=arguments.fts5)


if __name__ == "__main__":
    main()
