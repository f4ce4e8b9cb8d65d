"""Order keys: always room in between, always in order, short."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision import ranks

KEYS = st.text(ranks.DIGITS, min_size=1, max_size=12).map(lambda text: text.rstrip("0")).filter(bool)
ENDS = st.one_of(st.none(), KEYS)


@given(ENDS, ENDS)
def test_a_key_stands_between_its_neighbours(one: str | None, other: str | None):
    """Whatever the neighbours, the new key sorts between them, byte by byte, and is a proper key."""
    low, high = sorted([one, other]) if one is not None and other is not None else (one, other)
    if low is not None and low == high:
        with pytest.raises(ValueError, match="nothing between"):
            ranks.between(low, high)
        return
    key = ranks.between(low, high)
    assert low is None or low.encode() < key.encode()
    assert high is None or key.encode() < high.encode()
    assert re.search(ranks.PATTERN, key)


@given(st.lists(st.integers(min_value=0), min_size=1, max_size=120))
def test_any_run_of_insertions_keeps_the_order_total(places: list[int]):
    keys: list[str] = []
    for number in places:
        place = number % (len(keys) + 1)
        low = keys[place - 1] if place else None
        high = keys[place] if place < len(keys) else None
        keys.insert(place, ranks.between(low, high))
    assert keys == sorted(set(keys))


def test_keys_at_an_end_stay_short():
    last = first = ranks.between(None, None)
    for _time in range(5_000):
        last, first = ranks.between(last, None), ranks.between(None, first)
    assert (len(last), len(first)) == (4, 4)


def test_a_gap_that_is_halved_again_and_again_grows_by_a_digit_in_six():
    low, high = ranks.spread(2)
    for _time in range(60):
        high = ranks.between(low, high)
    assert len(high) == 16


@given(st.integers(min_value=0, max_value=3_000))
def test_spread_keys_are_in_order_with_room_around_them(count: int):
    keys = ranks.spread(count)
    assert len(set(keys)) == count
    assert keys == sorted(keys)
    if keys:
        assert len(ranks.between(keys[-1], None)) <= 6
