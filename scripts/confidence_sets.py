"""The sets that confidence is measured on: answerable and unanswerable questions, many languages.

Besides the sets of ``scripts.corpora`` with answers withheld: questions out of scope (CLINC), and
sets in which a question comes with all the passages there are (NoMIRACL, M2QA, product questions).
Those are indexed once, with the prior means of languages only, and each search sees the question's
own passages (``Asked.base``). Large sets are sampled by hash; the sizes are constants here.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from scripts.corpora import DATA, Asked, Corpus, corpora, lines_of, name_of

Item = TypeVar("Item")

OWN_BASE_QUESTIONS = 300
"""A language, of M2QA, and of NoMIRACL's questions with and without an answer."""
PRODUCT_QUESTIONS = 100
"""Of each of the three files of product questions."""
INTENT_UTTERANCES = 20
INTENT_QUESTIONS = 1_000
OUT_OF_SCOPE_QUESTIONS = 300

NOMIRACL_LANGUAGES = ("en", "zh", "es", "de", "ar")
M2QA_LANGUAGES = {"zh": "chinese", "de": "german"}
PRODUCT_FILES = {
    "epqa": ("ePQA_dev", "2"),
    "hetpqa": ("hetPQA_evidence_ranking_dev", "1"),
    "semipqa": ("semiPQA_attribute_ranking_dev", "1"),
}
"""File and the label of a candidate that answers; ePQA's 1 answers half, which is wrong here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much of the large sets is asked; None: all of it."""

    own_base_questions: int | None = OWN_BASE_QUESTIONS
    product_questions: int | None = PRODUCT_QUESTIONS
    intent_utterances: int | None = INTENT_UTTERANCES
    intent_questions: int | None = INTENT_QUESTIONS
    out_of_scope_questions: int | None = OUT_OF_SCOPE_QUESTIONS


SAMPLED = Sizes()
WHOLE = Sizes(
    own_base_questions=None,
    product_questions=None,
    intent_utterances=None,
    intent_questions=None,
    out_of_scope_questions=None,
)

WITHHELD = (
    *("faq_en", "faq_zh", "faq_mixed", "entries_en", "entries_zh"),
    *("xquad_pool", "rustdesk_withheld", "emanual"),
)
"""Of ``scripts.corpora``."""
DATASETS = {
    **dict.fromkeys(("faq_en", "faq_zh", "faq_mixed", "entries_en", "entries_zh"), "esp_faq"),
    "xquad_pool": "xquad",
    "docs_rustdesk_withheld": "docs_rustdesk",
    "emanual": "emanual",
    "clinc_oos": "clinc_oos",
    **{f"nomiracl_{language}": "nomiracl" for language in NOMIRACL_LANGUAGES},
    **{f"m2qa_{language}": "m2qa" for language in M2QA_LANGUAGES},
    "product_qa": "product_qa",
}
"""Corpus → the data it is made of: what is left out together."""


def confidence_sets(names: Iterable[str], *, sizes: Sizes = SAMPLED) -> Iterator[Corpus]:
    """The sets named, in order."""
    for name in names:
        if name in MAKERS:
            yield MAKERS[name](sizes)
        else:
            yield from corpora([name])


def clinc(sizes: Sizes = SAMPLED) -> Corpus:
    """CLINC150: each training utterance of an intent is an FAQ entry; asked are utterances that
    are not there, right when the entry quoted is of the same intent, and some out of scope.
    """
    values = json.loads((DATA / "clinc_oos/dev/train_val.json").read_text(encoding="utf-8"))
    of_intent: dict[str, list[str]] = {}
    for utterance, intent in values["train"]:
        of_intent.setdefault(intent, []).append(utterance)
    entries = {
        intent: sampled(utterances, sizes.intent_utterances, key=str)
        for intent, utterances in sorted(of_intent.items())
    }
    names = {
        intent: {name_of(f"{intent}/{one}"): one for one in utterances}
        for intent, utterances in entries.items()
    }
    known = {utterance for utterance, _ in values["train"]}
    new = [pair for pair in values["val"] if pair[0] not in known]
    inside = [
        Asked(
            id=f"in{name_of(utterance)}",
            question=utterance,
            language="en",
            gold=frozenset(names[intent]),
            topic=intent,
            group="clinc in scope",
        )
        for utterance, intent in sampled(new, sizes.intent_questions, key=_first)
    ]
    outside = [
        Asked(
            id=f"out{name_of(utterance)}",
            question=utterance,
            language="en",
            gold=frozenset(),
            topic=utterance,
            group="clinc out of scope",
        )
        for utterance, _ in sampled(
            values["oos_train"] + values["oos_val"], sizes.out_of_scope_questions, key=_first
        )
    ]
    return Corpus(
        name="clinc_oos",
        documents={name: text for of_one in names.values() for name, text in of_one.items()},
        questions=(*inside, *outside),
    )


def nomiracl(language: str, sizes: Sizes = SAMPLED) -> Corpus:
    """NoMIRACL: ten passages a question, one of which answers it, or none does.

    Which one is not told: a quote from any of the ten counts as right, so what is measured is
    whether the product knows that there is an answer, not whether it finds it.
    """
    documents: dict[str, str] = {}
    questions: list[Asked] = []
    for kind in ("relevant", "non_relevant"):
        rows = lines_of(f"nomiracl/dev/{language}.{kind}.jsonl")
        for row in sampled(rows, sizes.own_base_questions, key=_identity):
            named = {
                name_of(f"{language}/{identity}/{passage}"): passage
                for identity, passage in zip(row["docids"], row["passages"], strict=True)
            }
            documents.update(named)
            questions.append(
                Asked(
                    id=f"{row['qid']}@{language}",
                    question=row["question"],
                    language=language,
                    gold=frozenset(named if row["answerable"] else ()),
                    topic=f"{language}{row['qid']}",
                    group=f"nomiracl {language}",
                    base=frozenset(named),
                )
            )
    return Corpus(name=f"nomiracl_{language}", documents=documents, questions=tuple(questions))


def m2qa(language: str, sizes: Sizes = SAMPLED) -> Corpus:
    """M2QA: a product review a question, two fifths of them without the answer."""
    rows = lines_of(f"m2qa/dev/{M2QA_LANGUAGES[language]}_product_reviews.json")
    documents: dict[str, str] = {}
    questions: list[Asked] = []
    for row in sampled(rows, sizes.own_base_questions, key=_identity):
        name = name_of(row["context"])
        documents[name] = row["context"]
        answers = tuple(dict.fromkeys(row["answers"]["text"]))
        questions.append(
            Asked(
                id=row["id"],
                question=row["question"],
                language=language,
                gold=frozenset([name] if answers else []),
                topic=name,
                group=f"m2qa {language}",
                answers=answers,
                base=frozenset([name]),
            )
        )
    return Corpus(name=f"m2qa_{language}", documents=documents, questions=tuple(questions))


def product_qa(sizes: Sizes = SAMPLED) -> Corpus:
    """Questions on products, each with its attributes, bullets, reviews and earlier answers."""
    documents: dict[str, str] = {}
    questions: list[Asked] = []
    for kind, (file, answering) in PRODUCT_FILES.items():
        of_question: dict[str, list[dict[str, str]]] = {}
        path = DATA / "product_qa" / "dev" / f"{file}.tsv"
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                if row["candidate"].strip():
                    of_question.setdefault(row["qid"], []).append(row)
        for identity in sampled(sorted(of_question), sizes.product_questions, key=str):
            rows = of_question[identity]
            named = {name_of(f"{kind}/{row['qa_pair_id']}"): row for row in rows}
            documents.update({name: row["candidate"] for name, row in named.items()})
            questions.append(
                Asked(
                    id=f"{kind}{identity}",
                    question=rows[0]["question"],
                    language="en",
                    gold=frozenset(n for n, row in named.items() if row["label"] == answering),
                    # questions on one product share its texts
                    topic=rows[0].get("ASIN") or min(row["candidate"] for row in rows),
                    group=f"product_qa {kind}",
                    base=frozenset(named),
                )
            )
    return Corpus(name="product_qa", documents=documents, questions=tuple(questions))


MAKERS: Mapping[str, Callable[[Sizes], Corpus]] = {
    "clinc_oos": clinc,
    **{f"nomiracl_{language}": partial(nomiracl, language) for language in NOMIRACL_LANGUAGES},
    **{f"m2qa_{language}": partial(m2qa, language) for language in M2QA_LANGUAGES},
    "product_qa": product_qa,
}
ALL = (*WITHHELD, *MAKERS)


def sampled(items: Sequence[Item], count: int | None, *, key: Callable[[Item], str]) -> list[Item]:
    """At most ``count`` of the items, chosen by the hash of their keys, in their order."""
    if count is None or len(items) <= count:
        return list(items)
    ordered = sorted(range(len(items)), key=lambda place: _digest(key(items[place])))
    return [items[place] for place in sorted(ordered[:count])]


def _digest(text: str) -> str:
    return hashlib.sha1(f"sample{text}".encode()).hexdigest()  # noqa: S324


def _first(pair: Sequence[str]) -> str:
    return pair[0]


def _identity(row: Mapping[str, Any]) -> str:
    return str(row.get("id") or row["qid"])
