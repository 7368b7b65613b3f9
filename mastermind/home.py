"""The pages that look at all three apps: the landing page, Today, and a group's home."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import Ability, Application, Charter, Membership, Role
from groups.views import groups
from meetings.forms import AnswerForm
from meetings.models import Meeting
from meetings.models.attendance import roster

COMING_SHOWN = 5


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The landing page, or Today for who is signed in."""
    return today(request) if request.user.is_authenticated else render(request, "landing.html")


def today(request: HttpRequest) -> HttpResponse:
    """What waits for me: the next meeting with its question, people at the door, charters to sign."""
    now = timezone.now()
    meetings = Meeting.objects.of(request.user).standing().upcoming(now).with_answer_of(request.user)
    coming = list(meetings.select_related("group", "series")[:COMING_SHOWN])
    next_meeting = coming[0] if coming else None
    own = Membership.objects.present().filter(user=request.user).select_related("group")
    doors = own.filter(role__in=[Role.OWNER, Role.FACILITATOR]).values("group")
    context = {
        "now": now,
        "meeting": next_meeting,
        "roster": roster(next_meeting) if next_meeting else [],
        "form": AnswerForm(initial={"answer": next_meeting.own_answer}) if next_meeting else None,
        "coming": coming,
        "memberships": own,
        "unsigned": own.unsigned(),
        "waiting": Application.objects.unanswered().filter(group__in=doors).select_related("group", "user"),
        "asked": Application.objects.unanswered().filter(user=request.user).select_related("group"),
    }
    return render(request, "today.html", context)


@login_not_required
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """A group's home for its members, its front page for everybody else."""
    own = Membership.objects.present().filter(user_id=request.user.pk, group__slug=slug)
    membership = own.select_related("group", "user").first()
    return _home(request, membership) if membership else groups.show(request, slug)


def _home(request: HttpRequest, membership: Membership) -> HttpResponse:
    now = timezone.now()
    meetings = Meeting.objects.seen_by(membership).standing().upcoming(now).with_answer_of(membership.user)
    coming = list(meetings.select_related("series")[:COMING_SHOWN])
    charter = Charter.objects.current(membership.group)
    context = {
        "now": now,
        "membership": membership,
        "group": membership.group,
        "people": Membership.objects.present().filter(group=membership.group).select_related("user"),
        "meeting": coming[0] if coming else None,
        "roster": roster(coming[0]) if coming else [],
        "coming": coming,
        "has_signed": charter.signatures.filter(membership=membership).exists(),
        "waiting": Application.objects.unanswered().filter(group=membership.group).count()
        if membership.can(Ability.ADMIT)
        else 0,
    }
    return render(request, "groups/home.html", context)
