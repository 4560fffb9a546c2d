"""Where judged drafts come from: golden questions, and a file of judged replies."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from answer.golden import read_golden
from answer.judge import load_model
from answer.judged_draft import JudgedDrafts
from answer.judged_golden import judge_golden, shared_topics
from answer.judged_replies import read_judged_replies
from answer.question import Question
from api.bootstrap import Application
from api.schemas import reply_values
from ingest.errors import ContentError

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "company.jsonl"
SHIPPED = load_model()


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


def read(path: Path) -> JudgedDrafts:
    return read_judged_replies(path, shipped=SHIPPED, progress=no_progress)


def test_golden_questions_are_judged_by_their_places(company: Application) -> None:
    questions = read_golden(GOLDEN)
    seen: list[tuple[int, int]] = []
    found = judge_golden(
        questions,
        engine=company.engines.engine(),
        shipped=SHIPPED,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert len(found.drafts) + found.decided_otherwise == len(questions)
    assert found.drafts
    assert seen[-1] == (len(questions), len(questions))
    unanswerable = {f"golden:{one.question.id}" for one in questions if not one.answerable}
    for draft in found.drafts:
        assert draft.value == SHIPPED.probability(draft.signals)
        assert not (draft.right and draft.id in unanswerable)
        assert draft.language
    assert any(draft.right for draft in found.drafts)


def test_what_shares_a_place_over_any_number_of_steps_is_one_topic() -> None:
    places = [["a", "b"], ["c"], ["d", "e"], ["b", "d"], [], ["f"], [], ["c", "f"]]
    first = shared_topics(places)
    assert len({first[n] for n in (0, 2, 3)}) == 1
    assert len({first[n] for n in (1, 5, 7)}) == 1
    assert len(set(first)) == 4
    order = list(range(len(places)))
    for _ in range(20):
        random.shuffle(order)
        topics = shared_topics([places[n] for n in order])
        again = dict(zip(order, topics, strict=True))
        for n in order:
            for other in order:
                assert (again[n] == again[other]) is (first[n] == first[other])


@pytest.fixture
def reply(company: Application) -> dict[str, Any]:
    """A reply as an agent gets it, decided by the probability."""
    question = Question(id="q", question="How long is the warranty of the XR-200A?")
    suggested = company.engines.engine().advise(question).suggested[0]
    return reply_values(suggested, audience="agent")


def test_a_reply_that_was_judged_is_a_draft(reply: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "judged.jsonl"
    lines = [
        {**reply, "right": True},
        {**reply, "right": False, "weight": 0.5, "citations": []} | {"kind": "handoff"}
        | {"handoff": {"reason": "low_confidence"}},
        {**reply, "right": False, "kind": "handoff", "handoff": {"reason": "out_of_scope"}},
        {**reply, "right": True, "kind": "handoff", "handoff": {"reason": "unsupported_language"}},
        # decided by a rule, or nothing but small talk: no judgement of the probability
        {**reply, "right": False, "kind": "handoff", "citations": []}
        | {"handoff": {"reason": "unsupported_language"}},
        {**reply, "right": False, "kind": "handoff", "handoff": {"reason": "expired"}},
        {**reply, "right": False, "kind": "clarify"},
        {**reply, "right": True, "citations": []},
        {**reply, "right": True, "parts": [{"question": "How long?"}]},
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    found = read(file)
    assert [(one.right, one.weight) for one in found.drafts] == [
        (True, 1.0), (False, 0.5), (False, 1.0), (True, 1.0)
    ]  # fmt: skip
    assert found.decided_otherwise == 5
    assert len({one.id for one in found.drafts}) == 4
    value = {signal.name: signal.value for signal in found.drafts[0].signals}
    assert value == {name: reply["signals"][name] for name in value}
    assert found.drafts[0].value == SHIPPED.probability(found.drafts[0].signals)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"right": None}, "'right' must be true or false"),
        ({"right": 1}, "'right' must be true or false"),
        ({"signals": None}, "ask as an agent"),
        ({"signals": {}}, "another version's"),
        ({"language": "x y"}, "BCP 47"),
        ({"weight": 0}, "'weight' must lie above 0"),
        ({"weight": "much"}, "'weight' must be a number"),
        ({"weight": float("nan")}, "'weight' must lie above 0"),
        ({"citations": "none"}, "'citations'|judged reply"),
    ],
)
def test_a_line_that_is_no_judged_reply_is_named(
    reply: dict[str, Any], tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    file = tmp_path / "judged.jsonl"
    good = json.dumps({**reply, "right": True})
    file.write_text(f"{good}\n{json.dumps({**reply, 'right': True, **change})}\n")
    with pytest.raises(ContentError, match=rf"judged\.jsonl:2: .*({message})"):
        read(file)


@pytest.mark.parametrize("line", ["{", "[]", "1", '{"kind": "answer"}', "[" * 100_000])
def test_what_is_no_reply_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "judged.jsonl"
    file.write_text(line)
    with pytest.raises(ContentError, match=r"judged\.jsonl:1"):
        read(file)
    with pytest.raises(ContentError, match="cannot read"):
        read(tmp_path / "absent.jsonl")
