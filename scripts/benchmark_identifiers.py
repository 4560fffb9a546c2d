"""Measures whether identifiers are found however carelessly they are typed.

Real identifiers are taken from real documents (product PDFs and hardware guides beside the
checkout), typed carelessly by a seeded script, set into sentences of eight languages, and asked of
an exact index over the paragraphs. Documents are split in halves; rules are tuned on one, and the
other is reported beside it.

    python -m scripts.benchmark_identifiers [--data ../shared/data] [--errors]
"""

import argparse
import hashlib
import logging
import random
import re
import statistics
import string
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from index.exact import ExactIndex, ExactResult
from ingest.identifier_form import components, squeezed
from ingest.identifiers import canonical, extract

SEED = 20240417
LINES_A_CHUNK = 6
MAX_IDENTIFIERS_A_HALF = 400
SENTENCES = (
    "Do you have {} in stock?",
    "What does {} mean, please",
    "请问{}的价格是多少？",
    "{}有证书吗",
    "Haben Sie {} auf Lager?",
    "¿Cuál es el precio de {}?",
    "Есть ли у вас {} в наличии?",
    "هل {} متوفر لديكم؟",
    "{}の在庫はありますか",
    "มี{}ไหมครับ",
)
FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in string.printable[:94]}
FULL_WIDTH[ord(" ")] = 0x3000
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SEPARATOR = re.compile(r"(?<=[A-Za-z0-9])[-/ ](?=[A-Za-z0-9])")
PART_BORDER = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
CONFUSED = {"0": "O", "O": "0", "1": "I", "I": "1", "L": "1"}

Speller = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A paragraph of a document."""

    document: str
    text: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something typed, and the identifier meant; empty where nothing may be found."""

    half: str
    spelling: str
    typed: str
    text: str
    meant: str


def documents(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(name of the document, group for splitting, its paragraphs)."""
    for path in sorted((data / "pdf_products" / "dev").glob("*.pdf")):
        pages = PdfReader(path).pages
        lines = [line for page in pages for line in page.extract_text().splitlines() if line]
        group = re.sub(r"_(en|zh)$", "", path.stem)
        yield path.name, group, ["\n".join(part) for part in _batches(lines)]
    root = data / "docs_espdevkits" / "dev" / "raw"
    for path in sorted(root.rglob("*.rst")):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root)
        paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
        yield str(name), name.parts[1], paragraphs


def _batches(lines: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(lines), LINES_A_CHUNK):
        yield lines[start : start + LINES_A_CHUNK]


def half_of(group: str) -> str:
    """Which half a document belongs to; translations stay together."""
    return "tuned" if hashlib.sha256(group.encode()).digest()[0] % 2 else "held out"


def _separators(replacement: str) -> Speller:
    return lambda text, _: SEPARATOR.sub(replacement, text)


def _closed_up(text: str, _: random.Random) -> str:
    """Without separators; those between digits stay in short numbers, where they carry meaning."""
    if sum(map(str.isdigit, text)) >= 6:
        return SEPARATOR.sub("", text)
    return re.sub(r"(?<=[A-Za-z])[-/ ](?=\w)|(?<=\w)[-/ ](?=[A-Za-z])", "", text)


def _spaced_out(text: str, _: random.Random) -> str:
    return PART_BORDER.sub(" ", SEPARATOR.sub(" ", text))


def _odd_hyphens(text: str, chance: random.Random) -> str:
    return re.sub("[-]", lambda _: chance.choice("‐‑–—−－・"), text)


def _mixed(text: str, chance: random.Random) -> str:
    typed = SEPARATOR.sub(lambda _: chance.choice(["", "-", " ", "/", "_", " - "]), text)
    if canonical(typed) != canonical(text):
        typed = SEPARATOR.sub(" ", text)
    return "".join(chance.choice([one.lower(), one.upper()]) for one in typed)


CARELESS: dict[str, Speller] = {
    "as written": lambda text, _: text,
    "lower case": lambda text, _: text.lower(),
    "closed up": _closed_up,
    "closed up, lower": lambda text, chance: _closed_up(text, chance).lower(),
    "spaces": _separators(" "),
    "spaces, lower": lambda text, _: SEPARATOR.sub(" ", text).lower(),
    "spaced out": _spaced_out,
    "underscores": _separators("_"),
    "slashes": _separators("/"),
    "odd hyphens": _odd_hyphens,
    "full width": lambda text, _: text.translate(FULL_WIDTH),
    "Arabic digits": lambda text, _: text.translate(ARABIC_DIGITS),
    "mixed": _mixed,
}


def _substituted(text: str, chance: random.Random) -> str:
    place = chance.choice([at for at, one in enumerate(text) if one.isalnum()])
    pool = string.digits if text[place].isdigit() else string.ascii_uppercase
    return text[:place] + chance.choice(pool.replace(text[place].upper(), "")) + text[place + 1 :]


def _left_out(text: str, chance: random.Random) -> str:
    place = chance.choice([at for at, one in enumerate(text) if one.isalnum()])
    return text[:place] + text[place + 1 :]


def _doubled(text: str, chance: random.Random) -> str:
    place = chance.choice([at for at, one in enumerate(text) if one.isalnum()])
    return text[:place] + text[place] + text[place:]


def _swapped(text: str, chance: random.Random) -> str:
    places = [
        at
        for at in range(len(text) - 1)
        if text[at].isalnum() and text[at + 1].isalnum() and text[at] != text[at + 1]
    ]
    if not places:
        return _left_out(text, chance)
    at = chance.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _confused(text: str, chance: random.Random) -> str:
    places = [at for at, one in enumerate(text) if one.upper() in CONFUSED]
    if not places:
        return _substituted(text, chance)
    at = chance.choice(places)
    return text[:at] + CONFUSED[text[at].upper()] + text[at + 1 :]


TYPOS: dict[str, Speller] = {
    "typo: other character": _substituted,
    "typo: one left out": _left_out,
    "typo: one doubled": _doubled,
    "typo: two swapped": _swapped,
    "typo: O and 0, I and 1": _confused,
}


def questions(chunks: list[Chunk], halves: dict[str, str]) -> Iterator[Question]:
    """Careless spellings, typos and strings nobody knows, for both halves."""
    chance = random.Random(SEED)  # noqa: S311 - a reproducible draw, no secret
    written: dict[str, dict[str, str]] = defaultdict(dict)
    for chunk in chunks:
        for found in extract(chunk.text):
            if "\n" not in found.text:
                written[halves[chunk.document]].setdefault(found.canonical, found.text)
    everything = {squeezed(name) for chunk in chunks for name in chunk.identifiers}
    known = {name for chunk in chunks for name in chunk.identifiers}
    shared = set(written["tuned"]) & set(written["held out"])
    for half, names in sorted(written.items()):
        own = sorted(name for name in names if half == "tuned" or name not in shared)
        chance.shuffle(own)
        own = own[:MAX_IDENTIFIERS_A_HALF]
        for name in own:
            for spelling, speller in CARELESS.items():
                yield _question(half, spelling, speller(names[name], chance), name, chance)
            for spelling, speller in TYPOS.items():
                typed = speller(names[name], chance)
                # a slip that makes another real name is that name; short names have no typos
                long_enough = min(len(squeezed(name)), len(squeezed(canonical(typed)))) >= 5
                keeps_digit = any(map(str.isdigit, typed))
                if long_enough and keeps_digit and canonical(typed) not in known:
                    yield _question(half, spelling, typed, name, chance)
        for name in own:
            typed = _near_miss(names[name], chance)
            far = extractOne(squeezed(canonical(typed)), everything, scorer=OSA.distance)
            if far is not None and far[1] >= 2 and " " not in typed:
                yield _question(half, "nothing: near miss", typed, "", chance)
            yield _question(half, "nothing: random", _random_name(chance), "", chance)


def _question(half: str, spelling: str, typed: str, meant: str, chance: random.Random) -> Question:
    text = chance.choice(SENTENCES).format(typed)
    return Question(half=half, spelling=spelling, typed=typed, text=text, meant=meant)


def _near_miss(text: str, chance: random.Random) -> str:
    """A sibling that does not exist: two or three characters of it are others."""
    for _ in range(chance.choice([2, 3])):
        text = _substituted(text, chance)
    return text


def _random_name(chance: random.Random) -> str:
    letters = "".join(chance.choices(string.ascii_uppercase, k=chance.randint(2, 4)))
    digits = "".join(chance.choices(string.digits, k=chance.randint(3, 5)))
    tail = chance.choice(["", "-" + chance.choice(string.ascii_uppercase), "/12V", "-EU"])
    return letters + chance.choice(["", "-", " "]) + digits + tail


def is_right(question: Question, result: ExactResult, chunks: list[Chunk]) -> bool:
    """Whether the first chunk holds the identifier meant."""
    return bool(result.hits) and question.meant in chunks[result.hits[0].ordinal].identifiers


def measure(data: Path, *, show_errors: bool) -> None:
    """Prints the figures of both halves."""
    chunks: list[Chunk] = []
    halves: dict[str, str] = {}
    for name, group, paragraphs in documents(data):
        halves[name] = half_of(group)
        for text in paragraphs:
            names = tuple(dict.fromkeys(found.canonical for found in extract(text)))
            chunks.append(Chunk(document=name, text=text, identifiers=names))
    index = ExactIndex.build([chunk.identifiers for chunk in chunks])
    print(f"{len(chunks)} chunks of {len(halves)} documents, {index.count} identifiers")

    right: Counter[tuple[str, str]] = Counter()
    flagged: Counter[tuple[str, str]] = Counter()
    firm: Counter[tuple[str, str]] = Counter()
    offered: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    milliseconds: list[float] = []
    asked: dict[str, set[str]] = defaultdict(set)
    for question in questions(chunks, halves):
        started = time.thread_time()
        result = index.search(question.text, limit=10)
        milliseconds.append((time.thread_time() - started) * 1_000)
        row = (question.half, question.spelling)
        total[row] += 1
        asked[question.half].add(question.meant)
        nothing = not question.meant
        good = not result.hits if nothing else is_right(question, result, chunks)
        right[row] += good
        flagged[row] += bool(result.hits) and result.hits[0].fuzzy
        offered[row] += any(match.canonical == question.meant for match in result.matches)
        firm[row] += any(match.kind == "exact" for match in result.matches)
        if show_errors and question.half == "tuned" and not good:
            got = [(match.canonical, match.kind) for match in result.matches[:4]]
            print(f"  {question.spelling}: {question.text!r} meant {question.meant!r} got {got}")

    for half in ("tuned", "held out"):
        print(f"\n{half}: {len(asked[half] - {''})} identifiers")
        for spelling in (*CARELESS, *TYPOS, "nothing: near miss", "nothing: random"):
            row = (half, spelling)
            if total[row]:
                share = right[row] / total[row]
                fuzzy, exact = flagged[row] / total[row], firm[row] / total[row]
                print(
                    f"  {spelling:26} n={total[row]:4}  right {share:6.3f}"
                    f"  meant is among the matches {offered[row] / total[row]:6.3f}"
                    f"  fuzzy {fuzzy:6.3f}  exact {exact:6.3f}"
                )
        for title, spellings in (("careless", CARELESS), ("typos", TYPOS)):
            n = sum(total[half, spelling] for spelling in spellings)
            found = sum(right[half, spelling] for spelling in spellings)
            typos = sum(flagged[half, spelling] for spelling in spellings)
            print(f"  all {title}: n={n} recall@1 {found / n:.4f} flagged fuzzy {typos / n:.4f}")
    cuts = statistics.quantiles(milliseconds, n=20)
    print(f"\na question, processor time: p50 {cuts[9]:.2f} ms, p95 {cuts[18]:.2f} ms")


def measure_speed(identifier_count: int) -> None:
    """Prints what a question costs among many identifiers of one house style."""
    chance = random.Random(SEED)  # noqa: S311 - a reproducible draw, no secret
    names: set[str] = set()
    while len(names) < identifier_count:
        letters = "".join(chance.choices("ABCDEFGHKMNPRSTX", k=2))
        number, volts = chance.randint(100, 9999), chance.randint(3, 48)
        names.add(f"{letters}-{number}{chance.choice('ABCDEF')}/{volts}V")
    ordered = sorted(names)
    started = time.perf_counter()
    index = ExactIndex.build([[canonical(name)] for name in ordered])
    print(f"\n{identifier_count} identifiers built in {time.perf_counter() - started:.1f} s")
    milliseconds: list[float] = []
    for name in chance.sample(ordered, 300):
        for typed in (name, " ".join(components(name)).lower(), _substituted(name, chance)):
            started = time.thread_time()
            index.search(f"Hello, can you tell me whether {typed} ships to Poland?", limit=50)
            milliseconds.append((time.thread_time() - started) * 1_000)
    cuts = statistics.quantiles(milliseconds, n=20)
    print(f"a question, processor time: p50 {cuts[9]:.2f} ms, p95 {cuts[18]:.2f} ms")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--errors", action="store_true", help="show what the tuned half gets wrong")
    parser.add_argument("--speed-identifiers", type=int, default=100_000)
    arguments = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it has opinions on every font
    measure(arguments.data, show_errors=arguments.errors)
    measure_speed(arguments.speed_identifiers)


if __name__ == "__main__":
    main()
