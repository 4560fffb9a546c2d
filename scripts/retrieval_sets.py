"""Every public set that measures retrieval, as content folders, questions and the rows they fill.

A row is what one figure stands for: a set, a question language and a document language. A question
may count in several (its language pair, and all pairs together).
"""

import dataclasses
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import opencc

from index.content import StoredDocument
from index.e5 import E5Embedder
from index.passage import Passage
from index.search import Searcher
from ingest.sentences import split
from scripts.corpora import (
    DATA,
    XQUAD_LANGUAGES,
    Asked,
    Corpus,
    build,
    chinese,
    emanual,
    faq,
    faq_mixed,
    headings,
    lines_of,
    name_of,
    xquad,
)

LEAST_SENTENCE = {"en": 40, "zh": 20}
"""Characters of a twin's first sentence; a shorter one says nothing of its own."""
LONGEST_SENTENCE = 300

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalSet:
    """A corpus, and how its questions are counted."""

    corpus: Corpus
    rows: Callable[[Asked], tuple[str, ...]]
    abstains: bool = False
    """Some questions have no answer: report how well the best score tells them apart."""
    varied: bool = False
    """Ask the questions carelessly as well."""
    average_precision: bool = False
    """Every gold document counts, not only the first."""
    sections: Mapping[str, Sequence[tuple[int, int]]] = dataclasses.field(default_factory=dict)
    """Document → character ranges, where a part of a document is the gold."""

    def keys(self, passage: Passage) -> Keys:
        """What a passage is, as gold is named."""
        return self._keys(passage.document, passage.start, passage.end)

    def units(self, searcher: Searcher) -> list[tuple[str, Keys]]:
        """The texts that plain methods search, with what each is."""
        if not self.sections:
            return [(text, (name,)) for name, text in self.corpus.documents.items()]
        content = searcher.release.content
        return [
            (chunk.text, self._keys(card.path, chunk.start, chunk.end))
            for number, card in enumerate(content.cards)
            for chunk in content.chunks_of(number)
        ]

    def _keys(self, document: str, start: int, end: int) -> Keys:
        if not self.sections:
            return (document,)
        return tuple(
            f"{document}#{number}"
            for number, (begins, ends) in enumerate(self.sections.get(document, ()))
            if start < ends and begins < end
        )


def retrieval_sets(names: Sequence[str], embedder: E5Embedder) -> Iterator[RetrievalSet]:
    """The sets named, one at a time, in order."""
    for name in names:
        for made in MAKERS[name](embedder):
            folder = f"retrieval_{made.corpus.name}"
            yield dataclasses.replace(made, corpus=dataclasses.replace(made.corpus, name=folder))


def _esp_faq(_: E5Embedder) -> Iterator[RetrievalSet]:
    """Answers only, whole entries, and answers half in English and half in Chinese."""
    for language in ("en", "zh"):
        answers = faq(language)
        yield RetrievalSet(
            corpus=answers,
            rows=lambda asked: (f"esp_faq answers {asked.group}",),
            abstains=True,
            varied=True,
        )
        asked_in = {
            name: asked.question
            for asked in answers.questions
            for name in asked.gold
            if asked.language == language
        }
        entries = {name: f"{asked_in[name]}\n\n{text}" for name, text in answers.documents.items()}
        yield RetrievalSet(
            corpus=dataclasses.replace(answers, name=f"entries_{language}", documents=entries),
            rows=lambda asked: (f"esp_faq entries {asked.group}",),
            abstains=True,
        )
    yield RetrievalSet(corpus=faq_mixed(), rows=_mixed_rows)


def _mixed_rows(asked: Asked) -> tuple[str, ...]:
    pair = asked.group.removeprefix("mixed ")
    question, document = pair.split("→")
    if question == document:
        return (f"esp_faq mixed {pair}", "esp_faq mixed, same language")
    return (f"esp_faq mixed {pair}", "esp_faq mixed, other language")


def _headings(folder: str, _: E5Embedder) -> Iterator[RetrievalSet]:
    """Section headings against the English bodies, and against the bodies of their own language."""

    def rows(asked: Asked) -> tuple[str, ...]:
        row = f"{folder} {asked.language}→en"
        return (row,) if asked.language == "en" else (row, f"{folder} other→en")

    english = headings(folder)
    yield RetrievalSet(corpus=english, rows=rows)
    sections = lines_of(f"{folder}/dev/sections.jsonl")
    for language in sorted({row["lang"] for row in sections} - {"en"}):
        documents = {
            name_of(row["sid"]): row["body"]
            for row in sections
            if row["lang"] == language and row["body"].strip()
        }
        yield RetrievalSet(
            corpus=Corpus(
                name=f"{folder}_{language}",
                documents=documents,
                questions=tuple(
                    asked
                    for asked in english.questions
                    if asked.language == language and asked.gold & documents.keys()
                ),
            ),
            rows=lambda asked: (
                f"{folder} {asked.language}→{asked.language}",
                f"{folder} own language",
            ),
        )


def _espdevkits(embedder: E5Embedder) -> Iterator[RetrievalSet]:
    """Translation twins: the first sentence of a section, in one language, must find the section
    at the same place of the twin, in the other; whole guides are indexed as they are.

    Twins are the files of both trees whose headings have the same levels in the same order.
    Sections of several boards that begin with the same paragraph stand for each other.
    """
    root = DATA / "docs_espdevkits" / "dev" / "raw"
    documents: dict[str, dict[str, StoredDocument]] = {"en": {}, "zh": {}}
    corpora: dict[str, Corpus] = {}
    for language, folder in (("en", "en"), ("zh", "zh_CN")):
        texts = {
            name_of(path.relative_to(root / folder).as_posix()).replace(".md", ".rst"): (
                path.read_text(encoding="utf-8")
            )
            for path in sorted((root / folder).rglob("*.rst"))
        }
        corpora[language] = Corpus(name=f"devkits_{language}", documents=texts, questions=())
        searcher = build(corpora[language], embedder)
        for name in texts:
            stored = searcher.document(name)
            if stored is not None:
                documents[language][name] = stored
    for asked, found in (("en", "zh"), ("zh", "en")):
        sections = {name: _sections(stored) for name, stored in documents[found].items()}
        yield RetrievalSet(
            corpus=dataclasses.replace(
                corpora[found],
                questions=tuple(_twin_questions(documents[asked], documents[found], asked)),
            ),
            rows=lambda one: (f"docs_espdevkits {one.group}",),
            sections=sections,
        )


def _twin_questions(
    asked_in: Mapping[str, StoredDocument], found_in: Mapping[str, StoredDocument], language: str
) -> Iterator[Asked]:
    other = "zh" if language == "en" else "en"
    same: defaultdict[str, set[str]] = defaultdict(set)
    for name, stored in found_in.items():
        for number, place in enumerate(_sections(stored)):
            same[_first_paragraph(stored, place)].add(f"{name}#{number}")
    seen: set[str] = set()
    for name in sorted(asked_in.keys() & found_in.keys()):
        one, twin = asked_in[name], found_in[name]
        if _levels(one) != _levels(twin):
            continue
        pairs = zip(_sections(one), _sections(twin), strict=True)
        for number, (place, twin_place) in enumerate(pairs):
            paragraph = _first_paragraph(one, place)
            first = next((text for text in map(str.strip, _split(paragraph, language)) if text), "")
            gold = same[_first_paragraph(twin, twin_place)]
            if LEAST_SENTENCE[language] <= len(first) <= LONGEST_SENTENCE and first not in seen:
                seen.add(first)
                yield Asked(
                    id=f"{name}#{number}@{language}",
                    question=first,
                    language=language,
                    gold=frozenset(gold),
                    topic=name,
                    group=f"{language}→{other}",
                )


def _levels(document: StoredDocument) -> list[int]:
    return [block.level for block in document.blocks if block.kind == "heading"]


def _sections(document: StoredDocument) -> list[tuple[int, int]]:
    starts = [block.start for block in document.blocks if block.kind == "heading"]
    return list(itertools.pairwise([*starts, len(document.text)]))


def _first_paragraph(document: StoredDocument, place: tuple[int, int]) -> str:
    inside = [block for block in document.blocks if place[0] <= block.start < place[1]]
    after_heading = next((b for b in inside if b.kind != "heading"), None)
    if after_heading is None or after_heading.kind != "paragraph":
        return ""
    return " ".join(document.text[after_heading.start : after_heading.end].split())


def _split(text: str, language: str) -> Iterator[str]:
    return (text[start:end] for start, end in split(text, language=language))


def _xquad(_: E5Embedder) -> Iterator[RetrievalSet]:
    """Paragraphs of one language, asked in it."""
    for language in XQUAD_LANGUAGES:
        yield RetrievalSet(
            corpus=xquad(language),
            rows=lambda asked: (f"xquad {asked.language}", "xquad, same language"),
            varied=True,
        )


def _xquad_r(_: E5Embedder) -> Iterator[RetrievalSet]:
    """LAReQA (Roy et al. 2020): the sentences of all paragraphs in eleven languages are one pool;
    right is the sentence that holds the answer, in every language. Mean average precision.
    """
    texts: dict[tuple[str, str, int], str] = {}
    for row in lines_of("xquad_r/dev/passages.jsonl"):
        for number, (start, end) in enumerate(row["sentence_breaks"] or ()):
            if row["text"][start:end].strip():
                texts[row["lang"], row["pid"], number] = row["text"][start:end].strip()
    questions = [row for row in lines_of("xquad_r/dev/questions.jsonl") if row["sent"] is not None]
    gold: defaultdict[str, set[str]] = defaultdict(set)
    for row in questions:
        if (row["lang"], row["pid"], row["sent"]) in texts:
            gold[row["qid"]].add(_sentence(row["lang"], row["pid"], row["sent"]))
    yield RetrievalSet(
        corpus=Corpus(
            name="xquad_r",
            documents={_sentence(*place): text for place, text in texts.items()},
            questions=tuple(
                Asked(
                    id=f"{row['qid']}@{row['lang']}",
                    question=row["question"],
                    language=row["lang"],
                    gold=frozenset(gold[row["qid"]]),
                    topic=row["pid"][:3],
                    group="xquad_r",
                )
                for row in questions
                if gold[row["qid"]]
            ),
        ),
        rows=lambda asked: (f"xquad_r {asked.language}", "xquad_r pool"),
        average_precision=True,
    )


def _sentence(language: str, paragraph: str, number: int) -> str:
    return name_of(f"{language} {paragraph} {number}")


def _emanual(_: E5Embedder) -> Iterator[RetrievalSet]:
    """Both manuals in one base, and the television's alone."""
    both = emanual()
    yield RetrievalSet(
        corpus=both, rows=lambda asked: (f"{asked.group} of both", "emanual both"), varied=True
    )
    television = [asked for asked in both.questions if asked.group == "emanual smart_tv"]
    rows = lines_of("emanual/kb/smart_tv_remote_manual_corpus.jsonl")
    names = {name_of(f"smart_tv/{row['sec']}") for row in rows}
    yield RetrievalSet(
        corpus=Corpus(
            name="emanual_smart_tv",
            documents={name: text for name, text in both.documents.items() if name in names},
            questions=tuple(television),
        ),
        rows=lambda asked: ("emanual smart_tv",),
    )


def _zh_mrc(_: E5Embedder) -> Iterator[RetrievalSet]:
    """Paragraphs in their own script, and asked in the other one."""
    for file, script, other, convert in (
        ("DRCD_dev_zh_hant.json", "zh-Hant", "zh-Hans", "t2s"),
        ("cmrc2018_trial.json", "zh-Hans", "zh-Hant", "s2t"),
    ):
        corpus = chinese(file, script)
        converter = opencc.OpenCC(convert)
        converted = tuple(
            dataclasses.replace(
                asked,
                id=f"{asked.id}@{other}",
                question=converter.convert(asked.question),
                language=other,
            )
            for asked in corpus.questions[::2]
        )
        yield RetrievalSet(
            corpus=dataclasses.replace(corpus, questions=(*corpus.questions, *converted)),
            rows=lambda asked, script=script: (  # type: ignore[misc]
                f"zh_mrc {asked.language}→{script}",
            ),
        )


MAKERS: dict[str, Callable[[E5Embedder], Iterator[RetrievalSet]]] = {
    "esp_faq": _esp_faq,
    "docs_rustdesk": partial(_headings, "docs_rustdesk"),
    "docs_qgc": partial(_headings, "docs_qgc"),
    "docs_espdevkits": _espdevkits,
    "xquad": _xquad,
    "xquad_r": _xquad_r,
    "emanual": _emanual,
    "zh_mrc": _zh_mrc,
}
"""By name, in the order they are measured."""
