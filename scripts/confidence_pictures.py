"""Reliability diagrams and risk–coverage curves as SVG: figures only, drawn from numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from answer.error_budget import lower_bound, upper_bound
from answer.metrics import BINS, calibration_error, risk_coverage

SIDE = 168
LEFT, TOP, GAP = 40, 64, 62
COLUMNS = 4
INK, SOFT, GRID, LINE = "#1f2933", "#52606d", "#d9dfe5", "#0b6e99"
LEAST_BIN = 5
"""Questions; a bin of fewer says nothing."""
MOST_WRONG = 0.5
"""Where the axis of the share wrong ends."""
STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One diagram: what was promised, and whether it held."""

    title: str
    probabilities: Sequence[float]
    right: Sequence[bool]


def reliability_picture(panels: Sequence[Panel], *, title: str) -> str:
    """Share right over the probability stated, in bins of equal mass with 95 % intervals."""
    return _picture(
        title,
        "Each point: a fifteenth of the questions. Dashed: what a perfect judge shows. "
        "Bars: 95 % intervals.",
        [_reliability(panel) for panel in panels],
        [f"{len(p.right)} · ECE {calibration_error(p.probabilities, p.right):.3f}" for p in panels],
        [panel.title for panel in panels],
        across="probability stated",
        up=("0", "share right", "1"),
    )


def risk_coverage_picture(panels: Sequence[Panel], *, title: str) -> str:
    """Share wrong among the answered over the share answered, most confident first."""
    return _picture(
        title,
        "Most confident first. Dashed: budgets of 3 % and 10 % wrong. The axis ends at 50 % wrong.",
        [_risk(panel) for panel in panels],
        [f"{len(p.right)} · wrong {1 - np.mean(p.right):.2f}" for p in panels],
        [panel.title for panel in panels],
        across="share answered",
        up=("0", "share wrong", f"{MOST_WRONG:g}"),
    )


def _reliability(panel: Panel) -> str:
    values, labels = np.asarray(panel.probabilities), np.asarray(panel.right)
    order = np.argsort(values, kind="stable")
    shapes = [_dashed(0, 0, 1, 1)]
    points = []
    for part in np.array_split(order, BINS):
        if len(part) < LEAST_BIN:
            continue
        across, count = float(values[part].mean()), int(labels[part].sum())
        share = count / len(part)
        low = lower_bound(count, len(part), sureness=0.975)
        high = upper_bound(count, len(part), sureness=0.975)
        points.append((across, share))
        x = _x(across)
        shapes.append(
            f'<line x1="{x}" y1="{_y(low)}" x2="{x}" y2="{_y(high)}" '
            f'stroke="{LINE}" stroke-opacity="0.45" stroke-width="2"/>'
        )
        shapes.append(f'<circle cx="{x}" cy="{_y(share)}" r="2.6" fill="{LINE}"/>')
    shapes.append(_curve(points))
    return "".join(shapes)


def _risk(panel: Panel) -> str:
    points = risk_coverage(panel.probabilities, panel.right, steps=STEPS)
    scaled = [(coverage, min(1.0, wrong / MOST_WRONG)) for coverage, wrong in points]
    budgets = [_dashed(0, share / MOST_WRONG, 1, share / MOST_WRONG) for share in (0.03, 0.10)]
    return "".join((*budgets, _curve(scaled)))


def _picture(
    title: str,
    note: str,
    drawn: Sequence[str],
    notes: Sequence[str],
    names: Sequence[str],
    *,
    across: str,
    up: tuple[str, str, str],
) -> str:
    rows = -(-len(drawn) // COLUMNS)
    width = LEFT + min(COLUMNS, max(1, len(drawn))) * (SIDE + GAP)
    height = TOP + rows * (SIDE + GAP) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="system-ui, sans-serif" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(LEFT, 22, title, size=15, colour=INK, weight=600),
        _text(LEFT, 39, note, size=11),
    ]
    for place, shapes in enumerate(drawn):
        left = LEFT + place % COLUMNS * (SIDE + GAP)
        top = TOP + place // COLUMNS * (SIDE + GAP) + 14
        parts.append(f'<g transform="translate({left} {top})">')
        parts.append(_text(0, -7, names[place], size=12, colour=INK, weight=600))
        parts.append(_text(SIDE, -7, notes[place], size=10, anchor="end"))
        parts.append(_frame())
        parts.append(shapes)
        parts.append(_text(SIDE / 2, SIDE + 25, across, size=10, anchor="middle"))
        for value, x in ((0, 0.0), (1, float(SIDE))):
            parts.append(_text(x, SIDE + 13, str(value), size=10, anchor="middle"))
        low, name, high = up
        parts.append(_text(-5, SIDE + 3, low, size=10, anchor="end"))
        parts.append(_text(-5, 8, high, size=10, anchor="end"))
        parts.append(
            f'<g transform="translate(-10 {SIDE / 2:g}) rotate(-90)">'
            f"{_text(0, 0, name, size=10, anchor='middle')}</g></g>"
        )
    return "\n".join((*parts, "</svg>")) + "\n"


def _frame() -> str:
    lines = "".join(
        f'<path d="M{at:g} 0V{SIDE}M0 {at:g}H{SIDE}" stroke="{GRID}" fill="none"/>'
        for at in (SIDE / 4, SIDE / 2, 3 * SIDE / 4)
    )
    return f'{lines}<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="{SOFT}"/>'


def _curve(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    path = " ".join(f"{_x(across)},{_y(up)}" for across, up in points)
    return f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="1.5"/>'


def _dashed(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{_x(x1)}" y1="{_y(y1)}" x2="{_x(x2)}" y2="{_y(y2)}" '
        f'stroke="{SOFT}" stroke-dasharray="4 3"/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int,
    colour: str = SOFT,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _x(share: float) -> str:
    return f"{share * SIDE:.1f}"


def _y(share: float) -> str:
    return f"{(1 - share) * SIDE:.1f}"
