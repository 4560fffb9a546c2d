"""Texts → their translations, offline, by Firefox Translations models.

The operator gives a folder; every pair's files may lie anywhere below it, named as Mozilla names
them: ``model.enpt.intgemm.alphas.bin``, ``vocab.enpt.spm`` (or ``srcvocab`` and ``trgvocab``) and
``lex.50.50.enpt.s2t.bin``, which makes it faster and may be absent. Where no model translates
directly, two go over English. A model belongs to the thread it was loaded in and has to be freed
there, so one thread loads, runs and frees them all.
"""

import re
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from ingest.errors import ModelUnavailable, WritingFailed
from ingest.language import primary

if TYPE_CHECKING:
    from fxtranslate import Translator

Loaded = dict[tuple[str, str], "Translator"]
Work = Callable[[Loaded], list[str]]
Jobs = SimpleQueue[tuple[Future[list[str]], Work] | None]
PIVOT = "en"
CLOSING_SECONDS = 2.0
REMEMBERED = 4096
"""Lines whose translation is kept: the same quotes are sent again and again."""
_NAME = re.compile(
    r"^(?P<kind>model|vocab|srcvocab|trgvocab|lex)\.(?:50\.50\.)?"
    r"(?P<source>[a-z]{2})-?(?P<target>[a-z]{2})(?:[-_]?(?P<script>hant|hans))?[.-]"
)
_WITHOUT_SCRIPT = "zh-Hans"
"""What a model whose name says only ``zh`` reads and writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFiles:
    """One direction's files."""

    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None = None


class FirefoxTranslator:
    """Translates between the pairs whose files are in a folder. Safe for many threads."""

    name = "Firefox Translations"

    def __init__(self, folder: Path) -> None:
        """Looks which pairs there are; a model is loaded when it is first needed.

        Raises ``ModelUnavailable`` where there are none, or without the extra ``writers``.
        """
        try:
            import fxtranslate
        except ImportError as error:
            raise ModelUnavailable(
                "translator: the library 'fxtranslate' is not installed; install Tradewind with "
                "the extra 'writers'"
            ) from error
        self._library = fxtranslate
        self.pairs = find_pairs(folder)
        if not self.pairs:
            raise ModelUnavailable(
                f"translation_models_dir: no Firefox Translations model in {str(folder)!r}; put "
                f"a pair's files there: model.enpt.….bin and vocab.enpt.spm"
            )
        self._jobs: Jobs = SimpleQueue()
        thread = threading.Thread(target=_work, args=(self._jobs,), daemon=True, name="translation")
        thread.start()
        self._finish = weakref.finalize(self, _end, self._jobs, thread)
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str, str], str] = OrderedDict()

    def speaks(self, source: str, target: str) -> bool:
        """Whether there are models from one to the other, directly or over English."""
        return bool(self._route(source, target))

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, seconds: float
    ) -> tuple[str, ...]:
        """Each line's translation; lines translated before are remembered."""
        deadline = time.monotonic() + seconds
        route = self._route(source, target)
        with self._lock:
            missing = [text for text in texts if (source, target, text) not in self._known]
        if missing:
            if not route:
                raise self._failed("refused", f"no model from {source!r} to {target!r}")
            future: Future[list[str]] = Future()
            self._jobs.put((future, partial(self._run, missing, route, deadline)))
            made = self._result(future, seconds)
            with self._lock:
                for text, words in zip(missing, made, strict=True):
                    self._known[source, target, text] = words
        with self._lock:
            found = tuple(self._known[source, target, text] for text in texts)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def close(self) -> None:
        """Frees the models, in their own thread."""
        self._finish()

    def _route(self, source: str, target: str) -> tuple[tuple[str, str], ...]:
        first, last = _code(source), _code(target)
        if (first, last) in self.pairs:
            return ((first, last),)
        over = ((first, PIVOT), (PIVOT, last))
        return over if all(pair in self.pairs for pair in over) else ()

    def _result(self, future: Future[list[str]], seconds: float) -> list[str]:
        try:
            # the engine's own panics are no ``Exception``: they are looked at, never raised
            problem = future.exception(timeout=max(0.0, seconds))
        except TimeoutError:
            future.cancel()
            raise self._failed("out_of_time", f"not done within {seconds:.1f} s") from None
        if problem is None:
            return future.result()
        if isinstance(problem, WritingFailed):
            raise problem
        raise self._failed("broken", f"the engine gave up ({type(problem).__name__})")

    def _run(
        self,
        texts: Sequence[str],
        route: Sequence[tuple[str, str]],
        deadline: float,
        loaded: Loaded,
    ) -> list[str]:
        """In the models' thread."""
        made = list(texts)
        for pair in route:
            engine = self._engine(pair, loaded)
            for place, text in enumerate(made):
                if time.monotonic() > deadline:
                    raise self._failed("out_of_time", "the text is too long for the time there is")
                try:
                    made[place] = engine.translate_long(text)
                except (ValueError, RuntimeError) as error:
                    raise self._failed("broken", f"the model fails on {text[:40]!r}") from error
        return made

    def _engine(self, pair: tuple[str, str], loaded: Loaded) -> "Translator":
        if pair not in loaded:
            files = self.pairs[pair]
            try:
                loaded[pair] = self._library.Translator(
                    files.model.read_bytes(),
                    files.source_vocabulary.read_bytes(),
                    files.target_vocabulary.read_bytes(),
                    files.shortlist.read_bytes() if files.shortlist else None,
                )
            except (OSError, ValueError, RuntimeError) as error:
                raise self._failed(
                    "broken", f"{str(files.model)!r} cannot be loaded ({error}); get it again"
                ) from error
        return loaded[pair]

    def _failed(self, reason: str, text: str) -> WritingFailed:
        return WritingFailed(f"translator {self.name!r}: {text}", reason=reason)


def _work(jobs: Jobs) -> None:
    """The models' thread: one job after the other, until there is none; then it frees them."""
    loaded: Loaded = {}
    while (job := jobs.get()) is not None:
        future, work = job
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(work(loaded))
            except BaseException as error:  # noqa: BLE001 - whoever waits is told, as by an executor
                # its frames hold models, which nobody else may free
                future.set_exception(error.with_traceback(None))
        del job, future, work


def _end(jobs: Jobs, thread: threading.Thread) -> None:
    jobs.put(None)
    thread.join(CLOSING_SECONDS)


def find_pairs(folder: Path) -> dict[tuple[str, str], PairFiles]:
    """(source, target) → the files of every complete pair below a folder, by their names."""
    found: dict[tuple[str, str], dict[str, Path]] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        match = _NAME.match(path.name)
        if match is None or path.suffix not in (".bin", ".spm") or not path.is_file():
            continue
        script = f"-{match['script'].title()}" if match["script"] else ""
        pair = _code(match["source"]), _code(match["target"] + script)
        found.setdefault(pair, {}).setdefault(match["kind"], path)
    return {
        pair: PairFiles(
            model=files["model"],
            source_vocabulary=files.get("srcvocab", files.get("vocab", files["model"])),
            target_vocabulary=files.get("trgvocab", files.get("vocab", files["model"])),
            shortlist=files.get("lex"),
        )
        for pair, files in found.items()
        if "model" in files and ("vocab" in files or {"srcvocab", "trgvocab"} <= files.keys())
    }


def _code(tag: str) -> str:
    """A language as pairs are told apart by: Chinese by its script, others by their base."""
    base = primary(tag)
    if base != "zh":
        return base
    return "zh-Hant" if tag.casefold().endswith(("hant", "tw", "hk", "mo")) else _WITHOUT_SCRIPT
