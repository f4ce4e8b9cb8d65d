"""The colours of both themes can be read: contrast is computed from the stylesheet itself."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "static/css/tokens.css").read_text()

# Text on the grounds that it is put on: at least 4.5 to 1.
TEXT = [
    *[(ink, ground) for ink in ("ink", "muted") for ground in ("paper", "surface", "sunken", "mark")],
    *[
        (ink, ground)
        for ink in ("primary", "primary-strong", "next", "line-ink", "danger", "danger-strong", "good")
        for ground in ("paper", "surface", "sunken")
    ],
    *[
        ("ink", soft)
        for soft in ("primary-soft", "now-soft", "next-soft", "line-soft", "danger-soft", "good-soft")
    ],
    *[("muted", soft) for soft in ("primary-soft", "now-soft", "next-soft")],
    ("primary", "primary-soft"),
    ("primary-strong", "primary-soft"),
    ("now", "now-soft"),
    ("next", "next-soft"),
    ("line-ink", "line-soft"),
    ("danger", "danger-soft"),
    ("good", "good-soft"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("paper", "ink"),
]
# Lines, borders of fields and the focus ring: at least 3 to 1.
SHAPES = [
    (shape, ground)
    for shape in ("focus", "control", "line", "primary", "danger", "good", "next")
    for ground in ("paper", "surface")
]


def _block(opening: str) -> dict[str, str]:
    """The custom properties of the block that begins with `opening`."""
    start = TOKENS.index(opening) + len(opening)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS[start : TOKENS.index("}", start)]))


LIGHT = _block(":root {")
DARK_BY_SYSTEM = _block(':root:not([data-theme="light"]) {')
DARK_BY_CHOICE = _block(':root[data-theme="dark"] {')


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio of two colours written as #rrggbb."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _too_faint(theme: dict[str, str], pairs: list[tuple[str, str]], least: float) -> dict[str, float]:
    ratios = {f"{one} on {other}": contrast(theme[one], theme[other]) for one, other in pairs}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


def test_contrast_is_computed_as_wcag_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
def test_every_text_can_be_read(theme: dict[str, str]) -> None:
    assert _too_faint(theme, TEXT, 4.5) == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
def test_every_shape_can_be_seen(theme: dict[str, str]) -> None:
    assert _too_faint(theme, SHAPES, 3.0) == {}


def test_dark_is_the_same_by_system_and_by_choice() -> None:
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE


def test_dark_changes_every_colour_that_light_names() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith(("#", "rgb"))}
    assert set(DARK_BY_CHOICE) == colours


def test_the_light_theme_is_the_agreed_one() -> None:
    agreed = {
        "paper": "#fbfaf7",
        "surface": "#ffffff",
        "ink": "#1d2733",
        "muted": "#55606e",
        "hairline": "#dcd8ce",
        "primary": "#0b6e69",
        "primary-strong": "#084f4b",
        "next": "#53638a",
        "line": "#c77700",
        "danger": "#b3261e",
        "good": "#2b7a3d",
        "focus": "#1a63d8",
    }
    assert {name: LIGHT[name] for name in agreed} == agreed
