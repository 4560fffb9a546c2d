"""Replies to the golden questions in every language: not one fact changed, and what framing costs.

``python -m scripts.benchmark_frames`` asks each golden question in its own language and in
others (``--languages``: how many others a question, in turn, 17 for all), in a market of that
language, and lets every draft be sent. A fact is changed when a quote is not the document's text at
its place or not in the reply as it stands, or when the frame around the quotes holds a digit that
is not a title's, a page's, a caveat's, a notice's or the question's.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from answer import engine as engine_module
from answer import examine as examine_module
from answer.engine import AnswerEngine
from answer.examine import EngineSettings
from answer.golden import read_golden
from answer.judge import load_model
from answer.locale.formats import show_date
from answer.locale.market_files import load_markets
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.question import Question
from answer.reply import Answer, Handoff, Reply
from api.bootstrap import Application
from api.settings import Settings
from scripts.corpora import BENCH, PROJECT

MARKETS = dict(
    pair.split(":")
    for pair in (
        "en:GB zh-Hans:CN zh-Hant:TW es:ES pt:BR fr:FR de:DE it:IT nl:NL pl:PL ru:KZ tr:TR ar:SA "
        "ja:JP ko:KR vi:VN th:TH id:ID"
    ).split()
)
STEPS = (
    (engine_module, "phrase_reply"),
    (engine_module, "reply_for_market"),
    (engine_module, "with_courtesies"),
    (examine_module, "translate_by_twin"),
    (examine_module, "check_fidelity"),
)
console = Console(soft_wrap=True)


def faults(reply: Reply, *, question: str, read: Callable[[str, int, int], str]) -> Iterator[str]:
    """What of a reply's facts is not as the documents have it."""
    frame = reply.text
    if not isinstance(reply, Answer):
        return
    known = [question]
    for statement in sorted(reply.statements, key=lambda one: -len(one.text)):
        for citation in statement.citations:
            if read(citation.document, citation.start, citation.end) != citation.quote:
                yield f"quote is not the document's: {citation.quote[:60]!r}"
            known += [citation.title, citation.document.rpartition("/")[2]]
            known += [citation.page_label or "", str(citation.page or ""), citation.table_header]
        if statement.text not in reply.text:
            yield f"not in the reply as it stands: {statement.text[:60]!r}"
        frame = frame.replace(statement.text, "")
    for caveat in reply.caveats:
        known += caveat.names
        if caveat.until:
            known += [
                show_date(caveat.until, language=reply.language, market=market)
                for market in (reply.market, "")
            ]
    known += [notice.text for notice in reply.notices]
    frame = frame.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))
    known += [f"{number}. " for number in range(1, len(reply.parts) + 1)]
    known += [part.question for part in reply.parts]
    for value in sorted(filter(None, known), key=len, reverse=True):
        frame = frame.replace(value, "")
    if any(character.isdigit() for character in frame):
        yield f"a number of the frame's own: {frame[:300]!r}"


def main() -> None:
    """Asks, and prints the changed facts and the time of the steps after the draft."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--languages", type=int, default=2)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--questions", type=int, default=10_000)
    options.add_argument("--var", type=Path, default=BENCH / "frames")
    asked = options.parse_args()
    asked.var.mkdir(parents=True, exist_ok=True)
    for shared in ("models", "cache"):
        if not (asked.var / shared).exists():
            (asked.var / shared).symlink_to(BENCH / shared, target_is_directory=True)
    application = Application(Settings(content_dir=PROJECT / "kb_content", var_dir=asked.var))
    application.reindex()
    searcher = application.searcher()
    engine = AnswerEngine(
        searcher=lambda: searcher,
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(max_wrong_share=1.0),
        markets=load_markets(),
    )
    spent = _measured()

    def read(path: str, start: int, end: int) -> str:
        document = searcher.document(path)
        return document.text[start:end] if document else ""

    kinds: dict[str, int] = {}
    found = replies = 0
    costs: list[float] = []
    golden = read_golden(PROJECT / "kb_content" / "golden.jsonl")
    turn = itertools.cycle(SHIPPED_LANGUAGES)
    for one in golden[asked.first : asked.first + asked.questions]:
        own = one.question.language
        others = list(itertools.islice((tag for tag in turn if tag != own), asked.languages))
        for language in (own, *others):
            spent.clear()
            question = _in_language(one.question, language)
            reply = engine.reply(question)
            costs.append(sum(spent))
            replies += 1
            kinds[reply.kind] = kinds.get(reply.kind, 0) + 1
            for fault in faults(reply, question=question.question, read=read):
                found += 1
                console.print(f"{question.id} {language}: {fault}", markup=False)
            if isinstance(reply, Handoff) and reply.language != language:
                console.print(f"{question.id}: in {reply.language}, not {language}")
    milliseconds = np.array(costs) * 1000
    console.print(
        f"{replies} replies ({kinds}): {found} changed facts; localize + twin + fidelity "
        f"{np.median(milliseconds):.2f} ms (median), {np.percentile(milliseconds, 95):.2f} ms "
        f"(95 %), {milliseconds.max():.1f} ms (most)"
    )
    application.close()


def _in_language(question: Question, language: str) -> Question:
    """The golden question as if its customer had asked for this language, in one of its markets."""
    values: dict[str, Any] = {"language": language}
    if not question.market and language in MARKETS:
        values["market"] = MARKETS[language]
    return Question(
        **{name: getattr(question, name) for name in Question.__dataclass_fields__} | values
    )


def _measured() -> list[float]:
    """A list to which every call of the steps adds its seconds."""
    spent: list[float] = []

    def timed(step: Callable[..., object]) -> Callable[..., object]:
        def run(*positional: object, **named: object) -> object:
            started = time.perf_counter()
            try:
                return step(*positional, **named)
            finally:
                spent.append(time.perf_counter() - started)

        return run

    for module, name in STEPS:
        setattr(module, name, timed(getattr(module, name)))
    return spent


if __name__ == "__main__":
    main()
