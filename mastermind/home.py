"""The pages that look at all three apps: the landing page, Today, and a group's home."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User, is_apart
from groups import seats
from groups.models import (
    Ability,
    Application,
    Charter,
    Group,
    Invitation,
    Membership,
    Proposal,
    Trial,
    Waiting,
    meets_apart,
    unsigned,
    wanted_at,
)
from groups.views import acceptances
from mastermind import inbox
from meetings.forms import AnswerForm
from meetings.models import Meeting
from meetings.models.attendance import roster, with_answer_of
from meetings.rhythm import with_rhythm

COMING_SHOWN = 5


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The landing page, or Today for who is signed in."""
    user = request.user
    return today(request, user) if user.is_authenticated else render(request, "landing.html")


def today(request: HttpRequest, user: User) -> HttpResponse:
    """What waits for me: the next meeting with its question, people at the door, charters to sign."""
    now = timezone.now()
    meetings = with_answer_of(user, Meeting.objects.seen_by(user).standing().upcoming(now))
    coming = list(meetings.select_related("group", "series")[:COMING_SHOWN])
    own = Membership.objects.of(user).filter(group__closure=None).select_related("group__closure")
    doors = own.running().values("group")
    context = {
        **_next(coming, now),
        "greeting": _greeting(user, now),
        "memberships": own,
        "unsigned": unsigned(own),
        "inbox": inbox.waiting_for(user, now),
        "waiting": Application.objects.seen_by(user)
        .to_answer(now)
        .filter(group__in=doors)
        .select_related("group", "user"),
        "asked": Application.objects.of(user).unanswered(),
    }
    return render(request, "today.html", context)


@login_not_required
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """A group's home for its members, its front page for everybody else who may see it.

    Looked up once, through what the visitor may see: what is hidden and what is not there are the same one query.
    """
    now = timezone.now()
    seen = with_rhythm(Group.objects.visible_to(request.user).with_taken(), now).select_related("community", "closure")
    group = get_object_or_404(seen, slug=slug)
    membership = Membership.objects.of(request.user).filter(group=group).select_related("group__closure", "user")
    inside = membership.first()
    return _home(request, inside) if inside else _front(request, group, now)


@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: whoever holds one sees the front page of its group, also of an unlisted one."""
    return acceptances.new(request, token, _invited_to)


def _invited_to(invitation: Invitation, user: User | AnonymousUser, now: datetime) -> dict[str, object]:
    group = with_rhythm(Group.objects.with_taken(), now).select_related("community", "closure")
    return _outside(group.get(pk=invitation.group_id), user, now)


def _front(request: HttpRequest, group: Group, now: datetime) -> HttpResponse:
    user = request.user
    return render(request, "groups/show.html", _outside(group, user, now) | _own_way_in(group, user))


def _outside(group: Group, user: User | AnonymousUser, now: datetime) -> dict[str, object]:
    """All that an outsider needs to decide, and nothing from inside."""
    kept_apart = user.is_authenticated and meets_apart(group, user)
    people = Membership.objects.present().filter(group=group).select_related("user")
    coming = Meeting.objects.filter(group=group).standing().upcoming(now)
    return {
        "group": group,
        # Asked before any name is shown: then a chair that is taken is just taken.
        "kept_apart": kept_apart,
        "people": [] if kept_apart else people,
        "board": [] if kept_apart else seats.board(group, now),
        "charter": Charter.objects.current(group),
        "wanted": wanted_at(group),
        "meeting": coming.first(),
    }


def _own_way_in(group: Group, user: User | AnonymousUser) -> dict[str, object]:
    """How far somebody has come on their way to this table."""
    if not user.is_authenticated:
        return {}
    return {
        "application": Application.objects.of(user).filter(group=group).first(),
        "place": Waiting.objects.waiting().filter(group=group, user=user).first(),
    }


def _home(request: HttpRequest, membership: Membership) -> HttpResponse:
    now = timezone.now()
    meetings = Meeting.objects.seen_by(membership.user).filter(group=membership.group).standing().upcoming(now)
    coming = list(with_answer_of(membership.user, meetings).select_related("series")[:COMING_SHOWN])
    people = Membership.objects.present().filter(group=membership.group).select_related("user")
    people = people.annotate(is_apart=is_apart(membership.user, "user"))
    charter = Charter.objects.current(membership.group)
    has_signed = charter.signatures.filter(membership=membership).exists()
    at_the_door = Application.objects.seen_by(membership.user).to_answer(now).filter(group=membership.group)
    before_me = Proposal.objects.before(membership.user, now).filter(application__group=membership.group)
    context = {
        **_next(coming, now),
        **(_pair(membership) if membership.group.kind == Group.Kind.BUDDIES else {}),
        "membership": membership,
        "group": membership.group,
        "people": people,
        "has_signed": has_signed,
        "proposals": before_me.select_related("application__user"),
        "welcome": None if has_signed else _welcome(membership),
        "waiting": at_the_door.count() if membership.can(Ability.ADMIT) else 0,
    }
    return render(request, "groups/home.html", context)


def _pair(membership: Membership) -> dict[str, object]:
    """The other of two buddies, and how their trial stands."""
    others = Membership.objects.present().filter(group=membership.group).exclude(pk=membership.pk)
    trial = Trial.objects.with_wishes(membership.user).filter(group=membership.group)
    partner = others.select_related("user").first()
    return {"partner": partner, "trial": trial.first() if partner else None}


def _next(coming: list[Meeting], now: datetime) -> dict[str, object]:
    """The next of the coming meetings with its question, and the ones after it."""
    meeting = coming[0] if coming else None
    said = meeting.own_answer if meeting else None  # type: ignore[attr-defined]
    return {
        "now": now,
        "meeting": meeting,
        "roster": roster(meeting) if meeting else [],
        "form": AnswerForm(initial={"answer": said}) if meeting else None,
        "later": coming[1:],
    }


def _welcome(membership: Membership) -> Application | None:
    """The words with which somebody was let in, for who has just come in."""
    own = Application.objects.filter(group=membership.group, user=membership.user)
    accepted = own.filter(state=Application.State.ACCEPTED).exclude(reason="")
    return accepted.select_related("answered_by").last()


def _greeting(user: User, now: datetime) -> str:
    hour, name = timezone.localtime(now).hour, {"name": user.first_name}
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % name
    return (_("Good afternoon, %(name)s") if 12 <= hour < 18 else _("Good evening, %(name)s")) % name
