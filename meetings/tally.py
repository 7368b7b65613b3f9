"""What the times of a poll come to: who can, who could, who cannot, and which suits most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from groups.models import Membership
from meetings import clocks
from meetings.models import PollAnswer, PollSlot


@dataclass(frozen=True, slots=True)
class Tally:
    """One proposed time with everybody's word; `unsocial` are those for whom it is before seven or after ten."""

    slot: PollSlot
    yes: list[Membership]
    if_need_be: list[Membership]
    no: list[Membership]
    silent: list[Membership]
    unsocial: list[Membership]

    @property
    def suits(self) -> bool:
        """Whether anybody could come."""
        return bool(self.yes or self.if_need_be)

    def word_of(self, membership: Membership) -> str:
        """What somebody said, or an empty word."""
        said = {"yes": self.yes, "if_need_be": self.if_need_be, "no": self.no}
        return next((word for word, people in said.items() if membership in people), "")

    @property
    def rank(self) -> tuple[Any, ...]:
        """The smaller the better: most who can, fewest who cannot, most who could, fewest unsocial hours, earliest."""
        counts = (-len(self.yes), len(self.no), -len(self.if_need_be), len(self.unsocial))
        return (*counts, self.slot.starts_at)


def tallies(slots: Sequence[PollSlot], people: Iterable[Membership]) -> list[Tally]:
    """Each time with the words of these people, in their order; one query."""
    rows = PollAnswer.objects.filter(slot__in=slots).values_list("slot_id", "membership_id", "word")
    said = {(slot, membership): word for slot, membership, word in rows}
    people = list(people)
    return [_tally(slot, people, {each.pk: said.get((slot.pk, each.pk), "") for each in people}) for slot in slots]


def _tally(slot: PollSlot, people: list[Membership], words: dict[int, str]) -> Tally:
    def who(word: str) -> list[Membership]:
        return [each for each in people if words[each.pk] == word]

    return Tally(
        slot=slot,
        yes=who(PollAnswer.Word.YES),
        if_need_be=who(PollAnswer.Word.IF_NEED_BE),
        no=who(PollAnswer.Word.NO),
        silent=who(""),
        unsocial=[each for each in people if clocks.unsocial(slot.starts_at, slot.ends_at, each.user.zone)],
    )


def best(found: Iterable[Tally]) -> Tally | None:
    """The time that suits most; None where none suits anybody."""
    return min((each for each in found if each.suits), key=lambda each: each.rank, default=None)
