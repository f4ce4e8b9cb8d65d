"""A project's colour on our grounds: told apart from the paper, with an ink that can be read on it.

Contrast is the WCAG 2 ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

PAPER = "#fbfaf7"
DARK_PAPER = "#12181f"
INK = "#1d2733"
WHITE = "#ffffff"
BLACK = "#000000"
# What a stripe or a dot needs to be seen beside the paper.
SEEN = 3.0
# What small text needs.
READ = 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 (the same) to 21 (black on white). Both as "#rrggbb"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """White, our dark ink or black: the first that can be read on the colour. One of them always can."""
    return next(ink for ink in (WHITE, INK, BLACK) if contrast(ink, colour) >= READ)


def seen_on(ground: str, colour: str) -> str:
    """The colour itself, or the nearest darker or lighter one that stands out from the ground."""
    towards = WHITE if _luminance(ground) < 0.18 else BLACK
    for step in range(21):
        mixed = _mixed(colour, towards, step / 20)
        if contrast(mixed, ground) >= SEEN:
            return mixed
    return towards


def stylesheet(colour: str) -> str:
    """The custom properties that carry a project's colour, for the light and the dark theme."""
    light, dark = seen_on(PAPER, colour), seen_on(DARK_PAPER, colour)
    in_dark = _properties(dark)
    return (
        f":root{_properties(light)}\n"
        f"@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){in_dark}}}\n"
        f":root[data-theme=dark]{in_dark}\n"
    )


def _properties(colour: str) -> str:
    return f"{{--accent:{colour};--on-accent:{ink_on(colour)}}}"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, towards: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(towards), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
