"""The demo company's own say on risks: every procedure it names is one of its documents."""

from answer.desk.risk_files import load_risks
from tests.conftest import PROJECT

CONTENT = PROJECT / "kb_content"


def test_every_procedure_is_a_document_that_is_there() -> None:
    named = {one.name: one.sop for one in load_risks(CONTENT).classes.values() if one.sop}
    assert len(named) >= 8
    missing = {name for name, sop in named.items() if not (CONTENT / "documents" / sop).is_file()}
    assert missing == set()


def test_the_demo_changes_nothing_but_procedures() -> None:
    shipped, own = load_risks().classes, load_risks(CONTENT).classes
    assert shipped.keys() == own.keys()
    for name, one in own.items():
        assert (one.level, one.action, one.priority) == (
            shipped[name].level,
            shipped[name].action,
            shipped[name].priority,
        )
