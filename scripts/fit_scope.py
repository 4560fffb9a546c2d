"""Fits how near a base has to come to a question for the question to be in its scope.

Run from the project root with the evaluation data beside it: ``python -m scripts.fit_scope``. It
prints, for questions that the quoted passage shares its language with and for the others, the
closeness below which one in a hundred of the questions with an answer lies (on half of the topics),
how many of the other half lie there, and how many of those that have none: out of scope (CLINC),
withheld from the base (FAQ, paragraphs), and asked of a base about something else (CLINC's of the
FAQ). The figures go into ``answer/scope.py``. ``--as-kept`` takes rows of an earlier run.
"""

import argparse
import dataclasses

import numpy as np

from answer.scope import CLOSENESS, LEAST_CLOSENESS, closeness
from scripts.confidence_rows import Row, collect
from scripts.confidence_sets import confidence_sets
from scripts.corpora import Corpus, is_held_back

SETS = (
    *("clinc_oos", "faq_en", "faq_zh", "faq_mixed", "entries_en", "entries_zh"),
    *("xquad_pool", "emanual", "product_qa"),
)
"""Questions as customers ask them, of more than one text: headings and single texts are not."""
SHARE = 0.01
"""Of the questions with an answer that may be called out of scope."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--as-kept", action="store_true", help="take rows kept, whatever changed")
    arguments = parser.parse_args()
    sets = list(confidence_sets(SETS))
    rows = collect([*sets, foreign(sets)], as_kept=arguments.as_kept, say=print)
    for same in (True, False):
        of_kind = [row for row in rows if bool(row.signals["same_language"]) is same]
        answerable = [row for row in of_kind if row.answerable]
        fitted = [row for row in answerable if not is_held_back(row.topic)]
        least = float(np.quantile([closeness(row.signals) for row in fitted], SHARE))
        print(
            f"{'same language' if same else 'other language'}: {' + '.join(CLOSENESS)} "
            f"below {least:.3f} (shipped: {LEAST_CLOSENESS[same]})"
        )
        held_back = [row for row in answerable if is_held_back(row.topic)]
        tell("with an answer, other topics", held_back, least)
        for source in sorted({row.source for row in of_kind}):
            inside = [row for row in of_kind if row.source == source]
            tell(f"{source}, with an answer", [one for one in inside if one.answerable], least)
            tell(f"{source}, without", [one for one in inside if not one.answerable], least)


def foreign(sets: list[Corpus]) -> Corpus:
    """CLINC's questions, asked of the FAQ about microcontrollers: nothing there is about them."""
    by_name = {corpus.name: corpus for corpus in sets}
    questions = tuple(
        dataclasses.replace(asked, gold=frozenset(), group="foreign")
        for asked in by_name["clinc_oos"].questions
    )
    return dataclasses.replace(by_name["faq_en"], name="faq_en_foreign", questions=questions)


def tell(name: str, rows: list[Row], least: float) -> None:
    """The share of the rows that lie below, where there are any."""
    if rows:
        below = np.mean([closeness(row.signals) < least for row in rows])
        print(f"  {name:36} {below:.3f} of {len(rows)}")


if __name__ == "__main__":
    main()
