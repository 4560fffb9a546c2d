"""The evaluation sets as content folders and questions, the way the product meets them.

Every set becomes files below ``documents/`` under names that say nothing, is indexed by
``index.refresh`` with everything the product does, and is asked through ``Searcher``. Vectors are
cached by text, so a second run embeds nothing.
"""

import dataclasses
import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from index.e5 import E5Embedder
from index.embedder import Embedder
from index.model_folder import unpack_default_model
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from ingest.language import normalise_tag

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT.parent / "shared" / "data"
BENCH = PROJECT / ".bench"
FAQ = "esp_faq/dev/faq_pairs.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a set, with the names of the documents that answer; none when nothing does."""

    id: str
    question: str
    language: str
    gold: frozenset[str]
    topic: str
    """Sets are split by this when something is fitted."""
    group: str
    """What the figures are reported by."""
    answer: str = ""
    """The text that answers, where the set says so."""
    answers: tuple[str, ...] = ()
    """Stretches of the gold documents, word for word: what is quoted has to hold one of them."""
    base: frozenset[str] = frozenset()
    """The only documents there are for this question; empty: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Documents by name, and the questions asked of them."""

    name: str
    documents: dict[str, str]
    questions: tuple[Asked, ...]


def load_model_for_benchmarks(*, threads: int = 2) -> E5Embedder:
    """The default model, unpacked below ``.bench/`` once."""
    folder = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    return E5Embedder(folder, threads=threads)


def build(
    corpus: Corpus,
    embedder: Embedder,
    settings: RefreshSettings | None = None,
    *,
    below: Path = BENCH,
) -> Searcher:
    """A searcher over the corpus, indexed as the product does it; its caches lie ``below``."""
    folder = below / "corpora" / corpus.name
    documents = folder / "documents"
    shutil.rmtree(documents, ignore_errors=True)
    documents.mkdir(parents=True)
    for name, text in corpus.documents.items():
        (documents / name).write_text(text, encoding="utf-8")
    store = ReleaseStore(folder / "releases")
    report = refresh(
        documents,
        store=store,
        cache_dir=below / "cache",
        embedder=embedder,
        settings=settings or RefreshSettings(keep_releases=1),
        progress=lambda now: None,
    )
    release = report.release
    return Searcher(open_release(store.path(release), store.manifest(release)), embedder)


def is_held_back(topic: str, *, share: float = 0.5) -> bool:
    """Whether a topic belongs to the half that figures are reported on, by hash."""
    return int(hashlib.sha1(f"split{topic}".encode()).hexdigest(), 16) % 1000 < share * 1000  # noqa: S324


def corpora(names: Iterable[str]) -> Iterator[Corpus]:
    """The sets named, in order."""
    makers: dict[str, Callable[[], Corpus]] = {
        "xquad_pool": xquad_pool,
        "rustdesk_withheld": lambda: headings_withheld("docs_rustdesk"),
        "faq_en": lambda: faq("en"),
        "faq_zh": lambda: faq("zh"),
        "faq_mixed": faq_mixed,
        "entries_en": partial(faq_entries, "en"),
        "entries_zh": partial(faq_entries, "zh"),
        "rustdesk": lambda: headings("docs_rustdesk"),
        "qgc": lambda: headings("docs_qgc"),
        "emanual": emanual,
        **{f"xquad_{code}": partial(xquad, code) for code in XQUAD_LANGUAGES},
        "drcd": lambda: chinese("DRCD_dev_zh_hant.json", "zh-Hant"),
        "cmrc": lambda: chinese("cmrc2018_trial.json", "zh-Hans"),
    }
    for name in names:
        yield makers[name]()


XQUAD_LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")


def faq(language: str) -> Corpus:
    """esp_faq, answers only in one language, asked in both; ``kb=false`` has no answer there."""
    rows = lines_of(FAQ)
    return Corpus(
        name=f"faq_{language}",
        documents={name_of(row["id"]): row[f"a_{language}"] for row in rows if row["kb"]},
        questions=_faq_questions(rows, {row["id"]: language for row in rows}),
    )


def faq_mixed() -> Corpus:
    """Half of the answers only in English, half only in Chinese; asked in both."""
    rows = lines_of(FAQ)
    languages = {
        row["id"]: "en"
        if int(hashlib.sha1(("mix" + row["id"]).encode()).hexdigest(), 16) % 2  # noqa: S324
        else "zh"
        for row in rows
    }
    return Corpus(
        name="faq_mixed",
        documents={
            name_of(row["id"]): row[f"a_{languages[row['id']]}"] for row in rows if row["kb"]
        },
        questions=_faq_questions(rows, languages, prefix="mixed "),
    )


def faq_entries(language: str) -> Corpus:
    """esp_faq, whole entries in one language, asked in the other."""
    rows = lines_of(FAQ)
    questions = _faq_questions(rows, {row["id"]: language for row in rows}, prefix="entries ")
    return Corpus(
        name=f"entries_{language}",
        documents={
            name_of(row["id"]): f"{row[f'q_{language}']}\n\n{row[f'a_{language}']}"
            for row in rows
            if row["kb"]
        },
        questions=tuple(asked for asked in questions if asked.language != language),
    )


def _faq_questions(
    rows: list[dict[str, Any]], languages: dict[str, str], *, prefix: str = ""
) -> tuple[Asked, ...]:
    """Every entry's question in both languages; ``languages`` are those of the answers."""
    return tuple(
        Asked(
            id=f"{row['id']}@{asked}",
            question=row[f"q_{asked}"],
            language=asked,
            gold=frozenset([name_of(row["id"])] if row["kb"] else []),
            topic=row["topic"],
            group=f"{prefix}{asked}→{languages[row['id']]}",
        )
        for row in rows
        for asked in ("en", "zh")
    )


def headings(folder: str) -> Corpus:
    """Section headings in many languages against the English bodies without their headings."""
    sections = lines_of(f"{folder}/dev/sections.jsonl")
    bodies = {row["sid"]: row["body"] for row in sections if row["lang"] == "en"}
    return Corpus(
        name=folder,
        documents={name_of(sid): body for sid, body in bodies.items() if body.strip()},
        questions=tuple(
            Asked(
                id=row["qid"],
                question=row["question"],
                language=row["lang"],
                gold=frozenset([name_of(row["gold"])]),
                topic=row["gold"].split("#")[0],
                group=f"{folder} en→en" if row["lang"] == "en" else f"{folder} other→en",
            )
            for row in lines_of(f"{folder}/dev/heading_queries.jsonl")
        ),
    )


def xquad(language: str) -> Corpus:
    """XQuAD paragraphs of one language, asked in the same language."""
    passages = [row for row in lines_of("xquad_r/dev/passages.jsonl") if row["lang"] == language]
    return Corpus(
        name=f"xquad_{language}",
        documents={name_of(row["pid"]): row["text"] for row in passages},
        questions=tuple(
            Asked(
                id=row["qid"],
                question=row["question"],
                language=language,
                gold=frozenset([name_of(row["pid"])]),
                topic=row["pid"][:3],
                group=f"xquad {language}",
                answer=row["answer"],
            )
            for row in lines_of("xquad_r/dev/questions.jsonl")
            if row["lang"] == language
        ),
    )


def xquad_pool() -> Corpus:
    """Each paragraph in two of twelve languages, three tenths in none; asked in all twelve.

    What an exporter's base looks like: the answer is usually in another language, or nowhere.
    """
    documents: dict[str, str] = {}
    gold: dict[str, set[str]] = {}
    languages: dict[str, set[str]] = {}
    for row in lines_of("xquad_r/dev/passages.jsonl"):
        digest = int(hashlib.sha1(f"pool{row['pid']}".encode()).hexdigest(), 16)  # noqa: S324
        kept = {XQUAD_LANGUAGES[digest % 12], XQUAD_LANGUAGES[digest // 12 % 12]}
        withheld = digest // 144 % 10 < 3
        if row["lang"] in kept and not withheld:
            name = name_of(f"{row['pid']}{row['lang']}")
            documents[name] = row["text"]
            gold.setdefault(row["pid"], set()).add(name)
            languages.setdefault(row["pid"], set()).add(row["lang"])
    questions = lines_of("xquad_r/dev/questions.jsonl")
    answers = {(row["qid"], row["lang"]): row["answer"] for row in questions}
    return Corpus(
        name="xquad_pool",
        documents=documents,
        questions=tuple(
            Asked(
                id=f"{row['qid']}@{row['lang']}",
                question=row["question"],
                language=row["lang"],
                gold=frozenset(gold.get(row["pid"], ())),
                topic=row["pid"][:3],
                group=f"pool {row['lang']}",
                answers=tuple(
                    answers[row["qid"], kept]
                    for kept in sorted(languages.get(row["pid"], ()))
                    if (row["qid"], kept) in answers
                ),
            )
            for number, row in enumerate(questions)
            if number % 2 == 0
        ),
    )


def headings_withheld(folder: str) -> Corpus:
    """As ``headings``, with the gold documents of three tenths of the sections withheld."""
    whole = headings(folder)
    kept = {
        name: text
        for name, text in whole.documents.items()
        if int(hashlib.sha1(f"hold{name}".encode()).hexdigest(), 16) % 10 >= 3  # noqa: S324
    }
    return Corpus(
        name=f"{folder}_withheld",
        documents=kept,
        questions=tuple(
            dataclasses.replace(
                asked,
                gold=frozenset(name for name in asked.gold if name in kept),
                group=f"{folder} withheld",
            )
            for asked in whole.questions
        ),
    )


def emanual() -> Corpus:
    """Both manuals by section, as Markdown under their section titles; gold is the section."""
    documents: dict[str, str] = {}
    by_title: dict[tuple[str, str], set[str]] = {}
    for source, file in (("smart_tv", "smart_tv_remote_manual"), ("s10", "s10_manual")):
        for row in lines_of(f"emanual/kb/{file}_corpus.jsonl"):
            name = name_of(f"{source}/{row['sec']}")
            lines = [line for line in row["text"] if line.strip()]
            documents[name] = "\n\n".join(lines)
            by_title.setdefault((source, letters(row["title"])), set()).add(name)
    questions = []
    for number, row in enumerate(lines_of("emanual/dev/questions.jsonl")):
        # a part of the questions comes from a table whose columns are named otherwise
        path = row.get("Section Hierarchy") or row.get("section_path") or ""
        section = letters(path.split(">")[-1])
        gold = by_title.get((row["src"], section))
        if gold:
            questions.append(
                Asked(
                    id=f"emanual{number}",
                    question=row.get("Question") or row["question"],
                    language="en",
                    gold=frozenset(gold),
                    topic=section,
                    group=f"emanual {row['src']}",
                    answer=str(row.get("Answer") or row.get("answer") or ""),
                )
            )
    return Corpus(name="emanual", documents=documents, questions=tuple(questions))


def chinese(file: str, language: str) -> Corpus:
    """Paragraphs of a SQuAD-shaped file; at most 1,500 questions, every n-th."""
    values = json.loads((DATA / "zh_mrc" / "dev" / file).read_text(encoding="utf-8"))
    documents: dict[str, str] = {}
    questions: list[Asked] = []
    for article in values["data"]:
        for paragraph in article["paragraphs"]:
            name = name_of(paragraph["context"])
            documents[name] = paragraph["context"]
            questions.extend(
                Asked(
                    id=str(entry["id"]),
                    question=entry["question"],
                    language=language,
                    gold=frozenset([name]),
                    topic=str(article.get("title", name)),
                    group=f"zh_mrc {language}",
                    answer=entry["answers"][0]["text"],
                )
                for entry in paragraph["qas"]
                if entry["question"].strip()
            )
    step = max(1, len(questions) // 1500)
    return Corpus(
        name=Path(file).stem.lower(), documents=documents, questions=tuple(questions[::step])
    )


def question_language(asked: Asked) -> str:
    """The language as the product writes it."""
    return normalise_tag(asked.language) or asked.language


def lines_of(path: str) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file of the evaluation data."""
    text = (DATA / path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def name_of(identity: str) -> str:
    """A file name that says nothing."""
    return f"{hashlib.sha256(identity.encode()).hexdigest()[:12]}.md"


def letters(text: str) -> str:
    """The letters and digits of a text, however it is spaced, cased and composed."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
