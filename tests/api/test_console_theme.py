"""The theme's colours: what stands on what can be read, in light and in dark (WCAG 2.2, AA)."""

import re
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "api" / "console"
THEME = (CONSOLE / "theme.css").read_text(encoding="utf-8")
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", THEME
    )
}
TEXT = 4.5
"""Success criterion 1.4.3, text of any size we use."""
PART = 3.0
"""Success criterion 1.4.11: focus rings, bars, borders that alone tell a field."""
PAIRS = [
    *(
        (ink, ground, TEXT)
        for ink in ("ink", "muted")
        for ground in ("ground", "surface", "raised")
    ),
    *((ink, "surface", TEXT) for ink in ("accent", "high", "medium", "low")),
    *((ink, "raised", TEXT) for ink in ("accent", "high", "medium", "low")),
    *((ink, "accent-soft", TEXT) for ink in ("ink", "muted", "accent")),
    *((ink, f"{ink}-soft", TEXT) for ink in ("high", "medium", "low", "orange")),
    *(("ink", f"{ground}-soft", TEXT) for ground in ("high", "medium", "low", "orange")),
    ("orange", "surface", TEXT),
    ("ground", "low", TEXT),
    ("ink", "mark", TEXT),
    ("muted", "mark", TEXT),
    ("accent-ink", "accent", TEXT),
    ("ground", "ink", TEXT),
    *(("accent", ground, PART) for ground in ("ground", "surface", "raised")),
    *((bar, "line", PART) for bar in ("high", "medium", "low")),
    *(("edge", ground, PART) for ground in ("ground", "surface", "raised")),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_stands_on_what_can_be_told_apart(
    front: str, back: str, least: float, theme: str
) -> None:
    found = contrast(COLOURS[front][theme], COLOURS[back][theme])
    assert found >= least, f"{front} on {back} in {theme}: {found:.2f}"


def test_colours_come_from_the_theme_alone() -> None:
    for path in sorted(CONSOLE.glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if path.name == "theme.css":
            text = text.partition("--shadow")[2]
        # a page's picture is paper; shadows are no information
        found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) - {"#fff"}
        found = {one for one in found if not re.search(rf"{one}[\w-]*[\s,{{>:.\[]", text)} or {
            one for one in found if re.search(rf":\s*[^;{{}}]*{one}\b[^{{}}]*;", text)
        }
        assert not found, path.name


def test_every_colour_that_is_used_is_one_of_the_theme() -> None:
    used = {
        name
        for path in sorted(CONSOLE.glob("*.css"))
        for name in re.findall(r"var\(--([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    known = set(re.findall(r"--([a-z-]+):", THEME))
    assert used - known <= {"value", "threshold"}
    assert known - used == set()
