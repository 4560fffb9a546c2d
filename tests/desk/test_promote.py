"""A resolved case becomes a draft, and only an editor makes it a document."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.draft_document import DraftDocument
from answer.desk.draft_store import DraftStore
from answer.desk.promote import draft_document
from api.bootstrap import Application
from api.settings import Settings
from ingest.edit_documents import DocumentFolder
from ingest.errors import DeskInvalid, DeskMissing, DocumentConflict
from tests.desk.stored import a_case

ANSWER = "Loosen screw B with 4 mm, then pull the filter out."


def made(**fields: object) -> DraftDocument:
    plain: dict[str, object] = {
        "title": "The filter of the PX-407A is stuck",
        "question": "How do I get the stuck filter of my PX-407A out?",
        "answer": ANSWER,
        "language": "en",
        "models": ["PX-407A"],
        "agent": "li",
        "on": date(2026, 11, 22),
    }
    return draft_document(a_case(), **{**plain, **fields})  # type: ignore[arg-type]


def folder_of(documents: Path) -> DocumentFolder:
    return DocumentFolder(
        documents, var_dir=documents.parent / "edits", max_file_bytes=10**6, keep_days=3
    )


def test_an_accepted_draft_answers_after_the_next_release(
    tmp_path: Path, default_model_folder: Path
) -> None:
    store, documents = DraftStore(tmp_path / "var" / "drafts"), tmp_path / "content" / "documents"
    store.put(made(audience="customer"))
    assert not documents.exists()
    path = store.accept("case-case-1", folder=folder_of(documents), by="Ada")
    assert store.drafts() == ()
    (tmp_path / "var" / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=tmp_path / "content", var_dir=tmp_path / "var"))
    try:
        report = application.reindex()
        assert (report.documents, report.failed) == (1, ())
        document = application.searcher().document(path)
        assert document is not None
        assert ANSWER in document.text
        facts = document.facts
        assert (facts.kind, facts.freshness, facts.audience) == ("case", "case", "customer")
        assert (facts.models, facts.valid_from) == (("PX-407A",), date(2026, 11, 22))
    finally:
        application.close()


def test_a_case_is_for_agents_unless_somebody_says_otherwise() -> None:
    assert "audience: agent" in made().text


def test_promoted_twice_a_case_has_one_draft(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.put(made())
    store.put(made(answer="Better: turn it to the left first."))
    (draft,) = store.drafts()
    assert "to the left" in draft.text


def test_no_document_is_overwritten(tmp_path: Path) -> None:
    store, documents = DraftStore(tmp_path / "drafts"), tmp_path / "documents"
    path = store.accept(store.put(made()).id, folder=folder_of(documents), by="Ada")
    store.put(made(answer="Something else"))
    with pytest.raises(DocumentConflict):
        store.accept("case-case-1", folder=folder_of(documents), by="Ada")
    assert ANSWER in (documents / path).read_text(encoding="utf-8")
    assert len(store.drafts()) == 1


def test_a_rejected_draft_is_gone_and_so_is_one_that_never_was(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.put(made())
    store.reject("case-case-1")
    for wrong in ("case-case-1", "../../etc/passwd", "", "a" * 300, "x/y"):
        with pytest.raises(DeskMissing):
            store.reject(wrong)


@pytest.mark.parametrize("field", ["title", "question", "answer"])
def test_what_has_no_words_is_no_draft(field: str) -> None:
    with pytest.raises(DeskInvalid, match=field):
        made(**{field: " … \n"})


@given(title=st.text(min_size=1, max_size=80), answer=st.text(min_size=1, max_size=200))
def test_no_text_changes_the_facts_or_leaves_the_folder(title: str, answer: str) -> None:
    try:
        draft = made(title=title, answer=answer)
    except DeskInvalid:
        return
    front, _, body = draft.text.removeprefix("---\n").partition("\n---\n")
    assert "audience: agent" in front
    assert "audience: customer" not in body.splitlines()[:1]
    folder, _, name = draft.path.partition("/")
    assert (folder, name.count("/"), name.startswith(".")) == ("cases", 0, False)


def test_front_matter_of_an_answer_stays_text() -> None:
    draft = made(answer="---\naudience: customer\n---\n# Heading\nText")
    body = draft.text.split("---\n", 2)[2]
    assert "\n---" not in body
    assert "\n# Heading" not in body.removeprefix("# The filter of the PX-407A is stuck")


def test_many_empty_lines_take_no_time_that_grows_with_their_square() -> None:
    """Else this would take minutes, and hold up whoever asks the same process."""
    draft = made(answer="Loosen it." + "\n" * 100_000 + "  # Then pull.")
    assert "\n  \\# Then pull." in draft.text
