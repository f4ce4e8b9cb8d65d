"""Order keys: short texts that sort, with always room for one more between any two.

A key is a number between 0 and 1 written in base 62 without its leading "0.", so that comparing two keys byte
by byte compares the numbers. Trailing zeros are left out: one number has one key.

Putting a card between two others writes that card's row alone. Keys at an end grow by a fixed step and stay
short; keys that are halved into the same gap again and again grow by a digit about every six times, until
`vision.actions.moves` spreads the board anew.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PATTERN = r"^[0-9A-Za-z]*[1-9A-Za-z]$"

_BASE = len(DIGITS)
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
# The first digits, in which keys at an end are counted on, and by how much: room for 3.8 million of them
# on either side of the middle, and for two more digits of halving between any two.
_HEAD = 6
_STEP = _BASE**2


def between(low: str | None, high: str | None) -> str:
    """A key that sorts after `low` and before `high`; None stands for the end on that side.

    Raises ValueError when `low` does not sort before `high`.
    """
    if low is not None and high is not None:
        if low >= high:
            raise ValueError(f"There is nothing between {low!r} and {high!r}")
        return _halfway(low, high)
    if low is not None:
        return _stepped(low, _STEP) or _halfway(low, None)
    if high is not None:
        return _stepped(high, -_STEP) or _halfway("", high)
    return _key(_BASE**_HEAD // 2)


def spread(count: int) -> list[str]:
    """`count` keys in order, far from each other and around the middle."""
    start = _BASE**_HEAD // 2 - count * _STEP // 2
    return [_key(start + number * _STEP) for number in range(count)]


def fill(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` keys in order between two; halved evenly, so that they grow with the logarithm of `count`."""
    if count < 1:
        return []
    middle = between(low, high)
    under = (count - 1) // 2
    return [*fill(low, middle, under), middle, *fill(middle, high, count - 1 - under)]


def _stepped(key: str, step: int) -> str:
    """The key one step further, or "" when there is no room for it."""
    head = 0
    for digit in key[:_HEAD].ljust(_HEAD, DIGITS[0]):
        head = head * _BASE + _VALUES[digit]
    return _key(head + step) if 0 < head + step < _BASE**_HEAD else ""


def _key(number: int) -> str:
    digits = []
    for _position in range(_HEAD):
        number, value = divmod(number, _BASE)
        digits.append(DIGITS[value])
    return "".join(reversed(digits)).rstrip(DIGITS[0])


def _halfway(low: str, high: str | None) -> str:
    """The shortest key about halfway; `high` None is 1."""
    digits: list[str] = []
    while True:
        position = len(digits)
        under = _VALUES[low[position]] if position < len(low) else 0
        over = _BASE if high is None else _VALUES[high[position]] if position < len(high) else 0
        if over - under > 1:
            return "".join([*digits, DIGITS[(under + over) // 2]])
        if over - under == 1:
            # Anything that starts with this digit of `low` is below `high`, so only `low` bounds the rest.
            high = None
        digits.append(DIGITS[under])
