"""Identifiers through the whole search: is the first passage one that holds what was named?

``python -m scripts.benchmark_identifier_search [--identifiers N]``

``benchmark_identifiers`` measures the exact index alone; here identifiers of the indexed text stand
carelessly typed in questions of three languages, and all retrievers and the fusion have their say.
"""

import argparse
import random
import re
import shutil
from collections.abc import Iterator

import numpy as np

from index.passage import SearchQuery
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from ingest.identifiers import extract
from scripts.corpora import BENCH, DATA, load_model_for_benchmarks

PRODUCT_FILES = (
    "max30102_en.pdf",
    "skr_mini_e3_v2_manual_en.pdf",
    "wch_link_user_manual_en.pdf",
    "tp4054_charger_zh.pdf",
    "te_statement_of_compliance.pdf",
    "raspberrypi_pico_eu_doc.pdf",
)
QUESTIONS = (
    ("{}", "en"),
    ("what is {}", "en"),
    ("{} datasheet?", "en"),
    ("how do I connect the {} board", "en"),
    ("Was ist das {}?", "de"),
    ("{} 的参数是什么", "zh-Hans"),
)
SEED = 20_261_121


def indexed() -> Searcher:
    """The English board guides and six product files, indexed as the product does it."""
    folder = BENCH / "corpora" / "identifiers"
    documents = folder / "documents"
    shutil.rmtree(documents, ignore_errors=True)
    documents.mkdir(parents=True)
    guides = DATA / "docs_espdevkits" / "dev" / "raw" / "en"
    for guide in guides.glob("**/*.rst"):
        shutil.copy(guide, documents / "_".join(guide.relative_to(guides).parts))
    for name in PRODUCT_FILES:
        shutil.copy(DATA / "pdf_products" / "dev" / name, documents / name)
    embedder = load_model_for_benchmarks()
    store = ReleaseStore(folder / "releases")
    report = refresh(
        documents,
        store=store,
        cache_dir=BENCH / "cache",
        embedder=embedder,
        settings=RefreshSettings(keep_releases=1),
        progress=lambda now: None,
    )
    path, manifest = store.path(report.release), store.manifest(report.release)
    return Searcher(open_release(path, manifest), embedder)


def careless(identifier: str) -> Iterator[str]:
    """Lower case; closed up where no two digits would meet; spaces for separators."""
    yield identifier.lower()
    if not re.search(r"\d[-/ _.]\d", identifier):
        yield re.sub(r"[-/ _.]", "", identifier)
    yield re.sub(r"[-/_]", " ", identifier).lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--identifiers", type=int, default=200)
    count = parser.parse_args().identifiers
    searcher = indexed()
    chunks = searcher.release.content.chunks(range(searcher.release.manifest.chunks))
    written = {
        found.canonical: found.text for chunk in chunks.values() for found in extract(chunk.text)
    }
    chosen = sorted(written)
    random.Random(SEED).shuffle(chosen)  # noqa: S311 - a sample, no secret
    for template, language in QUESTIONS:
        found: list[bool] = []
        for canonical in chosen[:count]:
            for spelling in careless(written[canonical]):
                query = SearchQuery(text=template.format(spelling), language=language, limit=1)
                passages = searcher.search(query)
                found.append(bool(passages) and canonical in passages[0].identifiers)
        print(f"{template:34} n={len(found):4}  recall@1 {np.mean(found):.4f}", flush=True)


if __name__ == "__main__":
    main()
