"""The client of a language model against a real server that fails in every way services do."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from answer.circuit import Circuit
from answer.language_model import LanguageModel, LanguageModelSettings
from answer.usage import UsageCounter, read_ledger
from ingest.errors import WritingFailed
from tests.openai_server import Ends, Given, Hang, OpenAiServer, Raw, Status, Trickle, openai_server

KEY = "sk-not-for-anyone-2b7e"
DATA = '{"question": "How long?", "quotes": {"1": "24 months."}}'


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    with openai_server(lambda _: "24 months [1].") as made:
        yield made


@pytest.fixture
def usage(tmp_path: Path) -> UsageCounter:
    return UsageCounter(tmp_path / "usage")


class Models:
    """Makes models, and closes them when the test is over."""

    def __init__(self, usage: UsageCounter) -> None:
        self.usage = usage
        self.made: list[LanguageModel] = []

    def __call__(
        self, server: OpenAiServer | None = None, failures_to_open: int = 3, **changes: float | str
    ) -> LanguageModel:
        values = {
            "base_url": server.url if server else "http://127.0.0.1:9/v1",
            "retries": 2,
            "api_key": KEY,
            **changes,
        }
        settings = LanguageModelSettings(model="small", **values)  # type: ignore[arg-type]
        circuit = Circuit(failures_to_open=failures_to_open, open_seconds=0.3)
        self.made.append(LanguageModel(settings, usage=self.usage, circuit=circuit))
        return self.made[-1]


@pytest.fixture
def model(usage: UsageCounter) -> Iterator[Models]:
    models = Models(usage)
    yield models
    for made in models.made:
        made.close()


def ask(made: LanguageModel, *, seconds: float = 3.0, data: str = DATA) -> str:
    return made.complete("Reword.", data, seconds=seconds)


def reason(made: LanguageModel, *, seconds: float = 3.0, data: str = DATA) -> str:
    with pytest.raises(WritingFailed) as caught:
        ask(made, seconds=seconds, data=data)
    assert KEY not in str(caught.value)
    return caught.value.reason


def test_a_streamed_answer_comes_whole_and_is_counted(
    server: OpenAiServer, usage: UsageCounter, model: Models, tmp_path: Path
) -> None:
    made = model(server)
    assert ask(made) == "24 months [1]."
    asked = server.asked[0]
    assert (asked.instructions, asked.message) == ("Reword.", DATA)
    assert asked.body["stream"] is True
    assert asked.body["temperature"] == 0
    assert asked.authorization == f"Bearer {KEY}"
    (counted,) = usage.totals()
    assert (counted.model, counted.calls, counted.requests, counted.failures) == ("small", 1, 1, 0)
    assert (counted.tokens_in, counted.tokens_out) == (100, 3)
    assert read_ledger(tmp_path / "usage") == (counted,)
    assert KEY not in "".join(path.read_text() for path in (tmp_path / "usage").iterdir())


def test_the_same_question_is_asked_once(server: OpenAiServer, model: Models) -> None:
    made = model(server)
    assert ask(made) == ask(made)
    assert len(server.asked) == 1
    ask(made, data=DATA.replace("24", "36"))
    assert len(server.asked) == 2


@pytest.mark.parametrize("code", [408, 409, 429, 500, 502, 503, 504])
def test_what_another_try_mends_is_tried_again(
    server: OpenAiServer, usage: UsageCounter, model: Models, code: int
) -> None:
    answers: list[Given] = [Status(code), "24 months [1]."]
    server.answer(lambda _: answers.pop(0))
    assert ask(model(server)) == "24 months [1]."
    assert (usage.totals()[0].calls, usage.totals()[0].requests) == (1, 2)


@pytest.mark.parametrize("code", [301, 400, 401, 403, 404, 413, 422])
def test_what_no_try_mends_is_tried_once(
    server: OpenAiServer, usage: UsageCounter, model: Models, code: int
) -> None:
    server.answer(Status(code, headers=(("location", "http://127.0.0.1:9/v1"),)))
    assert reason(model(server)) in ("refused", "not_taken")
    assert len(server.asked) == 1
    assert usage.totals()[0].failures == 1


def test_retries_end(server: OpenAiServer, usage: UsageCounter, model: Models) -> None:
    server.answer(Status(503))
    assert reason(model(server, retries=1)) == "unreachable"
    assert len(server.asked) == 2


def test_a_service_s_wish_for_a_pause_is_kept_where_there_is_time(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    answers: list[Given] = [Status(429, headers=(("retry-after", "1"),)), "24 months [1]."]
    server.answer(lambda _: answers.pop(0))
    started = time.monotonic()
    assert ask(model(server)) == "24 months [1]."
    assert time.monotonic() - started >= 1.0
    server.answer(Status(429, headers=(("retry-after", "60"),)))
    started = time.monotonic()
    assert reason(model(server), data="{}") == "out_of_time"
    assert time.monotonic() - started < 1.0, "there is no time for that pause"


@pytest.mark.parametrize(
    "given",
    [
        Raw(b"data: {not json\n\n"),
        Raw(b"data: []\n\n"),
        Raw(b'data: {"choices": [7]}\n\ndata: [DONE]\n\n'),
        Raw(b'data: {"choices": [{"delta": {"content": 7}, "finish_reason": "stop"}]}\n\n'),
        Raw(b'data: {"error": {"message": "out of memory"}}\n\n'),
        Raw(b"\xff\xfe\x00data: \xff\n\n"),
        Raw(b"<html>welcome</html>"),
        Raw(b""),
        Raw(b"data: " + b"[" * 100_000 + b"\n\n"),
        Ends("24 months [1].", None),
    ],
)
def test_a_stream_that_cannot_be_read_fails_and_nothing_else(
    server: OpenAiServer, usage: UsageCounter, model: Models, given: Given
) -> None:
    server.answer(given)
    assert reason(model(server, retries=0)) == "broken"


def test_an_answer_that_was_cut_off_is_none(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    server.answer(Ends("24 mon", "length"))
    assert reason(model(server)) == "cut_off"
    server.answer("for ever and ever " * 2_000)
    assert reason(model(server), data="{}", seconds=60.0) == "cut_off"


@pytest.mark.parametrize("given", [Hang(5.0), Trickle("never done " * 100, 0.05)])
def test_nobody_waits_longer_than_the_deadline(
    server: OpenAiServer, usage: UsageCounter, model: Models, given: Given
) -> None:
    server.answer(given)
    started = time.monotonic()
    assert reason(model(server), seconds=0.4) == "out_of_time"
    # the whole answer would have taken five seconds
    assert time.monotonic() - started < 4.0


def test_where_nobody_listens_the_quotes_are_sent_soon(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    made = model(retries=1)
    started = time.monotonic()
    assert reason(made) == "unreachable"
    # refused at once: it waits neither for a connection (3 s) nor for silence to end (30 s)
    assert time.monotonic() - started < 3.0


def test_a_service_that_keeps_failing_is_not_asked_until_a_probe_succeeds(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    made = model(server, retries=0)
    server.answer(Status(500))
    assert [reason(made) for _ in range(3)] == ["unreachable"] * 3
    states = [made.state]
    assert reason(made) == "circuit_open"
    assert len(server.asked) == 3
    time.sleep(0.35)
    states.append(made.state)
    assert reason(made) == "unreachable", "the probe fails"
    assert reason(made) == "circuit_open"
    time.sleep(0.35)
    server.answer("24 months [1].")
    assert ask(made) == "24 months [1]."
    assert [*states, made.state] == ["open", "half_open", "closed"]


def test_of_many_only_one_probes(server: OpenAiServer, usage: UsageCounter, model: Models) -> None:
    made = model(server, retries=0)
    server.answer(Status(500))
    for _ in range(3):
        reason(made)
    time.sleep(0.35)
    server.answer(Hang(0.3, "24 months [1]."))
    before = len(server.asked)
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda n: _outcome(made, f'{{"n": {n}}}'), range(4)))
    assert sorted(outcomes) == ["24 months [1].", *["circuit_open"] * 3]
    assert len(server.asked) == before + 1


def _outcome(made: LanguageModel, data: str) -> str:
    try:
        return ask(made, data=data)
    except WritingFailed as error:
        return error.reason


def test_a_wrong_request_does_not_open_the_circuit(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    server.answer(Status(400))
    made = model(server)
    assert {reason(made) for _ in range(5)} == {"not_taken"}
    assert made.state == "closed"


def test_a_parameter_that_a_service_does_not_take_is_left_out_from_then_on(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    def picky(asked: object) -> Given:
        body = server.asked[-1].body
        for name in ("temperature", "max_tokens"):
            if name in body:
                return Status(400, f'{{"error": {{"message": "no", "param": "{name}"}}}}')
        return f"{body['max_completion_tokens']} [1]."

    server.answer(picky)
    made = model(server)
    assert ask(made) == "1024 [1]."
    assert len(server.asked) == 3
    ask(made, data="{}")
    assert len(server.asked) == 4


def test_hanging_calls_do_not_use_up_the_threads_for_good(
    server: OpenAiServer, usage: UsageCounter, model: Models
) -> None:
    made = model(server, parallel_calls=2, failures_to_open=20, retries=0)
    server.answer(Hang(0.6))
    with ThreadPoolExecutor(5) as pool:
        outcomes = list(pool.map(lambda n: _outcome_within(made, n), range(5)))
    assert outcomes == ["out_of_time"] * 5
    server.answer("24 months [1].")
    assert ask(made) == "24 months [1]."
    waited_until = time.monotonic() + 5
    while usage.totals()[0].calls < 6 and time.monotonic() < waited_until:
        time.sleep(0.02)
    assert usage.totals()[0].calls == 6, "those that never began are counted"
    assert usage.totals()[0].failures == 5


def _outcome_within(made: LanguageModel, number: int) -> str:
    try:
        return ask(made, seconds=0.3, data=f'{{"n": {number}}}')
    except WritingFailed as error:
        return error.reason


def test_the_key_is_nowhere_to_be_read(
    server: OpenAiServer, usage: UsageCounter, model: Models, caplog: pytest.LogCaptureFixture
) -> None:
    made = model(server)
    settings = LanguageModelSettings(base_url=server.url, model="small", api_key=KEY)
    server.answer(Status(401, f'{{"error": {{"message": "Incorrect API key provided: {KEY}"}}}}'))
    with caplog.at_level(logging.DEBUG), pytest.raises(WritingFailed) as caught:
        ask(made)
    told = f"{caught.value!r} {caught.value.__cause__!r} {settings!r} {made!r} {usage.totals()!r}"
    assert KEY not in told
    assert KEY not in caplog.text
    assert caught.value.__suppress_context__, "the endpoint's own words hold the key"


def test_nothing_of_the_environment_goes_along(
    server: OpenAiServer, usage: UsageCounter, model: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert ask(model(server, api_key="")) == "24 months [1]."
    assert "another" not in server.asked[0].authorization


def test_a_ledger_that_cannot_be_written_costs_no_answer(
    server: OpenAiServer, tmp_path: Path
) -> None:
    (tmp_path / "usage").write_text("a file where the folder would be")
    usage = UsageCounter(tmp_path / "usage")
    made = Models(usage)(server)
    assert ask(made) == "24 months [1]."
    made.close()
    assert usage.totals()[0].calls == 1
    assert read_ledger(tmp_path / "usage") == ()


def test_a_damaged_line_of_the_ledger_is_passed_over(
    server: OpenAiServer, usage: UsageCounter, model: Models, tmp_path: Path
) -> None:
    ask(model(server))
    (file,) = (tmp_path / "usage").iterdir()
    with file.open("a") as out:
        out.write('{"at": "2026-\n[]\n{"model": 1, "colour": 2}\n')
    assert read_ledger(tmp_path / "usage") == usage.totals()
    assert read_ledger(tmp_path / "usage", month="1999-01") == ()
