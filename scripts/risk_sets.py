"""What risk classes are fitted and measured on: hand-written cases and ordinary questions."""

import csv
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.desk.classify_risk import Embed
from index.centre import centre, load_prior
from index.embed import VectorCache
from index.embedder import Matrix
from index.model_folder import unpack_default_model
from scripts.corpora import BENCH, DATA, FAQ, PROJECT, lines_of
from scripts.remembering_embedder import RememberingE5
from tests.desk.risk_cases import RiskCase, risk_cases

ORDINARY_FILE = PROJECT / "tests" / "desk" / "ordinary_messages.tsv"
BANKING_QUESTIONS = 2_000
BANKING_WITH_RISK = frozenset(
    {
        # money moved without the customer, or what it can be moved with is gone: fraud
        *("card_payment_not_recognised", "cash_withdrawal_not_recognised"),
        *("direct_debit_payment_not_recognised", "compromised_card", "lost_or_stolen_card"),
        *("lost_or_stolen_phone", "transaction_charged_twice"),
        # the account, and what is kept about its owner, is to be closed: data_subject
        "terminate_account",
    }
)
"""Intents of banking77 to which a risk class truly applies: not asked as ordinary questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message with the classes that it is of; an ordinary one is of none."""

    text: str
    language: str
    classes: tuple[str, ...] = ()
    source: str = ""
    difficulty: str = ""


def half_of(name: str) -> int:
    """0 or 1, by a hash that has nothing to do with the one that closes a third of the cases."""
    return int(hashlib.sha256(f"desk:{name}".encode()).hexdigest(), 16) % 2


def open_cases(*, half: int) -> tuple[Message, ...]:
    """Half of the cases that may be looked at: 0 is fitted on, 1 is reported."""
    return tuple(_message(case) for case in risk_cases(closed=False) if half_of(case.id) == half)


def closed_cases() -> tuple[Message, ...]:
    """The third that is opened for the last figure alone."""
    return tuple(map(_message, risk_cases(closed=True)))


def ordinary_messages(*, half: int) -> tuple[Message, ...]:
    """Half of the hand-written messages that a customer service gets all day: 1 is reported."""
    rows = [line.split("\t") for line in ORDINARY_FILE.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Message(text=text, language=language, source="ordinary messages")
        for name, language, text in rows[1:]
        if half_of(name) == half
    )


def dev_questions(*, half: int) -> tuple[Message, ...]:
    """Half of the questions of the sets to which no class applies: 0 is fitted on."""
    found: list[tuple[str, Message]] = []
    for row in lines_of(FAQ):
        for language, question in (("en", row["q_en"]), ("zh-Hans", row["q_zh"])):
            one = Message(text=question, language=language, source="esp_faq")
            found.append((row["topic"], one))
    for row in lines_of("emanual/dev/questions.jsonl"):
        question = row.get("Question") or row["question"]
        found.append((question, Message(text=question, language="en", source="emanual")))
    with (DATA / "banking77/dev/train.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["category"] not in BANKING_WITH_RISK]
    random.Random(1).shuffle(rows)  # noqa: S311 - a sample
    for row in rows[:BANKING_QUESTIONS]:
        one = Message(text=row["text"], language="en", source="banking77")
        found.append((row["text"], one))
    return tuple(one for name, one in found if half_of(name) == half)


def remembering_embed(cache: VectorCache, say: Callable[[str], None]) -> tuple[str, Embed]:
    """The default model's fingerprint and its centred vectors, kept on disk."""
    folder = unpack_default_model(_models(), progress=lambda done, total: None)
    embedder = RememberingE5(folder, cache=cache, threads=1)
    means = load_prior(embedder.fingerprint)
    say(f"model {embedder.fingerprint}")

    def embed(texts: list[str] | tuple[str, ...], language: str) -> Matrix:
        vectors = embedder.embed_questions(texts)
        return centre(vectors, [language] * len(texts), means, role="question")

    return embedder.fingerprint, embed  # type: ignore[return-value]


def vectors_of(messages: tuple[Message, ...], embed: Embed) -> Matrix:
    """Centred vectors of whole messages, one a row."""
    found: Matrix = np.zeros((0, 0), np.float32)
    for language in sorted({one.language for one in messages}):
        rows = [row for row, one in enumerate(messages) if one.language == language]
        vectors = embed([messages[row].text for row in rows], language)
        if not found.size:
            found = np.zeros((len(messages), vectors.shape[1]), np.float32)
        found[rows] = vectors
    return found


def _message(case: RiskCase) -> Message:
    return Message(
        text=case.text,
        language=case.language,
        classes=case.classes,
        source=case.family,
        difficulty=case.difficulty,
    )


def _models() -> Path:
    """Where the default model lies unpacked: the product's folder, else the benchmarks'."""
    own = PROJECT / "var" / "models"
    return own if own.is_dir() else BENCH / "models"
