from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.access import member_can
from groups.models import Ability, Membership
from meetings import changing, concluding
from meetings.forms import OutcomeForm
from meetings.models import Poll, PollSlot
from meetings.models.poll import asked
from meetings.tally import best, tallies
from meetings.views import polls


@member_can(Ability.SCHEDULE, to=Poll)
def new(request: HttpRequest, membership: Membership, poll: Poll) -> HttpResponse:
    """Close a poll by hand, with one of its times or with none; a GET says what will happen."""
    if hasattr(poll, "outcome"):
        messages.info(request, polls.CLOSED)
        return redirect(poll)
    people = list(asked(membership.group))
    found = tallies(list(poll.slots.filter(starts_at__gt=timezone.now())), people)
    suits_most = best(found)
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        tallies=found,
        zone=membership.user.zone.key,
        initial={"slot": suits_most.slot.pk} if suits_most else {},
    )
    if form.is_valid():
        return _close(request, membership, poll, form.chosen())
    context = {"membership": membership, "group": membership.group, "poll": poll, "form": form, "best": suits_most}
    return render(request, "outcomes/new.html", {**context, "people": people})


def _close(request: HttpRequest, membership: Membership, poll: Poll, slot: PollSlot | None) -> HttpResponse:
    try:
        concluding.close(poll, slot, by=membership.user, now=timezone.now())
    except concluding.PollClosed:
        messages.error(request, polls.CLOSED)
    except concluding.SlotGone:
        messages.error(request, _("That time has passed, or the group meets then already. Choose another."))
        return redirect("meetings:outcomes.new", poll.pk)
    except changing.MeetingClosed:
        messages.error(request, _("The meeting you meant to move is off or over. Call the poll off instead."))
    else:
        said = _("It is set, and everyone is told.") if slot else _("The poll is called off.")
        messages.success(request, said)
    return redirect(poll)
