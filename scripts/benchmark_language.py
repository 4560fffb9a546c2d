"""How often the language of a text is told right, a language, on text the product never saw.

The blend's weight and the penalty of rarer languages are fitted on one half of the real text (by a
hash of the text) and reported on the other; hand-written customer messages are reported only.

    python scripts/benchmark_language.py ../shared/data
"""

import argparse
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest import language
from ingest.language import detect, normalise_tag

PROJECT = Path(__file__).resolve().parent.parent


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def examples(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Kind → (text, language): sentences that people wrote, short headings, customer messages."""
    sentences = [
        (row["question"], normalise_tag(row["lang"]))
        for row in _lines(data / "xquad_r/dev/questions.jsonl")
    ]
    for row in _lines(data / "esp_faq/dev/faq_pairs.jsonl"):
        sentences += [(row["q_en"], "en"), (row["q_zh"], "zh-Hans")]
    for name, tag in (("chinese", "zh-any"), ("german", "de")):
        path = data / f"m2qa/dev/{name}_product_reviews.json"
        sentences += [(row["question"], tag) for row in _lines(path)]
    for code in ("ar", "de", "en", "es", "zh"):
        for kind in ("relevant", "non_relevant"):
            for row in _lines(data / f"nomiracl/dev/{code}.{kind}.jsonl"):
                sentences.append((row["question"], code if code != "zh" else "zh-any"))
    traditional = json.loads((data / "zh_mrc/dev/DRCD_dev_zh_hant.json").read_text("utf-8"))
    for article in traditional["data"]:
        for paragraph in article["paragraphs"]:
            sentences += [(qa["question"], "zh-Hant") for qa in paragraph["qas"][:1]]
    headings = [
        (row["question"], normalise_tag(row["lang"]))
        for folder in ("docs_rustdesk", "docs_qgc")
        for row in _lines(data / folder / "dev/heading_queries.jsonl")
    ]
    messages = json.loads(
        (PROJECT / "tests/ingest/customer_messages.json").read_text(encoding="utf-8")
    )
    written = [(text, tag) for tag, texts in messages.items() for text in texts]
    return {
        "sentences": sentences,
        "headings": headings,
        "headings, document's language as hint": headings,
        "customer messages": written,
        "customer messages, hint always en": written,
    }


def right(found: str, expected: str) -> bool:
    return found == expected or (expected == "zh-any" and found.startswith("zh"))


def first_half(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 0


def accuracy(pairs: list[tuple[str, str]]) -> float:
    return sum(right(detect(text), tag) for text, tag in pairs) / len(pairs)


def fit(pairs: list[tuple[str, str]]) -> None:
    """Print accuracy over a grid of weights and penalties, on the fitting half."""
    for weight in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        for penalty in (0.25, 0.5, 1.0):
            language._PY3LANGID_WEIGHT = weight
            language._OTHER_LANGUAGE_PENALTY = penalty
            print(f"  weight {weight} penalty {penalty}: {accuracy(pairs):.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--fit", action="store_true", help="search the two constants first")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors a kind")
    arguments = parser.parse_args()
    sets = examples(arguments.data)
    started = time.perf_counter()
    detect("Where is my order?")
    print(f"load {time.perf_counter() - started:.2f} s")
    if arguments.fit:
        half = [p for kind in ("sentences", "headings") for p in sets[kind] if first_half(p[0])]
        ambiguous = ("en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "vi", "ro", "ru", "ar")
        fit([pair for pair in half if pair[1] in ambiguous])
        return
    for kind, pairs in sets.items():
        held_out = [p for p in pairs if "messages" in kind or not first_half(p[0])]
        totals: dict[str, list[bool]] = defaultdict(list)
        errors = []
        started = time.perf_counter()
        for text, tag in held_out:
            hint = "" if "hint" not in kind else "en" if "always en" in kind else tag
            found = detect(text, hint=hint)
            totals[tag].append(right(found, tag))
            if not totals[tag][-1]:
                errors.append((tag, found, text))
        took = (time.perf_counter() - started) / len(held_out)
        total = sum(map(sum, totals.values())) / len(held_out)
        print(f"\n{kind}: {total:.4f} of {len(held_out)}, {took * 1e6:.0f} µs each")
        print("  " + "  ".join(f"{t} {sum(v) / len(v):.3f} ({len(v)})" for t, v in totals.items()))
        for tag, found, text in errors[: arguments.errors]:
            print(f"    {tag} → {found}: {text[:100]}")


if __name__ == "__main__":
    main()
