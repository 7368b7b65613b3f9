"""What members are written about new, moved and cancelled meetings; by default names, times, counts and links."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.clock import lazy_days, lazy_words
from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Membership
from meetings import attaching
from meetings.answering import answer_url
from meetings.models import Attendance, Meeting, Series, Visit
from meetings.models.attendance import Answer

AT_THE_TABLE = _("Sent because you sit at the table of %(group)s.")
FEW = 2  # dates that a subject can hold
_many_left_out = partial(ngettext_lazy, "%(group)s leaves out %(count)s date", "%(group)s leaves out %(count)s dates")


def compose_schedule(notice: Notice, now: datetime) -> Letter | None:
    """There is a new series, or an old one goes on in another way, or the rules of its clock are new: its next dates.

    One letter for all three, with a way to answer the first date.
    """
    series = Series.objects.select_related("group").filter(pk=notice.data["series"]).first()
    membership = membership_of(notice, series.group_id) if series else None
    if series is None or membership is None:
        return None
    if "ends" in notice.data:
        return _end(series, membership, now)
    coming = list(series.meetings.standing().upcoming(now).select_related("group", "series")[:6])
    if not coming:
        return None
    context = {"series": series, "meetings": coming, "occasion": notice.kind}
    changed = [series.pk, series.follows_id] if notice.kind == Notice.Kind.SERIES_CHANGE else [series.pk]
    files = attaching.whole(membership.user, [each for each in changed if each], now)
    return Letter("schedule", {**about(coming[0], membership), **context}, files)


def _end(series: Series, membership: Membership, now: datetime) -> Letter | None:
    """The series ends; which meetings are still to come. Silent where it has gone on after all."""
    if series.ends_before is None:
        return None
    zone, group = membership.user.time_zone, series.group
    last = series.meetings.standing().upcoming(now).last()
    following = Meeting.objects.standing().upcoming(now).filter(group=group).first()
    names = {"group": group.name}
    for name, meeting in (("last", last), ("next", following)):
        if meeting:
            names[name] = lazy_words(meeting.starts_at, meeting.ends_at, zone)
    return Note(
        subject=_("A series of %(group)s ends"),
        lead=_("Its last meeting is this one: %(last)s.") if last else _("It has no more meetings."),
        more=_("The next meeting of %(group)s: %(next)s.") if following else _("No other meeting is set so far."),
        button=_("See all meetings"),
        url=absolute(reverse("meetings:meetings.index", args=[group.slug])),
        why=AT_THE_TABLE,
        kicker=_("A series ends"),
        names=names,
    ).letter()


def compose_change(notice: Notice, now: datetime) -> Letter | None:
    """The meeting moved; silent when it has moved again, since that owes a note of its own, or moved back unnoticed."""
    found = standing(notice)
    if found is None:
        return None
    meeting, membership = found
    if "was" not in notice.data:
        return None if _is_told_again(notice) else _other_place(meeting, membership, now)
    if meeting.sequence != notice.data["sequence"] or meeting.epoch == notice.data["was"]:
        return None
    was = datetime.fromtimestamp(notice.data["was"], UTC)
    was_until = was + (meeting.ends_at - meeting.starts_at)
    context = {**about(meeting, membership), "was": was, "was_until": was_until}
    return Letter("change", context, attaching.changed(membership.user, meeting, now))


def _is_told_again(notice: Notice) -> bool:
    """Whether a later note to the reader says the same of this meeting; that it moved since is another matter."""
    own = Notice.objects.filter(kind=notice.kind, user=notice.user_id, data__meeting=notice.data["meeting"])
    return own.filter(data__revision__gt=notice.data["revision"]).exists()


def compose_late_answer(notice: Notice, now: datetime) -> Letter | None:
    """To who looks after the group: somebody changed their word within the notice. Silent once it changed again."""
    rows = Attendance.objects.select_related("meeting__group", "membership__user").filter(is_late=True)
    found = rows.filter(pk=notice.data["attendance"], answer=notice.data["answer"], membership__left_at=None).first()
    if found is None or found.meeting.starts_at <= now or not Meeting.objects.standing().filter(pk=found.meeting_id):
        return None
    meeting, membership = found.meeting, membership_of(notice, found.meeting.group_id)
    if membership is None:
        return None
    said = {
        Answer.YES: _("%(name)s comes after all: %(when)s."),
        Answer.MAYBE: _("%(name)s is no longer sure to come: %(when)s."),
        Answer.NO: _("%(name)s cannot come: %(when)s."),
    }
    return Note(
        subject=_("A late change for %(group)s"),
        lead=said[Answer(found.answer)],
        more=_("It was said within the notice of your charter, so you hear of it at once."),
        button=_("See who comes"),
        url=absolute(meeting.get_absolute_url()),
        why=_("Sent because you look after %(group)s."),
        kicker=_("Changed late"),
        names={
            "group": meeting.group.name,
            "name": found.membership.user.name,
            "when": lazy_words(meeting.starts_at, meeting.ends_at, notice.reader.time_zone),
        },
    ).letter()


def _other_place(meeting: Meeting, membership: Membership, now: datetime) -> Letter:
    """Somebody else leads, or it is elsewhere: the page says who and where."""
    words = lazy_words(meeting.starts_at, meeting.ends_at, membership.user.time_zone)
    return Note(
        subject=_("A meeting of %(group)s has changed"),
        lead=_("%(when)s: where you meet, or who leads, is new for this one date."),
        more=_("The time stays, and so do the other meetings."),
        button=_("See the meeting"),
        url=absolute(meeting.get_absolute_url()),
        why=AT_THE_TABLE,
        kicker=_("One meeting changed"),
        names={"group": meeting.group.name, "when": words},
    ).letter(*attaching.changed(membership.user, meeting, now))


def compose_skip(notice: Notice, now: datetime) -> Letter | None:
    """Some dates are left out, as for a holiday, and which is the next meeting."""
    left_out = Meeting.objects.filter(pk__in=notice.data["meetings"], cancellation__is_skip=True, ends_at__gt=now)
    meetings = list(left_out.select_related("group").order_by("starts_at"))
    membership = membership_of(notice, meetings[0].group_id) if meetings else None
    if membership is None:
        return None
    zone, group = notice.reader.time_zone, meetings[0].group
    following = Meeting.objects.standing().upcoming(now).filter(group=group).first()
    names = {
        "group": group.name,
        "days": lazy_days([each.starts_at for each in meetings], zone, now),
        "count": len(meetings),
    }
    if following:
        names["next"] = lazy_words(following.starts_at, following.ends_at, zone)
    return Note(
        subject=_("%(group)s leaves out %(days)s") if len(meetings) <= FEW else _many_left_out(len(meetings)),
        lead=_("There is no meeting on %(days)s."),
        more=_("The next one: %(next)s.") if following else "",
        button=_("See all meetings"),
        url=absolute(reverse("meetings:meetings.index", args=[group.slug])),
        why=AT_THE_TABLE,
        kicker=_("Dates left out"),
        names=names,
    ).letter(*attaching.called_off(membership.user, meetings, now))


def compose_cancellation(notice: Notice, now: datetime) -> Letter | None:
    """The meeting does not take place, and which is the next."""
    meeting = Meeting.objects.select_related("group", "series").filter(pk=notice.data["meeting"]).first()
    membership = membership_of(notice, meeting.group_id) if meeting else None
    if meeting is None or membership is None:
        return None
    following = Meeting.objects.standing().filter(group=meeting.group_id, starts_at__gt=meeting.starts_at)
    context = {**about(meeting, membership), "following": following.order_by("starts_at").first()}
    return Letter("cancellation", context, attaching.called_off(membership.user, [meeting], now))


def compose_visit(notice: Notice, now: datetime) -> Letter | None:
    """To an applicant: which meeting they may visit, or that it is off. Silent once that has changed again."""
    visits = Visit.objects.select_related("application", "meeting__group", "meeting__cancellation")
    visit = visits.filter(pk=notice.data["visit"], application__user=notice.user_id).first()
    if visit is None or not visit.application.is_unanswered or notice.data["how"] != visit.how:
        return None
    meeting, names = visit.meeting, {"group": visit.meeting.group.name}
    why = _("Sent because you asked to join %(group)s.")
    if meeting.is_cancelled:
        return Note(
            subject=_("Your visit to %(group)s is off"),
            lead=_("The meeting you were invited to does not take place. Those who look after the group know."),
            button=_("See how it stands"),
            url=absolute(reverse("groups:applications.new", args=[meeting.group.slug])),
            why=why,
            kicker=_("You asked to join"),
            names=names,
        ).letter()
    return Note(
        subject=_("Come and visit %(group)s"),
        lead=_("You are invited to one of their meetings: %(when)s."),
        more=_("The page says where, what happens there, and who comes. What you hear there stays there."),
        button=_("See the meeting"),
        url=absolute(meeting.get_absolute_url()),
        why=why,
        kicker=_("You asked to join"),
        names={**names, "when": lazy_words(meeting.starts_at, meeting.ends_at, notice.reader.time_zone)},
    ).letter()


def membership_of(notice: Notice, group_id: int) -> Membership | None:
    """The reader's place at the table, if they still sit there."""
    own = Membership.objects.present().select_related("user", "group")
    return own.filter(group=group_id, user=notice.user_id).first()


def standing(notice: Notice) -> tuple[Meeting, Membership] | None:
    """The meeting and the reader's place, or None when it has moved, was cancelled, or the reader has left."""
    meetings = Meeting.objects.standing().select_related("group", "series")
    meeting = meetings.filter(pk=notice.data["meeting"]).first()
    if meeting is None or meeting.epoch != notice.data.get("starts_at", meeting.epoch):
        return None
    membership = membership_of(notice, meeting.group_id)
    return (meeting, membership) if membership else None


def about(meeting: Meeting, membership: Membership) -> dict[str, Any]:
    """What every letter about a meeting can say."""
    return {
        "meeting": meeting,
        "group": meeting.group,
        "membership": membership,
        "url": absolute(meeting.get_absolute_url()),
        "group_url": absolute(meeting.group.get_absolute_url()),
        "answer_url": answer_url(meeting, membership),
        "own_answer": own_answer(meeting, membership),
        **counts(meeting),
    }


def own_answer(meeting: Meeting, membership: Membership) -> str | None:
    """What the reader said of this date."""
    own = Attendance.objects.filter(meeting=meeting, membership=membership)
    return own.values_list("answer", flat=True).first()


def counts(meeting: Meeting) -> dict[str, int]:
    """How many of how many are coming."""
    present = Membership.objects.present().filter(group=meeting.group_id)
    coming = Attendance.objects.filter(meeting=meeting, answer=Answer.YES, membership__left_at=None)
    return {"coming": coming.count(), "seated": present.count()}


def minute(now: datetime) -> datetime:
    """The moment without its seconds, so that a mail which leaves a little late still says "In 1 hour"."""
    return now.replace(second=0, microsecond=0)
