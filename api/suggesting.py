"""Suggestions over the release of the moment, at once: what is not yet known is found out aside.

A request never waits for the engine. What has to be asked before it may be shown is asked by one
thread, and the page asks again; what was learnt from the log is read anew every few minutes.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from answer.engine import AnswerEngine
from answer.insight.page_demand import Demand
from answer.insight.page_situation import Situation, Suggested
from answer.insight.question_log import QuestionLog
from answer.insight.suggest_on_page import PageSuggestions
from answer.insight.suggestible import Suggestible
from index.search import Searcher
from ingest.errors import KbError

LEARNT_FROM = 20_000
"""The last questions; older ones tell of a shop that has changed since."""
LEARNT_AGAIN_SECONDS = 300.0
AT_ONCE = 4
"""That a request has asked for; the page comes again."""
MOST_WAITING = 200
"""Questions to the engine; what comes on top is asked when a page asks for it again."""
logger = logging.getLogger("tradewind")


@dataclass(slots=True)
class _Over:
    """What is known of one release, as one calibration judges it."""

    key: tuple[str, str]
    suggestions: PageSuggestions
    demand: Demand = field(default_factory=Demand)
    learnt_at: float = float("-inf")
    waiting: set[tuple[str, str, str, str]] = field(default_factory=set)


class Suggesting:
    """What pages may offer their visitors. Safe for many threads; ``close`` it."""

    def __init__(
        self,
        *,
        searcher: Callable[[], Searcher],
        engine_over: Callable[[Searcher], AnswerEngine],
        judged_by: Callable[[], str],
        log: Callable[[], QuestionLog],
    ) -> None:
        """``engine_over`` makes one that quotes; ``judged_by`` names what its replies depend on
        besides the release."""
        self._searcher = searcher
        self._engine_over = engine_over
        self._judged_by = judged_by
        self._log = log
        self._lock = threading.Lock()
        self._over: _Over | None = None
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggesting")

    def suggest(self, situation: Situation) -> tuple[tuple[Suggested, ...], bool]:
        """At most three, the most likely first, and whether that is all there is to know.

        Raises ``IndexMissing`` before the first release.
        """
        over = self._current()
        with self._lock:
            is_old = time.monotonic() - over.learnt_at > LEARNT_AGAIN_SECONDS
            is_new = over.learnt_at == float("-inf")
            if is_old:
                over.learnt_at = time.monotonic()
        if is_old:
            self._submit(lambda: self._learn(over))
        if not over.suggestions.is_searched(situation):
            self._search(over, situation)
            return (), False
        candidates = over.suggestions.candidates(situation, over.demand)
        shown, unsure = over.suggestions.known(candidates, situation)
        for unit in unsure[:AT_ONCE]:
            self._find_out(over, unit, situation)
        return shown, not unsure and not is_new

    def wait(self) -> None:
        """Until everything that was to be found out by now is known."""
        self._aside.submit(lambda: None).result()

    def close(self) -> None:
        """Leaves undone what nobody waits for."""
        self._aside.shutdown(wait=True, cancel_futures=True)

    def _current(self) -> _Over:
        searcher = self._searcher()
        key = (searcher.release.manifest.release, self._judged_by())
        with self._lock:
            if self._over is None or self._over.key != key:
                before = self._over
                engine, cards = self._engine_over(searcher), searcher.release.content.cards
                made = PageSuggestions(searcher, engine, cards=cards)
                self._over = _Over(key, made, demand=before.demand if before else Demand())
            return self._over

    def _learn(self, over: _Over) -> None:
        over.demand = over.suggestions.demand(self._log().latest(limit=LEARNT_FROM))

    def _search(self, over: _Over, situation: Situation) -> None:
        """What searches find for a page, and the first answers with it."""

        def search() -> None:
            candidates = over.suggestions.candidates(situation, over.demand)
            _, unsure = over.suggestions.known(candidates, situation)
            for unit in unsure[:AT_ONCE]:
                over.suggestions.ask(unit, situation)

        self._once(over, ("", situation.title, situation.section, situation.product), search)

    def _find_out(self, over: _Over, unit: Suggestible, situation: Situation) -> None:
        key = (unit.id, situation.product, situation.language, situation.market)
        self._once(over, key, lambda: over.suggestions.ask(unit, situation))

    def _once(
        self, over: _Over, key: tuple[str, str, str, str], work: Callable[[], object]
    ) -> None:
        """Does it aside, unless it waits to be done already or too much does."""
        with self._lock:
            if key in over.waiting or len(over.waiting) >= MOST_WAITING:
                return
            over.waiting.add(key)

        def done_once() -> None:
            try:
                work()
            finally:
                with self._lock:
                    over.waiting.discard(key)

        self._submit(done_once)

    def _submit(self, work: Callable[[], None]) -> None:
        def told() -> None:
            try:
                work()
            except KbError as error:
                logger.warning("suggestions: %s", error)
            except Exception:  # a thread's outermost edge
                logger.exception("suggestions")

        try:
            self._aside.submit(told)
        except RuntimeError:  # closed: whoever asks now gets what is known
            return
