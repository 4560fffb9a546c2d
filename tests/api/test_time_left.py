"""Seconds left of a stage, by how fast it went."""

from api.time_left import TimeLeft
from index.build_progress import BuildProgress, Stage


def test_the_time_left_follows_the_speed_of_the_stage() -> None:
    moment = 0.0
    left = TimeLeft(lambda: moment)

    def told(seconds: float, stage: Stage, done: int) -> int | None:
        nonlocal moment
        moment = seconds
        return left.after(BuildProgress(stage=stage, done=done, total=100))

    assert told(0.0, "reading", 0) is None
    assert told(0.5, "reading", 5) is None, "too early to say"
    assert told(2.0, "reading", 20) == 8
    assert told(5.0, "reading", 50) == 5
    assert told(6.0, "embedding", 0) is None, "another stage, another speed"
    assert told(16.0, "embedding", 10) == 90
    # faster from here on: what is long ago no longer counts
    for second in range(17, 60):
        last = told(float(second), "embedding", 10 + 2 * (second - 16))
    assert last == 2


def test_nothing_is_said_where_nothing_was_done() -> None:
    moments = iter((0.0, 10.0))
    left = TimeLeft(lambda: next(moments))
    stuck = BuildProgress(stage="reading", done=0, total=9)
    assert [left.after(stuck), left.after(stuck)] == [None, None]
