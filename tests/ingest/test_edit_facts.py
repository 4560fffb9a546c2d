"""Facts written back: what is put in is read out again, and everything else stays."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.document import Audience, DocumentKind, Freshness
from ingest.edit_facts import OwnFacts, plan_facts, with_facts, without_paths
from ingest.errors import DocumentRefused
from ingest.facts import KEYS, load_facts, state_facts
from ingest.facts_result import FactValue
from ingest.front_matter import front_matter_of, with_front_matter
from ingest.readers.markdown import read_markdown

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=12
)
TRICKY = st.sampled_from(
    [
        *("yes", "no", "null", "~", "true", "1e3", "0x10", "012", "1_000", ".5", "2025-01-15", "-"),
        *("- x", "a: b", "a #b", "#b", "'", '"', "{a}", "[a]", "&a", "*a", "!a", "|", ">", "%a"),
        *(
            "@a",
            "`a",
            "泵 200",
            "مضخة",
            "ปั๊ม",
            "é",
            "e\u0301",
            "👩‍🔧",
            "=",
            "<<",
            "? a",
            "---",
            "...",
        ),
        *("XR-200A/5V", "EN 60598-1:2021+A11", "a, b", "\\n", "$(rm)", "key:", ":value"),
    ]
)
TEXTS = (WORDS | TRICKY).filter(str.strip)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))
PATHS = st.sampled_from(["a.md", "manuals/泵.pdf", "b c/d.docx", "no", "1e3", "2025-01-15.md"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(get_args(DocumentKind)),
    "audience": st.sampled_from(get_args(Audience)),
    "freshness": st.sampled_from(get_args(Freshness)),
    "products": LISTS,
    "models": LISTS,
    "markets": st.lists(st.sampled_from(["DE", "NO", "EU", "US"]), max_size=3).map(tuple),
    "valid_from": DATES,
    "valid_to": DATES,
    "review_by": DATES,
    "supersedes": st.lists(PATHS, max_size=2).map(tuple),
    "translation_of": PATHS,
    "title": TEXTS,
    "language": st.sampled_from(["en", "no", "zh-Hans", "es", "th"]),
}
FACTS = st.fixed_dictionaries(
    {}, optional={key: values | st.none() for key, values in VALUES.items()}
).filter(lambda facts: (facts.get("valid_from") or date.min) <= (facts.get("valid_to") or date.max))
PATH = "manuals/document.pdf"


def test_every_fact_is_put_to_the_test() -> None:
    assert set(VALUES) == set(KEYS)


def read_back(folder: Path, text: str) -> dict[str, FactValue]:
    sidecar = folder / f"{PATH}.yaml"
    sidecar.parent.mkdir(parents=True, exist_ok=True)
    sidecar.write_text(text, encoding="utf-8")
    stated = state_facts(folder, PATH)
    assert stated.problems == ()
    assert stated.result == load_facts(folder, PATH)
    return {one.key: one.value for one in stated.stated if one.holds}


def as_read(values: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """What is read of these values: white space folded, nothing twice."""

    def clean(value: FactValue) -> FactValue:
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(one for one in map(clean_text, value) if one))
        return clean_text(value) if isinstance(value, str) else value

    def clean_text(text: str) -> str:
        return " ".join(normalize("NFC", text).split())

    return {key: clean(value) for key, value in values.items()}


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=FACTS, wanted=FACTS)
def test_what_is_written_is_what_a_build_reads(
    tmp_path: Path, before: dict[str, FactValue], wanted: dict[str, FactValue]
) -> None:
    first = with_facts("", before)
    assert read_back(tmp_path, first) == as_read(before)
    second = with_facts(first, wanted, without=[key for key in KEYS if key not in wanted])
    assert read_back(tmp_path, second) == as_read(wanted)
    assert with_facts(second, wanted) == second


EDITORS = """\
# Ines owns this. Ask her first.
title: 'Serie LX: proyectores LED'   # as on the cover
kind: manual
author: Ines # a key of our own
products:
  - LX # the family
  - LY
models: [LX-50, "200"] # on one line
valid_from: 2025-01-15

# until revoked
audience: customer
"""


def test_comments_order_and_unknown_keys_stay() -> None:
    changed = with_facts(
        EDITORS, {"kind": "faq", "products": ("LX", "LZ"), "models": ("LX-50", "200", "300")}
    )
    assert changed == EDITORS.replace("kind: manual", "kind: faq").replace(
        "  - LY\n", "  - LZ\n"
    ).replace('[LX-50, "200"]', '[LX-50, "200", "300"]')
    same: dict[str, FactValue] = {
        "title": "Serie LX: proyectores LED",
        "valid_from": date(2025, 1, 15),
    }
    assert with_facts(EDITORS, same) == EDITORS
    assert "# until revoked" in with_facts(EDITORS, {"audience": "agent"})
    assert with_facts("# mine\nkind: faq\n", {}, without=["kind"]) == "# mine\n"
    assert with_facts("# mine\n", {"kind": "faq"}) == "# mine\nkind: faq\n"


@pytest.mark.parametrize(
    "text", ["- a\n", "just words\n", "kind: [a\n", "a: &x 1\nb: *y\n", "\x00"]
)
def test_a_text_that_is_no_facts_is_not_edited(text: str) -> None:
    with pytest.raises(DocumentRefused, match="by hand"):
        with_facts(text, {"kind": "faq"})


def test_a_fact_stays_in_the_nearest_file_that_states_it() -> None:
    front = OwnFacts(name="a.md", text="kind: faq\ntitle: A\n", is_sidecar=False)
    sidecar = OwnFacts(name="a.md.yaml", text="kind: sop\naudience: agent\n", is_sidecar=True)

    def planned(*files: OwnFacts, **wanted: FactValue) -> dict[str, str]:
        return plan_facts(files, wanted, keys=KEYS, new="a.md.yaml")

    assert planned(front, kind="sop", title="A") == {"a.md": "kind: sop\ntitle: A\n"}
    assert planned(front, kind="faq", title="A", language="de") == {
        "a.md": "kind: faq\ntitle: A\nlanguage: de\n"
    }
    assert planned(sidecar, front, kind="faq", title="A", language="de") == {
        "a.md.yaml": "language: de\n"
    }
    assert planned(sidecar, front, kind="manual", title="A", audience="agent") == {
        "a.md": "kind: manual\ntitle: A\n",
        "a.md.yaml": "audience: agent\n",
    }
    assert planned(language="de") == {"a.md.yaml": "language: de\n"}
    assert planned(sidecar) == {"a.md.yaml": ""}


def test_a_document_that_moved_is_named_by_its_new_path() -> None:
    text = "supersedes: [a.md, b.md] # both\ntranslation_of: a.md\n"
    assert without_paths(text, "a.md", "c/a.md") == (
        "supersedes: [c/a.md, b.md] # both\ntranslation_of: c/a.md\n"
    )
    left = without_paths(text, "a.md", "")
    assert " ".join(left.split()) == "supersedes: [b.md] # both"
    assert without_paths(text, "x.md", "y.md") == text


BODIES = st.lists(
    st.sampled_from(
        [
            *("---", "----", "...", " ---", "    ---", "kind: faq", "title: Ä", "", "# x", "--- a"),
            *("- a", "---\t", "... ", "text", "\u2028", "a: |", "-- -", "---#"),
        ]
    ),
    max_size=7,
)


@settings(max_examples=200, deadline=None)
@given(
    first=st.sampled_from(["---", "----", "--- ", "---x", "--", " ---", ""]),
    lines=BODIES,
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_front_matter_is_what_its_reader_takes_for_it(
    first: str, lines: list[str], line_end: str, mark: bytes
) -> None:
    data = mark + line_end.join([first, *lines, ""]).encode()
    found = front_matter_of(data)
    raw = read_markdown(data, page_done=lambda: None)
    assert (found.text if found else "") == raw.front_matter
    if found is not None and found.text.strip():
        again = with_front_matter(data, found.text)
        assert read_markdown(again, page_done=lambda: None) == raw
        changed = with_front_matter(data, "kind: sop")
        then = read_markdown(changed, page_done=lambda: None)
        assert then.front_matter == "kind: sop"
        assert then.blocks == raw.blocks


def test_front_matter_of_other_encodings_is_left_alone() -> None:
    data = "---\ntitle: Grüße\n---\nText\n".encode("latin-1")
    found = front_matter_of(data)
    assert found is not None
    assert not found.is_unicode
    later = "---\ntitle: a\n---\nGrüße\n".encode("latin-1")
    found = front_matter_of(later)
    assert found is not None
    assert found.is_unicode
    assert with_front_matter(later, "title: b") == later.replace(b"title: a", b"title: b")
