"""What members are written about a time poll: the times by their own clock, and what came of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.clock import lazy_words
from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Membership
from meetings import links
from meetings.letters import AT_THE_TABLE, membership_of
from meetings.models import Poll, PollAnswer, PollOutcome


def answer_url(poll: Poll, membership: Membership) -> str:
    """The address that answers for one member without signing in."""
    return links.link("meetings:poll_answers.edit", poll.pk, membership, salt="poll")


def read_answer_token(token: str) -> tuple[Poll, Membership]:
    """Whose answer to what. Raises as `links.read` does, and DoesNotExist for a poll that is gone."""
    pk, membership = links.read(token, salt="poll")
    polls = Poll.objects.select_related("group__closure", "outcome__slot")
    return polls.get(pk=pk, group=membership.group_id), membership


def compose_poll(notice: Notice, now: datetime) -> Letter | None:
    """Which of these times suits you? The same when times were added; silent when nothing is left to answer."""
    poll = Poll.objects.waiting_for(notice.reader, now).select_related("group").filter(pk=notice.data["poll"]).first()
    membership = membership_of(notice, poll.group_id) if poll else None
    if poll is None or membership is None:
        return None
    slots = list(poll.slots.filter(starts_at__gt=now))
    new = [each for each in slots if each.pk in notice.data.get("slots", [])]
    if "slots" in notice.data and not new:
        return None
    said = PollAnswer.objects.filter(slot__in=slots, membership=membership).exists()
    context = {"poll": poll, "group": poll.group, "slots": slots, "new": new, "said": said}
    urls = {"url": absolute(poll.get_absolute_url()), "answer_url": answer_url(poll, membership)}
    return Letter("poll", context | urls)


def compose_result(notice: Notice, now: datetime) -> Letter | None:
    """What no other letter tells: that no time was found, or that a meeting stays where it is."""
    outcomes = PollOutcome.objects.select_related("poll__group__closure", "poll__moves", "slot", "by")
    outcome = outcomes.filter(poll=notice.data["poll"]).first()
    if outcome is None or outcome.poll.group.is_closed or membership_of(notice, outcome.poll.group_id) is None:
        return None
    poll, names = outcome.poll, {"group": outcome.poll.group.name}
    more: Any = ""
    if outcome.slot and poll.moves:
        if poll.moves.starts_at != outcome.slot.starts_at or poll.moves.ends_at <= now:
            return None
        names["when"] = lazy_words(poll.moves.starts_at, poll.moves.ends_at, notice.reader.time_zone)
        subject, lead = _("The meeting of %(group)s stays where it is"), _("Its time suits most: %(when)s.")
        more = _("What you said of it is your answer for the meeting.")
    elif outcome.by:
        names["name"] = outcome.by.first_name
        subject, lead = _("A poll of %(group)s is called off"), _("%(name)s called it off; no time was chosen.")
    else:
        subject = _("No time was found for %(group)s")
        lead = _("None of the times that were asked about can become a meeting.")
        more = _("Ask again with other times, or set one yourself.")
    return Note(
        subject=subject,
        lead=lead,
        more=more,
        button=_("See who said what"),
        url=absolute(poll.get_absolute_url()),
        why=AT_THE_TABLE,
        kicker=_("The poll has closed"),
        names=names,
    ).letter()
