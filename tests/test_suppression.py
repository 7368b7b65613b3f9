"""No figure made of fewer than five people is published, nor can be worked out from those that are.

The reader is taken to know the number of all members, the sums on the page and the method: every world that would
have led to the same page is a world they must reckon with, and in those worlds each gap holds more than one number.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastermind.suppression import FEWEST, Part, left_out, publish

Counts = tuple[int, ...]


def splits(total: int, parts: int) -> Iterator[Counts]:
    """Every way to split a number into so many, in order."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def community(counts: Counts) -> Part:
    """The shape of the overview: unplaced, placed without a meeting so far, and bands of attendance."""
    unplaced, waiting, *bands = counts
    met = Part("met", sum(bands), tuple(Part(f"band {n}", count) for n, count in enumerate(bands)))
    placed = Part("placed", waiting + met.count, (Part("not met yet", waiting), met))
    return Part("members", unplaced + placed.count, (Part("unplaced", unplaced), placed))


def everything(part: Part) -> dict[str, int]:
    found = {part.name: part.count}
    for each in part.parts:
        found |= everything(each)
    return found


def page(counts: Counts) -> frozenset[tuple[str, int]]:
    return frozenset(publish(community(counts)).items())


def deducible(worlds: list[Counts], shown: frozenset[tuple[str, int]]) -> dict[str, set[int]]:
    """What each figure that is not shown can be, over all worlds that lead to one page; the whole is known."""
    possible = defaultdict(set)
    for world in worlds:
        for name, count in everything(community(world)).items():
            possible[name].add(count)
    return {name: counts for name, counts in possible.items() if name not in dict(shown) and name != "members"}


@pytest.mark.parametrize("total", range(1, 19))
def test_no_page_gives_away_a_small_figure(total):
    """Every community of up to eighteen people, exhaustively."""
    worlds = defaultdict(list)
    for counts in splits(total, 5):
        worlds[page(counts)].append(counts)
    for shown, same in worlds.items():
        assert all(count >= FEWEST for _name, count in shown)
        for name, counts in deducible(same, shown).items():
            assert len(counts) > 1 or min(counts) >= FEWEST, (dict(shown), name, counts)


def consistent(total: int, counts: Counts, gaps: set[int]) -> Iterator[Counts]:
    """Every way to fill the gaps of a sum that the method would have left just so."""
    places = sorted(gaps)
    missing = total - sum(count for at, count in enumerate(counts) if at not in gaps)
    for filling in splits(missing, len(places)):
        world = list(counts)
        for at, count in zip(places, filling, strict=True):
            world[at] = count
        if left_out(world) == gaps:
            yield tuple(world)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 12) | st.integers(0, 400), min_size=2, max_size=6).map(tuple))
def test_gaps_in_any_sum_can_be_filled_in_more_than_one_way(counts):
    gaps = left_out(counts)
    small = {at for at, count in enumerate(counts) if count < FEWEST}
    assert small <= gaps
    missing = sum(counts[at] for at in gaps)
    assert not gaps or len(gaps) == len(counts) or (len(gaps) > 1 and missing >= FEWEST)
    if small and missing and missing < 40:
        worlds = list(consistent(sum(counts), counts, gaps))
        for at in small:
            assert len({world[at] for world in worlds}) > 1, (counts, gaps)


@given(st.lists(st.integers(FEWEST, 400), min_size=1, max_size=6))
def test_nothing_is_left_out_without_a_reason(counts):
    assert left_out(counts) == set()


def test_where_one_band_is_small_another_goes_with_it():
    shown = publish(community((40, 12, 3, 20, 9)))
    assert shown == {"members": 84, "unplaced": 40, "placed": 44, "not met yet": 12, "met": 32, "band 2": 9}


def test_where_nearly_everybody_is_placed_neither_side_is_told():
    shown = publish(community((2, 10, 20, 30, 40)))
    assert shown == {"members": 102, "met": 90, "band 0": 20, "band 1": 30, "band 2": 40}


def test_nobody_is_fewer_than_five():
    assert "unplaced" not in publish(community((0, 10, 20, 30, 40)))


def test_a_small_community_shows_nothing():
    assert publish(community((1, 1, 1, 1, 0))) == {}


def test_parts_that_do_not_make_their_whole_are_refused():
    with pytest.raises(ValueError, match="do not make 3"):
        Part("members", 3, (Part("placed", 1), Part("unplaced", 1)))


def test_the_method_is_as_strict_for_every_order_of_the_parts():
    for counts in product((0, 3, 5, 8), repeat=3):
        assert {counts[at] for at in range(3) if counts[at] < FEWEST} <= {counts[at] for at in left_out(counts)}
