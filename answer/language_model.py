"""A language model behind any OpenAI-compatible endpoint: instructions and data → its text.

Ollama, vLLM, llama.cpp's server and hosted services all speak this protocol. Every call has a
deadline that holds whatever the endpoint does: the answer is streamed by a worker thread, the
caller waits for it no longer than it may. Only what another try can mend is tried again. The
library is imported when a model is configured, never before.
"""

import random
import threading
import time
import weakref
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from answer.circuit import Circuit, CircuitState
from answer.masking.mask_data import mask_data
from answer.usage import ModelUsage, UsageCounter
from ingest.errors import ModelUnavailable, WritingFailed

if TYPE_CHECKING:
    import openai

TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Status codes that another try may mend."""
NO_FAULT = frozenset({400, 413, 422})
"""Of one request alone: the service works."""
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 4.0
REMEMBERED = 256
"""Answers kept in memory: a reply and the first suggestion to an agent ask the same."""
LONGEST_ANSWER = 20_000
"""Characters."""
_LOOPBACK = ("127.", "localhost", "[::1]")
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RuntimeError, OSError)
"""What reading an answer of another shape comes to."""
_WITHOUT_KEY = "none"
"""Sent where no key is configured: the protocol wants one, local servers ignore it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelSettings:
    """One endpoint and its limits."""

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    connect_seconds: float = 3.0
    silent_seconds: float = 30.0
    """How long the stream may pause."""
    retries: int = 2
    parallel_calls: int = 8
    max_output_tokens: int = 1024


@dataclass(slots=True)
class _Call:
    """What one call has come to so far."""

    deadline: float
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    of_request: tuple[int, int] = (0, 0)
    """Tokens of the request under way, as far as told: some services tell them with every event."""
    text: str = ""
    finished: str = ""


class LanguageModel:
    """One model at one endpoint. Safe for many threads."""

    def __init__(
        self, settings: LanguageModelSettings, *, usage: UsageCounter, circuit: Circuit
    ) -> None:
        """Connects to nothing yet. Raises ``ModelUnavailable`` without the extra ``writers``."""
        try:
            import openai
        except ImportError as error:
            raise ModelUnavailable(
                "language_model: the library 'openai' is not installed; install Tradewind with "
                "the extra 'writers'"
            ) from error
        self.name = settings.model
        self._settings = settings
        self._usage = usage
        self._library = openai
        local = settings.base_url.split("//")[-1].startswith(_LOOPBACK)
        self._client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key or _WITHOUT_KEY,
            max_retries=0,
            # what is asked goes where the settings say: to no proxy on the way to this machine,
            # and to no place that the endpoint redirects to
            http_client=openai.DefaultHttpxClient(trust_env=not local, follow_redirects=False),
        )
        # the library takes these from the environment; they are for another endpoint, maybe
        self._client.organization = self._client.project = None
        self._options: dict[str, float] = {
            "temperature": 0,
            "max_tokens": settings.max_output_tokens,
        }
        self._circuit = circuit
        self._pool = ThreadPoolExecutor(settings.parallel_calls, thread_name_prefix="language")
        # a command ends without closing what it opened
        weakref.finalize(self, self._client.close)
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    @property
    def state(self) -> CircuitState:
        """Whether it is asked at the moment."""
        return self._circuit.state

    def close(self) -> None:
        """Ends the threads and connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    def complete(self, instructions: str, data: str, *, seconds: float) -> str:
        """What the model makes of ``data``, within ``seconds``; nothing personal in it leaves.

        Raises ``WritingFailed``, never with the words of the endpoint: they may repeat the key.
        """
        sent = mask_data(data)
        return sent.put_back(self._completed(instructions + sent.rule, sent.text, seconds=seconds))

    def _completed(self, instructions: str, data: str, *, seconds: float) -> str:
        """The answer to what may be sent, remembered or asked for."""
        with self._lock:
            known = self._known.get((instructions, data))
            if known is not None:
                self._known.move_to_end((instructions, data))
                return known
        if seconds <= 0:
            raise self._failed("out_of_time", "there was no time left to ask it")
        if not self._circuit.admits():
            raise self._failed("circuit_open", "it failed too often and is not asked for a while")
        call = _Call(deadline=time.monotonic() + seconds)
        future = self._pool.submit(self._ask, instructions, data, call)
        try:
            text = future.result(timeout=seconds)
        except TimeoutError:
            if future.cancel():
                # all threads wait for an endpoint that does not answer
                self._count(call, started=call.deadline - seconds, failed=True)
                self._circuit.failed()
            raise self._failed("out_of_time", f"no answer within {seconds:.1f} s") from None
        with self._lock:
            self._known[instructions, data] = text
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return text

    def _ask(self, instructions: str, data: str, call: _Call) -> str:
        """One call with its retries, counted, and the circuit told how it ended."""
        started = time.monotonic()
        failure: WritingFailed | None = None
        try:
            return self._with_retries(instructions, data, call)
        except WritingFailed as error:
            failure = error
            raise
        finally:
            self._count(call, started=started, failed=failure is not None)
            # what is wrong with one request or one answer is no fault of the service
            if failure is None or failure.reason in ("declined", "cut_off", "not_taken"):
                self._circuit.succeeded()
            else:
                self._circuit.failed()

    def _with_retries(self, instructions: str, data: str, call: _Call) -> str:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return self._stream(instructions, data, call)
            except _Transient as error:
                wait = error.wait_seconds or pause * random.uniform(0.5, 1.0)  # noqa: S311
                if call.requests > self._settings.retries:
                    raise self._failed(error.reason, str(error)) from None
                if time.monotonic() + wait >= call.deadline:
                    raise self._failed("out_of_time", f"{error}, and no time is left") from None
            time.sleep(wait)
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    def _stream(self, instructions: str, data: str, call: _Call) -> str:
        settings, library = self._settings, self._library
        call.text, call.finished, call.of_request = "", "", (0, 0)
        remaining = call.deadline - time.monotonic()
        if remaining <= 0:
            raise self._failed("out_of_time", "other calls took all the time")
        call.requests += 1
        try:
            stream = self._client.chat.completions.create(
                model=settings.model,
                messages=[
                    {"role": "system", "content": instructions},
                    {"role": "user", "content": data},
                ],
                stream=True,
                stream_options={"include_usage": True},
                extra_body=self._options,
                timeout=library.Timeout(
                    min(settings.silent_seconds, remaining),
                    connect=min(settings.connect_seconds, remaining),
                ),
            )
            with stream:
                for chunk in stream:
                    _take(chunk, call)
                    if time.monotonic() > call.deadline:
                        raise self._failed("out_of_time", "it writes too slowly")
                    if len(call.text) > LONGEST_ANSWER:
                        raise self._failed("cut_off", "it does not stop writing")
        except library.APITimeoutError:
            raise _Transient("it did not answer in time", reason="out_of_time") from None
        except library.APIConnectionError:
            raise _Transient("it cannot be reached", reason="unreachable") from None
        except library.APIStatusError as error:
            raise self._refused(error) from None
        except (library.OpenAIError, *_UNREADABLE):
            raise _Transient("its stream cannot be read", reason="broken") from None
        finally:
            # a try that failed half-way is paid for too
            call.tokens_in += call.of_request[0]
            call.tokens_out += call.of_request[1]
        if call.finished == "length":
            raise self._failed("cut_off", "its answer is longer than it may be")
        if not call.finished:
            raise _Transient("its stream ended early", reason="broken")
        return call.text

    def _refused(self, error: "openai.APIStatusError") -> Exception:
        """A status code as what a caller does about it."""
        status, parameter = error.status_code, error.param
        if status == 400 and parameter in self._options:
            self._options = _without(parameter, self._options)
            return _Transient(f"it takes no {parameter!r}", reason="not_taken")
        if status in TRANSIENT:
            wait = _seconds(error.response.headers.get("retry-after", ""))
            return _Transient(f"it answers with {status}", reason="unreachable", wait_seconds=wait)
        reason = "not_taken" if status in NO_FAULT else "refused"
        return self._failed(reason, f"it refuses with {status}")

    def _count(self, call: _Call, *, started: float, failed: bool) -> None:
        self._usage.add(
            ModelUsage(
                model=self.name,
                calls=1,
                requests=call.requests,
                failures=int(failed),
                tokens_in=call.tokens_in,
                tokens_out=call.tokens_out,
                seconds=round(time.monotonic() - started, 3),
            )
        )

    def _failed(self, reason: str, text: str) -> WritingFailed:
        return WritingFailed(
            f"language model {self.name!r} at {self._settings.base_url!r}: {text}", reason=reason
        )


class _Transient(Exception):
    """Another try may mend it."""

    def __init__(self, text: str, *, reason: str, wait_seconds: float = 0.0) -> None:
        super().__init__(text)
        self.reason = reason
        self.wait_seconds = wait_seconds


def _take(chunk: Any, call: _Call) -> None:
    """Adds what one event of the stream says; any of it may be missing or of another kind."""
    usage = chunk.usage
    if usage is not None:
        call.of_request = int(usage.prompt_tokens or 0), int(usage.completion_tokens or 0)
    for choice in (chunk.choices or ())[:1]:
        content = choice.delta.content if choice.delta is not None else None
        if content is not None:
            call.text += content
        if choice.finish_reason:
            call.finished = str(choice.finish_reason)


def _without(parameter: str, options: dict[str, float]) -> dict[str, float]:
    """The options as a service takes them that refuses one: some models know another name."""
    kept = {name: value for name, value in options.items() if name != parameter}
    if parameter == "max_tokens":
        kept["max_completion_tokens"] = options[parameter]
    return kept


def _seconds(header: str) -> float:
    """What ``Retry-After`` says, where it is a number of seconds."""
    return float(header) if header.isascii() and header.isdigit() else 0.0
