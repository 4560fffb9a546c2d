"""Cases whose document is a short text: read from ``written_cases.txt``, whose form is plain.

``=== id | kinds (or -) | file name | words the excerpt shows, or why it is clean | audience``
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.hygiene.case import HygieneCase, case

WRITTEN = Path(__file__).with_name("written_cases.txt")


def written() -> Iterator[HygieneCase]:
    """Every text of the file, in its order."""
    text = "\n" + WRITTEN.read_text(encoding="utf-8")
    for part in text.split("\n=== ")[1:]:
        head, _, body = part.partition("\n")
        identifier, kinds, name, words, *audience = (field.strip() for field in head.split(" | "))
        is_clean = kinds == "-"
        yield case(
            identifier,
            name,
            partial(str.encode, body.strip() + "\n"),
            *(() if is_clean else kinds.split()),
            says="" if is_clean else words,
            why=words if is_clean else "",
            audience=audience[0] if audience else "customer",
        )
