"""What differs between two releases: documents, passages, facts, problems; nothing with itself."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.compare_releases import compare_releases
from index.content import Content
from index.manifest import Manifest
from index.passage_difference import Unit, passage_changes
from index.refresh import RefreshSettings
from index.release_difference import PassageChange, ReleaseDifference, TextSpan, ValueChange
from index.text_difference import text_difference, words
from tests.hashing_embedder import HashingEmbedder
from tests.index.conftest import KnowledgeBase
from tests.small_company import FILES

MANUAL = "manuals/xr-200-en.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    manifest: Manifest
    content: Content


def opened(base: KnowledgeBase, release: str) -> Readable:
    folder = base.store.path(release)
    return Readable(manifest=base.store.manifest(release), content=Content(folder))


class Compared:
    """A base whose builds are compared with the one before."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.latest = base.build().release

    def after_building(self, settings: RefreshSettings | None = None) -> ReleaseDifference:
        before = self.latest
        self.latest = self.base.build(settings).release
        return compare_releases(opened(self.base, before), opened(self.base, self.latest))


@pytest.fixture
def company(big_base: KnowledgeBase) -> Compared:
    return Compared(big_base)


def test_a_release_compared_with_itself_and_with_its_twin_is_nothing(company: Compared) -> None:
    same = opened(company.base, company.latest)
    assert compare_releases(same, same).nothing
    again = company.after_building()
    assert again.nothing
    assert again.unchanged == len(FILES)


def test_documents_that_come_and_go_are_named_with_their_size(company: Compared) -> None:
    company.base.write("notes/new.md", "# News\n\nThe XR-900 is sold from May on.\n")
    (company.base.documents / "policies/returns.md").unlink()
    found = company.after_building()
    assert [(entry.path, entry.title, entry.chunks) for entry in found.added] == [
        ("notes/new.md", "News", 1)
    ]
    assert [entry.path for entry in found.removed] == ["policies/returns.md"]
    assert (found.documents.before, found.documents.after) == (len(FILES), len(FILES))
    assert found.moved == ()


def test_a_changed_sentence_is_shown_where_it_stands_and_by_its_words(company: Compared) -> None:
    edited = FILES[MANUAL].replace("every 2000 hours", "every 2500 hours")
    edited = edited.replace("| XR-200B | 48 V | 2 A |", "| XR-200B | 48 V | 2.5 A |")
    edited = edited.replace("4. Release the button when the lamp blinks 3 times.\n", "")
    company.base.write(MANUAL, edited)
    (change,) = company.after_building().changed
    assert (change.path, change.moved, change.bytes_changed, change.facts) == (
        MANUAL,
        False,
        True,
        (),
    )
    removed, row, sentence = change.passages
    assert (removed.kind, removed.before) == (
        "removed",
        "4. Release the button when the lamp blinks 3 times.",
    )
    assert removed.heading_path[-1] == "Resetting the controller"
    assert (row.kind, row.table_header) == ("changed", "Model | Rated voltage | Rated current")
    assert [span for span in text_difference(row.before, row.after) if span.kind != "same"] == [
        TextSpan(kind="removed", text="2"),
        TextSpan(kind="added", text="2.5"),
    ]
    assert sentence.heading_path[-1] == "Lubrication"
    assert [span.text for span in text_difference(sentence.before, sentence.after)] == [
        "Grease the bearing every ",
        "2000",
        "2500",
        " hours with 15 g of lithium grease.",
    ]


def test_a_fact_is_told_before_and_after_and_no_passage_with_it(company: Compared) -> None:
    path = "policies/returns.md"
    company.base.write(
        path, FILES[path].replace("kind: policy", "kind: policy\nvalid_to: 2026-12-31")
    )
    (change,) = company.after_building().changed
    assert change.facts == (ValueChange(name="valid_to", before="", after="2026-12-31"),)
    assert (change.passages, change.cut_anew) == ((), False)


def test_a_renamed_file_has_moved_and_nothing_else(company: Compared) -> None:
    old = company.base.documents / "manuals/xr-300-en.md"
    old.rename(company.base.documents / "manuals/xr-300.md")
    found = company.after_building()
    (change,) = found.moved
    assert (change.path_before, change.path) == ("manuals/xr-300-en.md", "manuals/xr-300.md")
    assert (change.passages, change.facts, change.bytes_changed) == ((), (), False)
    assert (found.added, found.removed, found.changed) == ((), (), ())
    assert found.paths_moved == {"manuals/xr-300-en.md": "manuals/xr-300.md"}


def test_of_several_copies_the_one_that_kept_its_name_has_moved(company: Compared) -> None:
    text = FILES["manuals/xr-300-en.md"]
    (company.base.documents / "manuals/xr-300-en.md").unlink()
    company.base.write("archive/a.md", text)
    company.base.write("archive/xr-300-en.md", text)
    found = company.after_building()
    assert [change.path for change in found.moved] == ["archive/xr-300-en.md"]
    assert [entry.path for entry in found.added] == ["archive/a.md"]


def test_problems_come_and_go(company: Compared) -> None:
    (company.base.documents / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    found = company.after_building()
    assert [problem.path for problem in found.problems_new] == ["broken.pdf"]
    (company.base.documents / "broken.pdf").unlink()
    assert [problem.path for problem in company.after_building().problems_gone] == ["broken.pdf"]


def test_other_settings_cut_the_same_texts_anew(company: Compared) -> None:
    found = company.after_building(RefreshSettings(max_tokens=200))
    assert [setting.name for setting in found.settings] == ["settings_hash"]
    assert found.changed
    assert all(change.cut_anew and not change.passages for change in found.changed)
    assert found.chunks.after < found.chunks.before
    assert {count.name for count in found.languages} <= {"de", "en", "es", "zh-Hans"}


def test_another_embedder_is_another_setting(company: Compared) -> None:
    company.base.embedder = HashingEmbedder("hashing-2")
    found = company.after_building()
    assert "fingerprint" in {setting.name for setting in found.settings}
    assert found.changed == ()


def test_what_is_written_without_spaces_is_compared_by_characters() -> None:
    spans = text_difference(
        "轴承每运行 2000 小时加注润滑脂。", "轴承每运行 2500 小时加注锂基润滑脂。"
    )
    assert [(span.kind, span.text) for span in spans] == [
        ("same", "轴承每运行 "),
        ("removed", "2000"),
        ("added", "2500"),
        ("same", " 小时加注"),
        ("added", "锂基"),
        ("same", "润滑脂。"),
    ]
    assert words("กำลัง XR-200A/5V 230.5") == (
        "กำ"[:1],
        "ำ",
        "ลั",
        "ง",
        " ",
        "XR-200A/5V",
        " ",
        "230.5",
    )


def test_two_changed_words_and_the_space_between_them_are_one_change() -> None:
    spans = text_difference("Hold the red button.", "Hold a green button.")
    assert [span.text for span in spans] == ["Hold ", "the red", "a green", " button."]


TEXTS = st.text(st.sampled_from("ab 12.\n润滑กั-é"), max_size=60)


@given(TEXTS, TEXTS)
def test_the_spans_are_both_texts(before: str, after: str) -> None:
    spans = text_difference(before, after)
    assert "".join(span.text for span in spans if span.kind != "added") == before
    assert "".join(span.text for span in spans if span.kind != "removed") == after
    assert all(span.text for span in spans)
    assert before != after or all(span.kind == "same" for span in spans)


UNITS = st.lists(st.sampled_from(["a b c", "a b d", "e f", "g", "h i j k"]), max_size=12)


def as_units(texts: list[str]) -> list[Unit]:
    return [Unit(text=text, heading_path=(), page=None) for text in texts]


@given(UNITS, UNITS)
def test_the_changes_of_passages_account_for_every_one(before: list[str], after: list[str]) -> None:
    changes = passage_changes(as_units(before), as_units(after))
    went = [change.before for change in changes if change.kind in ("removed", "changed")]
    came = [change.after for change in changes if change.kind in ("added", "changed")]
    assert sorted([*before, *came]) == sorted([*after, *went])
    assert bool(changes) == (before != after)
    assert all(change.before == change.after for change in changes if change.kind == "moved")


def test_steps_in_another_order_have_moved() -> None:
    before = ["first", "second step", "third one", "the fourth"]
    after = ["first", "third one", "the fourth", "second step"]
    assert passage_changes(as_units(before), as_units(after)) == (
        PassageChange(kind="moved", heading_path=(), before="second step", after="second step"),
    )


def test_every_row_of_a_long_table_can_change_without_costing_its_square() -> None:
    before = [f"PX-{number} | {number % 7} kg" for number in range(5_000)]
    after = ["PX-new | 3 kg", *(f"PX-{number} | {number % 9} kg" for number in range(5_000))]
    changes = passage_changes(as_units(before), as_units(after))
    kinds = [change.kind for change in changes]
    assert kinds.count("added") == 1
    assert "removed" not in kinds
    assert all(
        change.before.split(" | ")[0] == change.after.split(" | ")[0]
        for change in changes
        if change.kind == "changed"
    )
