import threading
import time
from collections.abc import Callable

import pytest

from api.worked_out import WorkedOut
from ingest.errors import DeskUnavailable, IndexMissing


class Made:
    """Counts how often a value is worked out, as soon as it is let."""

    def __init__(self) -> None:
        self.key = "a"
        self.count = 0
        self.may = threading.Event()
        self.may.set()
        self.error: Exception | None = None

    def __call__(self) -> list[str]:
        self.may.wait(20)
        self.count += 1
        if self.error:
            raise self.error
        return [self.key]


def _value(made: Made) -> WorkedOut[list[str]]:
    return WorkedOut("things", key=lambda: made.key, work_out=made)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_value_is_worked_out_once_however_many_ask_at_once() -> None:
    made = Made()
    value = _value(made)
    found: list[tuple[list[str], bool]] = []
    threads = [threading.Thread(target=lambda: found.append(value.now())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [(["a"], True)] * 8
    assert made.count == 1


def test_an_old_value_is_given_while_a_new_one_is_made() -> None:
    made = Made()
    value = _value(made)
    assert value.now() == (["a"], True)
    made.key = "b"
    made.may.clear()
    _until(lambda: value.now() == (["a"], False) and value._working is not None)
    made.may.set()
    _until(lambda: value.now() == (["b"], True))
    assert made.count == 2


def test_what_goes_wrong_is_told_and_tried_again() -> None:
    made = Made()
    value = _value(made)
    for error, told in (
        (IndexMissing("no release"), IndexMissing),
        (ZeroDivisionError("oops"), DeskUnavailable),
    ):
        made.error = error
        with pytest.raises(told):
            value.now()
    made.error = None
    assert value.now() == (["a"], True)
