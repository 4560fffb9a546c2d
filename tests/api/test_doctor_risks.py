"""What ``tradewind doctor`` says of the keyword base: how large it is, and what is overdue."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from answer.desk.risk_files import load_risks
from api.bootstrap import Application
from api.doctor import examine, risks_on
from api.settings import Settings
from tests.hashing_embedder import HashingEmbedder

BOOK = load_risks()
FIRST_DUE = min(keyword.next_review for keyword in BOOK.keywords)
LAST_DUE = max(keyword.next_review for keyword in BOOK.keywords)


def test_before_the_first_review_is_due_all_is_well() -> None:
    found = risks_on(BOOK, day=FIRST_DUE)
    assert found.severity == "ok"
    assert f"{len(BOOK.keywords)} keywords" in found.text


def test_what_is_overdue_is_told_with_its_owners_and_its_place() -> None:
    found = risks_on(BOOK, day=FIRST_DUE + timedelta(days=1))
    late = [one for one in BOOK.keywords if one.next_review == FIRST_DUE]
    assert found.severity == "warning"
    assert f"{len(late)} keywords are overdue" in found.text
    assert late[0].owner in found.text
    assert "keywords.csv" in found.text


def test_a_year_later_everything_is_overdue_and_every_owner_is_named() -> None:
    found = risks_on(BOOK, day=date(LAST_DUE.year + 1, 1, 1))
    assert f"{len(BOOK.keywords)} keywords are overdue" in found.text
    assert all(keyword.owner in found.text for keyword in BOOK.keywords)


def test_every_keyword_is_looked_at_again_within_a_quarter() -> None:
    days = sorted({keyword.next_review for keyword in BOOK.keywords})
    assert (days[-1] - days[0]).days <= 92


def test_where_no_weights_fit_the_model_that_is_told_with_what_to_do(
    content_dir: Path, tmp_path: Path
) -> None:
    application = Application(Settings(content_dir=content_dir, var_dir=tmp_path))

    with pytest.MonkeyPatch.context() as patch:
        # another company's model: no weights of ours were fitted for it
        patch.setattr(application.models, "embedder", HashingEmbedder)
        found = next(one for one in examine(application) if one.subject == "risks")
    application.close()
    assert found.severity == "warning"
    assert "no weights were fitted for hashing" in found.text
    assert "risks.yaml" in found.text
