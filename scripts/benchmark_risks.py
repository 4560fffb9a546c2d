"""How well the desk's risk classes are told: ``python -m scripts.benchmark_risks [--closed]``.

Per class, by language and by difficulty, on the half of the open cases that no weights were fitted
on (thresholds were chosen on it), and false alarms on ordinary questions: the halves of esp_faq,
emanual, banking77 and the hand-written ordinary messages that had no part in anything, less the
intents of banking77 to which a class truly applies (``scripts/risk_sets.py``). ``--closed`` opens
the closed third instead: for the last figure alone. ``--errors`` shows what is told wrongly.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answer.desk.classify_risk import RiskClassifier
from answer.desk.risk_files import load_risks
from answer.desk.risk_weights import load_risk_weights
from index.embed import VectorCache
from scripts.corpora import BENCH
from scripts.risk_sets import (
    Message,
    closed_cases,
    dev_questions,
    open_cases,
    ordinary_messages,
    remembering_embed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message with the classes that the classifier gave it."""

    message: Message
    classes: frozenset[str]
    suspected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of one class."""

    hits: int
    found: int
    meant: int

    @property
    def recall(self) -> float:
        return self.hits / self.meant if self.meant else 1.0

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.found + self.meant) if self.found + self.meant else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", action="store_true", help="open the closed third")
    parser.add_argument("--errors", action="store_true", help="show what is told wrongly")
    arguments = parser.parse_args()
    book = load_risks()
    classes = [name for name, one in book.classes.items() if one.by_text]
    with VectorCache(BENCH / "vectors.db") as cache:
        fingerprint, embed = remembering_embed(cache, print)
        model = load_risk_weights(fingerprint)
        classifier = RiskClassifier(book, model=model, embed=embed)
        cases = closed_cases() if arguments.closed else open_cases(half=1)
        told = [tell(one, classifier) for one in cases]
        print(f"{len(cases)} cases, {'closed third' if arguments.closed else 'open, other half'}")
        report(told, classes)
        for ordinary in (dev_questions(half=1), ordinary_messages(half=1)):
            report_alarms([tell(one, classifier) for one in ordinary])
        started = time.perf_counter()
        for one in cases:
            classifier.classify(one.text, one.language)
        milliseconds = (time.perf_counter() - started) / len(cases) * 1000
        print(f"{milliseconds:.2f} ms a message beside its vectors")
    if arguments.errors and not arguments.closed:
        for wrong in (each for each in told if each.classes != set(each.message.classes)):
            meant, found = "|".join(wrong.message.classes), "|".join(sorted(wrong.classes))
            said = f"{wrong.message.language} {wrong.message.text}"
            print(f"{meant or '-'} → {found or '-'}: {said}")


def tell(message: Message, classifier: RiskClassifier) -> Told:
    risks = classifier.classify(message.text, message.language)
    return Told(
        message=message,
        classes=frozenset(risk.risk_class for risk in risks if not risk.is_suspected),
        suspected=frozenset(risk.risk_class for risk in risks if risk.is_suspected),
    )


def figures(told: Iterable[Told], name: str) -> Figures:
    """Of one class."""
    meant = [(name in one.classes, name in one.message.classes) for one in told]
    return Figures(
        hits=sum(found and true for found, true in meant),
        found=sum(found for found, _ in meant),
        meant=sum(true for _, true in meant),
    )


def macro_f1(told: Sequence[Told], classes: Sequence[str]) -> float:
    """The mean of the classes' F1."""
    return sum(figures(told, name).f1 for name in classes) / len(classes)


def report(told: Sequence[Told], classes: Sequence[str]) -> None:
    print(f"{'class':18}{'n':>5}{'recall':>9}{'precision':>11}{'F1':>7}")
    for name in classes:
        of_class = figures(told, name)
        print(
            f"{name:18}{of_class.meant:5}{of_class.recall:9.3f}"
            f"{of_class.precision:11.3f}{of_class.f1:7.3f}"
        )
    print(f"macro-F1 {macro_f1(told, classes):.3f}")
    for name in dict.fromkeys(name for one in told for name in sorted(one.suspected)):
        meant = [one for one in told if name in one.message.classes]
        met = sum(name in one.classes | one.suspected for one in meant)
        print(f"{name:18} found or suspected {met / max(1, len(meant)):.3f}")
    for kind in ("plain", "hard", "harmless"):
        some = [one for one in told if one.message.difficulty == kind]
        right = sum(one.classes == set(one.message.classes) for one in some)
        met = sum(bool(one.classes & set(one.message.classes)) for one in some)
        print(f"{kind:10} {len(some):4} all right {right / max(1, len(some)):.3f}", end="")
        print("" if kind == "harmless" else f", one right {met / max(1, len(some)):.3f}")
    for language in sorted({one.message.language for one in told}):
        some = [one for one in told if one.message.language == language]
        every = [figures(some, name) for name in classes]
        total = Figures(
            hits=sum(one.hits for one in every),
            found=sum(one.found for one in every),
            meant=sum(one.meant for one in every),
        )
        print(
            f"{language:8}{len(some):4} recall {total.recall:.3f} precision {total.precision:.3f} "
            f"F1 {total.f1:.3f}"
        )


def report_alarms(told: Sequence[Told]) -> None:
    for source in sorted({one.message.source for one in told}):
        some = [one for one in told if one.message.source == source]
        alarms = [one for one in some if one.classes]
        suspected = [one for one in some if one.suspected and not one.classes]
        which = sorted({name for one in alarms for name in one.classes})
        print(
            f"false alarms {source:18} {len(alarms) / len(some):.4f} of {len(some)} "
            f"({', '.join(which) or 'none'}), suspected {len(suspected) / len(some):.4f}"
        )


if __name__ == "__main__":
    main()
