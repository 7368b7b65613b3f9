"""Which figures may be published so that none made of fewer than five people can be worked out. Pure.

A figure that counts fewer than five people is left out, and so is whatever it could be worked out from: figures stand
in sums that the page states, so a single gap in a sum would be filled in by subtraction. The method is complementary
cell suppression on sums (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4); a gap says the same
whichever reason it has. Nobody is fewer than five, too: "none of them" tells something of every one.

It is assumed that the reader knows the whole (who is in a community is a list its organisers see), the sums and this
very method. The overview stands for a week, so that it is not compared with itself around one person's step. Not
covered: comparing it from week to week, or with what groups publish on their own cards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5
ENOUGH = 2 * FEWEST - 1  # so many missing that beside any number below five there are five more


@dataclass(frozen=True, slots=True)
class Part:
    """So many people, under a name; the people of its parts, where it has any, are all of them, each once."""

    name: str
    count: int
    parts: tuple["Part", ...] = ()

    def __post_init__(self) -> None:
        if self.parts and self.count != sum(part.count for part in self.parts):
            raise ValueError(f"The parts of {self.name} do not make {self.count}.")


def publish(whole: Part) -> dict[str, int]:
    """The figures of people that may stand on one page, by name; those left out must not stand there.

    The whole's own count is taken as known. What is shown of a part's parts is settled with it when it is shown, and
    together with its neighbours when it is not: a figure that is left out is not stated as a sum either.
    """
    shown = {whole.name: whole.count} if whole.count >= FEWEST else {}
    row, settled = whole.parts, False
    while not settled:
        gaps = left_out([part.count for part in row])
        unfolded = tuple(
            each for at, part in enumerate(row) for each in (part.parts if at in gaps and part.parts else (part,))
        )
        row, settled = unfolded, unfolded == row
    for at, part in enumerate(row):
        if at not in gaps:
            shown |= publish(part)
    return shown


def left_out(counts: Sequence[int]) -> set[int]:
    """Which parts of a known sum to leave out, by their place: the small ones, and then others, until one of them is
    not small and so many people are missing that the small ones can be any small number.

    The others go in the order in which they stand. By their size would give them away: the reader knows the method,
    and would read from what is left that what is missing is smaller.
    """
    small = {at for at, count in enumerate(counts) if count < FEWEST}
    gaps = set(small)
    for at in range(len(counts)):
        if not small or (gaps > small and sum(counts[gap] for gap in gaps) >= ENOUGH):
            break
        gaps.add(at)
    return gaps
