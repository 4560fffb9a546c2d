"""A running process picks up a new release while it answers: no failure, each reply from one."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from answer.engine import AnswerEngine, EngineSettings
from answer.judge import load_model
from answer.locale.phrases import load_phrases
from answer.question import Question
from api.current_searcher import CHECK_SECONDS, WARM_UP_QUESTION, CurrentSearcher
from api.one_release import OneRelease
from index.embedder import Matrix
from index.refresh import RefreshSettings, refresh
from index.store import ReleaseStore
from ingest.errors import IndexMissing, IndexOutdated
from tests.hashing_embedder import HashingEmbedder
from tests.small_company import write_documents

TEXT = "# Pump\n\nThe pump PX-100 delivers {} litres a minute.\n"


def build(folder: Path, litres: int, fingerprint: str = "hashing-1") -> str:
    documents = write_documents(folder, {"pump.md": TEXT.format(litres)})
    report = refresh(
        documents,
        store=ReleaseStore(folder / "releases"),
        cache_dir=folder / "cache",
        embedder=HashingEmbedder(fingerprint),
        settings=RefreshSettings(keep_releases=2),
        progress=lambda *_: None,
    )
    return report.release


def current(folder: Path) -> CurrentSearcher:
    return CurrentSearcher(
        ReleaseStore(folder / "releases"), lambda _: HashingEmbedder(), threads=1
    )


def test_threads_go_on_asking_while_releases_are_published(tmp_path: Path) -> None:
    litres_of = {build(tmp_path, 40): 40}
    engine = AnswerEngine(
        searcher=current(tmp_path),
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(),
    )
    seen: list[tuple[str, str]] = []
    failures: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                asked = Question(id="q", question="How much does the PX-100 deliver?")
                reply = engine.advise(asked).suggested[0]
                seen.append((reply.release, reply.statements[0].text))
            except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
                failures.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    latest = ""
    for litres in (41, 42, 43):
        latest = build(tmp_path, litres)
        litres_of[latest] = litres
        deadline = time.monotonic() + 20
        while not failures and not any(release == latest for release, _ in seen[-40:]):
            assert time.monotonic() < deadline, "the new release was never picked up"
            time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {release for release, _ in seen} == set(litres_of)
    for release, text in seen:
        assert f"{litres_of[release]} litres" in text


def ask_amount(engine: AnswerEngine) -> str:
    made = engine.advise(Question(id="q", question="How much does the PX-100 deliver?")).suggested
    return made[0].statements[0].text


def test_a_release_deleted_while_nobody_asked_is_answered_from_to_the_end(tmp_path: Path) -> None:
    first = build(tmp_path, 40)
    searcher = current(tmp_path)
    engine = AnswerEngine(
        searcher=searcher,
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(),
    )
    assert searcher().release.manifest.release == first
    for litres in (41, 42, 43):
        build(tmp_path, litres)
    assert not (tmp_path / "releases" / first).exists()
    # in a thread that never asked before, as a server's are after a while
    with ThreadPoolExecutor(max_workers=1) as pool:
        assert "litres a minute" in pool.submit(ask_amount, engine).result()


def test_a_server_that_nobody_asks_follows_the_releases(tmp_path: Path) -> None:
    build(tmp_path, 40)
    searcher = current(tmp_path)
    searcher()
    stopped = threading.Event()
    following = threading.Thread(target=searcher.follow, args=(stopped,))
    following.start()
    latest = build(tmp_path, 41)
    # silence for longer than it takes to look and to open
    time.sleep(2 * CHECK_SECONDS + 0.5)
    stopped.set()
    following.join()
    assert searcher().release.manifest.release == latest


def test_before_the_first_release_it_says_what_to_run(tmp_path: Path) -> None:
    searcher = current(tmp_path)
    with pytest.raises(IndexMissing, match="run 'tradewind reindex'"):
        searcher()
    with pytest.raises(IndexMissing, match="run 'tradewind reindex'"):
        searcher.standing()
    release = build(tmp_path, 40)
    assert searcher().release.manifest.release == release


@pytest.mark.parametrize("harm", ["truncated", "another model"])
def test_a_release_that_does_not_open_leaves_the_old_one_answering(
    tmp_path: Path, harm: str
) -> None:
    old = build(tmp_path, 40)
    searcher = current(tmp_path)
    assert searcher().release.manifest.release == old
    bad = build(tmp_path, 41, "hashing-1" if harm == "truncated" else "hashing-2")
    if harm == "truncated":
        (tmp_path / "releases" / bad / "content.db").write_bytes(b"")
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        assert searcher().release.manifest.release == old
        time.sleep(0.05)
    good = build(tmp_path, 42)
    while searcher().release.manifest.release != good:
        assert time.monotonic() < deadline + 20
        time.sleep(0.05)


def test_starting_with_another_models_release_is_told(tmp_path: Path) -> None:
    build(tmp_path, 40, "hashing-2")
    with pytest.raises(IndexOutdated, match="reindex"):
        current(tmp_path)()


def test_a_new_release_is_asked_before_it_takes_over(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listening(HashingEmbedder):
        def embed_questions(self, texts: Sequence[str]) -> Matrix:
            asked.extend(texts)
            return super().embed_questions(texts)

    first = build(tmp_path, 40)
    searcher = CurrentSearcher(
        ReleaseStore(tmp_path / "releases"), lambda _: Listening(), threads=1
    )
    assert searcher().release.manifest.release == first
    assert WARM_UP_QUESTION not in asked, "who asks first shall not wait for two questions"
    latest = build(tmp_path, 41)
    deadline = time.monotonic() + 20
    while searcher().release.manifest.release != latest:
        assert time.monotonic() < deadline, "the new release was never picked up"
        time.sleep(0.02)
    assert WARM_UP_QUESTION in asked


def test_a_request_sees_one_release_however_long_it_takes(tmp_path: Path) -> None:
    first = build(tmp_path, 40)
    searcher = current(tmp_path)
    assert searcher().release.manifest.release == first
    seen: list[str] = []
    latest = ""

    def answers(request: Request) -> Response:
        nonlocal latest
        seen.append(searcher().release.manifest.release)
        if not latest:
            latest = build(tmp_path, 41)
            wait_for(latest)
        seen.append(searcher().release.manifest.release)
        return Response()

    def wait_for(release: str) -> None:
        """Other requests, in threads of their own, are with the new release already."""
        deadline = time.monotonic() + 20
        with ThreadPoolExecutor(max_workers=1) as pool:
            while pool.submit(searcher).result().release.manifest.release != release:
                assert time.monotonic() < deadline, "the new release was never picked up"
                time.sleep(0.02)

    app = OneRelease(Starlette(routes=[Route("/", answers)]))
    with TestClient(app) as client:
        client.get("/")
        client.get("/")
    assert seen == [first, first, latest, latest]
