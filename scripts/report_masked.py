"""What masking takes from texts in which next to nothing is personal, and whether an identifier is.

    python -m scripts.report_masked [--data ../shared/data] [--each 1500]

Read are questions and answers of a vendor's FAQ, manuals, a bank's customers' questions, product
questions and answers, and documentation in a dozen languages; and every identifier of the product
PDFs in a sentence of each of 18 languages, told and not told its language. Masked identifiers are
mistakes, all of them. Other things that were masked are listed: some are personal indeed.
"""

import argparse
import csv
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from answer.masking.mask import mask
from ingest.identifiers import extract

SENTENCES = {
    "en": "Hello, my {} has stopped. Please call me, thanks, it is urgent.",
    "zh-Hans": "你好，我的{}坏了，请联系我。",
    "zh-Hant": "您好，我的{}故障了，請與我聯繫。",
    "es": "Hola, mi {} no funciona. Llámenme, gracias.",
    "pt": "Olá, o meu {} parou. Liguem-me, obrigado.",
    "fr": "Bonjour, mon {} est en panne. Appelez-moi, merci.",
    "de": "Guten Tag, mein {} geht nicht. Bitte rufen Sie an, danke.",
    "it": "Buongiorno, il mio {} non va. Chiamatemi, grazie.",
    "nl": "Hallo, mijn {} doet het niet. Bel mij, bedankt.",
    "pl": "Dzień dobry, mój {} nie działa. Proszę o telefon, dziękuję.",
    "ru": "Здравствуйте, мой {} не работает. Позвоните, спасибо.",
    "tr": "Merhaba, {} cihazım çalışmıyor. Lütfen arayın, teşekkürler.",
    "ar": "مرحبا، جهازي {} لا يعمل. اتصلوا بي، شكرا.",
    "ja": "お世話になります。{}が動きません。お電話ください。",
    "ko": "안녕하세요, {}가 작동하지 않습니다. 전화 주세요.",
    "vi": "Xin chào, máy {} bị hỏng. Vui lòng gọi lại, cảm ơn.",
    "th": "สวัสดีครับ {} เสีย กรุณาโทรกลับ ขอบคุณครับ",
    "id": "Halo, {} saya rusak. Tolong telepon, terima kasih.",
}
SHOWN = 6
MOST_PAGES = 12
"""Of one PDF: enough identifiers stand there."""


def main() -> None:
    """Prints counts by set, and what was masked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--each", type=int, default=1500, help="texts of a set at most")
    arguments = parser.parse_args()
    texts, spans, lost = Counter[str](), Counter[str](), list[str]()
    examples = defaultdict[tuple[str, str], list[str]](list)
    for name, text in _texts(arguments.data):
        if texts[name] >= arguments.each:
            continue
        texts[name] += 1
        made = mask(text).spans
        spans[name] += len(made)
        for one in made:
            shown = text[max(0, one.start - 20) : one.end + 10]
            examples[name, one.kind].append(f"{text[one.start : one.end]!r} in {shown!r}")
        if made:
            lost += [
                f"{name}: {found.text!r}"
                for found in extract(text)
                if any(one.start < found.end and found.start < one.end for one in made)
            ]
    for name, count in texts.items():
        print(f"{name:24} {count:5} texts {spans[name]:4} masked")
    for (name, kind), found in examples.items():
        print(f"\n{name}, {kind}: {len(found)}", *found[:SHOWN], sep="\n  ")
    print(f"\nidentifiers masked in texts: {len(lost)}", *lost[:SHOWN], sep="\n  ")
    _report_sentences(_identifiers(arguments.data / "pdf_products"))


def _report_sentences(identifiers: Iterable[str]) -> None:
    known, tried, masked = list(identifiers), 0, list[str]()
    for language, sentence in SENTENCES.items():
        for identifier in known:
            text = sentence.format(identifier)
            place = range(text.index(identifier), text.index(identifier) + len(identifier))
            for told in (language, ""):
                tried += 1
                if any(
                    one.start < place.stop and place.start < one.end
                    for one in mask(text, language=told).spans
                ):
                    masked.append(text)
    print(f"{len(known)} identifiers in {tried} sentences, masked: {len(masked)}")
    print(*masked[:SHOWN], sep="\n")


def _texts(data: Path) -> Iterator[tuple[str, str]]:
    for row in _lines(data / "esp_faq" / "dev" / "faq_pairs.jsonl"):
        for field in ("q_en", "q_zh", "a_en", "a_zh"):
            yield f"esp_faq {field}", row[field]
    for path in sorted((data / "emanual" / "kb").glob("*_corpus.jsonl")):
        for row in _lines(path):
            yield "emanual", "\n".join(value for value in row.values() if isinstance(value, str))
    with (data / "banking77" / "dev" / "train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield "banking77", row["text"]
    for path in sorted((data / "product_qa" / "dev").glob("*.tsv")):
        yield from (("product_qa", line) for line in path.read_text("utf-8").split("\n")[1:])
    for path in sorted(data.glob("docs_*/**/sections.jsonl")):
        for row in _lines(path):
            yield f"docs {row.get('lang', '')}", row.get("body", "")
    for path in sorted((data / "xquad_r").glob("**/*.jsonl")):
        for row in _lines(path):
            said = row.get("text") or row.get("question") or ""
            yield f"xquad {row.get('lang', '')}", said


def _lines(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def _identifiers(folder: Path) -> list[str]:
    """Every identifier of the PDFs' first pages, each once."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it has opinions on every font
    found: dict[str, None] = {}
    for path in sorted(folder.glob("**/*.pdf")):
        try:
            pages = PdfReader(path).pages[:MOST_PAGES]
            text = "\n".join(page.extract_text() for page in pages)
        except (PyPdfError, ValueError, KeyError, TypeError):
            continue
        found |= dict.fromkeys(one.text for one in extract(text) if "\n" not in one.text)
    return list(found)


if __name__ == "__main__":
    main()
