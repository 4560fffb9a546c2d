"""How often a follow-up, made standalone, finds what the same question in full finds.

    python -m scripts.benchmark_follow_up [--closed] [--list] [--var FOLDER]

Over the demo company, by kind and language: of the dialogues whose full question (written by a
person) has a gold passage among the first five, the share whose follow-up has one too, beside three
plain ways: the customer's last message before a short follow-up (what the product did before), the
message alone, and everything said joined. "Names" is the share of all dialogues whose standalone
text names just the models that the full question names. ``--closed`` takes the third that was kept
for the last figure, else the other two thirds are asked; ``--list`` prints what went wrong.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from answer.engine import AnswerEngine
from answer.golden import finds
from answer.question import Question
from api.bootstrap import Application
from api.settings import Settings
from index.search import Searcher
from scripts.dialogues import PROJECT, Dialogue, read_dialogues

FIRST = 5
TARGET = 0.90
SHORT_QUESTION_CHARACTERS = 48
Method = Callable[[Dialogue, Searcher], Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where each method's best passage that answers stands; 0 for not among the first five."""

    dialogue: Dialogue
    ranks: dict[str, int]
    texts: dict[str, str]
    models: dict[str, frozenset[str]]
    """Those that a method's text names."""


def main() -> int:
    """Prints the tables; the exit code says whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", action="store_true", help="the third kept for the last figure")
    parser.add_argument("--list", action="store_true", help="what the full question alone finds")
    parser.add_argument("--var", type=Path, help="a state folder to keep, with the model in it")
    arguments = parser.parse_args()
    dialogues = [one for one in read_dialogues() if one.is_closed == arguments.closed]
    with tempfile.TemporaryDirectory() as temporary:
        var = arguments.var or Path(temporary)
        if not (var / "models").exists():
            (var / "models").symlink_to(PROJECT / "var" / "models", target_is_directory=True)
        application = Application(Settings(content_dir=PROJECT / "kb_content", var_dir=var))
        application.reindex()
        engine, searcher = application.engines.engine(), application.searcher()
        found = [_found(one, engine, searcher) for one in dialogues]
        application.close()
    console = Console(width=130)
    console.print(_table("kind", found, lambda one: one.dialogue.kind))
    console.print(_table("language", found, lambda one: one.dialogue.language))
    if arguments.list:
        _print_missed(found, console)
    share = _share(found, "follow-up")
    console.print(f"{len(found)} dialogues: {share:.3f} of what the full question finds")
    return int(share < TARGET)


def _in_full(dialogue: Dialogue, _: Searcher) -> Question:
    return Question(id=dialogue.id, question=dialogue.full)


def _follow_up(dialogue: Dialogue, _: Searcher) -> Question:
    return Question(id=dialogue.id, question=dialogue.question, history=dialogue.history)


def _alone(dialogue: Dialogue, _: Searcher) -> Question:
    return Question(id=dialogue.id, question=dialogue.question, language=dialogue.language)


def _all_joined(dialogue: Dialogue, _: Searcher) -> Question:
    said = "\n".join((*(turn.text for turn in dialogue.history), dialogue.question))
    return Question(id=dialogue.id, question=said, language=dialogue.language)


def _last_message_before(dialogue: Dialogue, searcher: Searcher) -> Question:
    """A short follow-up behind the customer's last message, without the kinds of names in it that
    the follow-up names itself: what the product did at first."""
    asked = dialogue.question
    if len(asked) > SHORT_QUESTION_CHARACTERS:
        return _alone(dialogue, searcher)
    before = [turn.text.strip() for turn in dialogue.history if turn.role == "customer"][-1]
    identify = searcher.register("customer").identify
    kinds = {found.kind for found in identify(asked)}
    for found in reversed(identify(before)):
        if found.kind in kinds:
            before = f"{before[: found.start]} {before[found.end :]}"
    text = f"{before.strip()}\n{asked}"
    return Question(id=dialogue.id, question=text, language=dialogue.language)


METHODS: dict[str, Method] = {
    "full": _in_full,
    "follow-up": _follow_up,
    "before": _last_message_before,
    "alone": _alone,
    "joined": _all_joined,
}


def _found(dialogue: Dialogue, engine: AnswerEngine, searcher: Searcher) -> Found:
    ranks, texts, models = dict[str, int](), dict[str, str](), dict[str, frozenset[str]]()
    for name, method in METHODS.items():
        prepared = engine.prepare(method(dialogue, searcher))
        passages = searcher.search(prepared.query)[:FIRST]
        hits = (place for place, one in enumerate(passages, start=1) if finds(one, dialogue.gold))
        ranks[name], texts[name] = next(hits, 0), prepared.text
        models[name] = frozenset(
            one.canonical for one in prepared.identifiers if one.kind == "model"
        )
    return Found(dialogue=dialogue, ranks=ranks, texts=texts, models=models)


def _share(found: Iterable[Found], method: str, *, first: int = FIRST) -> float:
    """Of those whose full question finds its passage, how many this one does too."""
    measured = [one for one in found if 0 < one.ranks["full"] <= first]
    return sum(0 < one.ranks[method] <= first for one in measured) / max(1, len(measured))


def _same_names(found: Sequence[Found], method: str) -> float:
    same = sum(one.models[method] == one.models["full"] for one in found)
    return same / max(1, len(found))


def _table(by: str, found: Sequence[Found], group: Callable[[Found], str]) -> Table:
    table = Table(title=f"by {by}: first five (first)", title_justify="left")
    others = [name for name in METHODS if name != "full"]
    for name in (by, "dialogues", "full finds", *others, "names", "names before"):
        table.add_column(name, justify="left" if name == by else "right")
    groups = [*sorted({group(one) for one in found}), ""]
    for name in groups:
        members = [one for one in found if name in ("", group(one))]
        full = [sum(0 < one.ranks["full"] <= first for one in members) for first in (FIRST, 1)]
        shares = [
            f"{_share(members, other):.2f} ({_share(members, other, first=1):.2f})"
            for other in others
        ]
        names = [f"{_same_names(members, other):.2f}" for other in ("follow-up", "before")]
        table.add_row(name or "all", str(len(members)), f"{full[0]} ({full[1]})", *shares, *names)
    return table


def _print_missed(found: Sequence[Found], console: Console) -> None:
    for one in found:
        said, ranks = one.dialogue, one.ranks
        if not ranks["full"] or not ranks["follow-up"]:
            missed = "full misses" if not ranks["full"] else "missed"
            text = one.texts["follow-up"].replace("\n", " ⏎ ")
            console.print(f"{missed} {said.id} {said.kind} {ranks}", markup=False)
            console.print(f"   {said.full!r}\n   {text!r}", markup=False)


if __name__ == "__main__":
    raise SystemExit(main())
