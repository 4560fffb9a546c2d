"""How often a follow-up, made standalone, finds what the same question in full finds.

    python -m scripts.benchmark_follow_up [--closed] [--list] [--var FOLDER]

Over the demo company, by kind and language: of the dialogues whose full question (written by a
person) has a gold passage among the first five, the share whose follow-up has one too, beside three
plain ways: the customer's last message before a short follow-up (what the product did before), the
message alone, and everything said joined. ``--closed`` takes the third that was kept for the last
figure, else the other two thirds are asked; ``--list`` prints what went wrong.
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
Method = Callable[[Dialogue], Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where each method's best passage that answers stands; 0 for not among the first five."""

    dialogue: Dialogue
    ranks: dict[str, int]
    texts: dict[str, str]


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
        engine, searcher = application.engine(), application.searcher()
        found = [_found(one, engine, searcher) for one in dialogues]
        application.close()
    console = Console(width=120)
    console.print(_table("kind", found, lambda one: one.dialogue.kind))
    console.print(_table("language", found, lambda one: one.dialogue.language))
    if arguments.list:
        _print_missed(found, console)
    share = _share(found, "follow-up")
    console.print(f"{len(found)} dialogues: {share:.3f} of what the full question finds")
    return int(share < TARGET)


def _in_full(dialogue: Dialogue) -> Question:
    return Question(id=dialogue.id, question=dialogue.full)


def _follow_up(dialogue: Dialogue) -> Question:
    return Question(id=dialogue.id, question=dialogue.question, history=dialogue.history)


def _alone(dialogue: Dialogue) -> Question:
    return Question(id=dialogue.id, question=dialogue.question, language=dialogue.language)


def _all_joined(dialogue: Dialogue) -> Question:
    said = "\n".join((*(turn.text for turn in dialogue.history), dialogue.question))
    return Question(id=dialogue.id, question=said, language=dialogue.language)


def _last_message_before(dialogue: Dialogue) -> Question:
    """A short follow-up behind the customer's last message, as the product did at first (there,
    what the follow-up names itself was left out of it as well; ``_before`` does so)."""
    asked = dialogue.question
    if len(asked) > SHORT_QUESTION_CHARACTERS:
        return _alone(dialogue)
    said = [turn.text.strip() for turn in dialogue.history if turn.role == "customer"]
    return Question(id=dialogue.id, question=f"{said[-1]}\n{asked}", language=dialogue.language)


METHODS: dict[str, Method] = {
    "full": _in_full,
    "follow-up": _follow_up,
    "before": _last_message_before,
    "alone": _alone,
    "joined": _all_joined,
}


def _found(dialogue: Dialogue, engine: AnswerEngine, searcher: Searcher) -> Found:
    ranks, texts = {}, {}
    for name, method in METHODS.items():
        prepared = engine.prepare(method(dialogue))
        passages = searcher.search(prepared.query)[:FIRST]
        hits = (place for place, one in enumerate(passages, start=1) if finds(one, dialogue.gold))
        ranks[name], texts[name] = next(hits, 0), prepared.text
    return Found(dialogue=dialogue, ranks=ranks, texts=texts)


def _share(found: Iterable[Found], method: str, *, first: int = FIRST) -> float:
    """Of those whose full question finds its passage, how many this one does too."""
    measured = [one for one in found if 0 < one.ranks["full"] <= first]
    return sum(0 < one.ranks[method] <= first for one in measured) / max(1, len(measured))


def _table(by: str, found: Sequence[Found], group: Callable[[Found], str]) -> Table:
    table = Table(title=f"by {by}: first five (first)", title_justify="left")
    others = [name for name in METHODS if name != "full"]
    for name in (by, "dialogues", "full finds", *others):
        table.add_column(name, justify="left" if name == by else "right")
    groups = [*sorted({group(one) for one in found}), ""]
    for name in groups:
        members = [one for one in found if name in ("", group(one))]
        full = [sum(0 < one.ranks["full"] <= first for one in members) for first in (FIRST, 1)]
        shares = [
            f"{_share(members, other):.2f} ({_share(members, other, first=1):.2f})"
            for other in others
        ]
        table.add_row(name or "all", str(len(members)), f"{full[0]} ({full[1]})", *shares)
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
