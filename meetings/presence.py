"""What really happened at a meeting, how the charter's attendance rule counts it, and who is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.delivery import owe
from accounts.letters import Letter, Note, absolute
from accounts.models import Notice
from groups.models import Charter, Group, Membership
from meetings.counting import Count, Level, Rule, count, crossing, words
from meetings.letters import membership_of
from meetings.models import Attendance, Meeting
from meetings.models.attendance import Answer, Presence
from meetings.scheduling import hold

REMEMBERED = 52  # meetings: the widest window a charter can hold
# Until then those who look after the group may write down who came; afterwards the answers are taken for it.
GRACE = timedelta(hours=24)
# A miss further back than this is history: nobody is written to about it any more.
RECENT = timedelta(days=14)
SWEPT = timedelta(days=2)


class NotYet(Exception):
    """The meeting has not begun, or was cancelled: nothing has happened that could be written down."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One held meeting of a group, as one member's history sees it."""

    meeting: Meeting
    presence: Presence


def seated_at(meeting: Meeting) -> QuerySet[Membership]:
    """Who sat at the table when it began, also if they have left since."""
    there = Q(left_at=None) | Q(left_at__gt=meeting.starts_at)
    rows = Membership.objects.filter(there, group=meeting.group_id, joined_at__lt=meeting.ends_at)
    return rows.select_related("user").order_by("chair", "pk")


@transaction.atomic
def record(meeting: Meeting, happened: Mapping[int, str], now: datetime) -> None:
    """Write down what happened, by membership; "" leaves it open. Tells who came close to the charter's limit.

    Raises NotYet, GroupClosed. Written again it is corrected: the latest word wins.
    """
    hold(meeting.group_id)
    held = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if held.starts_at > now or held.is_cancelled:
        raise NotYet
    rows = [
        Attendance(meeting=held, membership=each, answered_at=now, presence=happened[each.pk])
        for each in seated_at(held)
        if each.pk in happened
    ]
    Attendance.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["meeting", "membership"], update_fields=["presence"]
    )
    _tell(held.group, now)


def suggested(meeting: Meeting, notice_hours: int) -> dict[int, str]:
    """What the form starts from, by membership: what was written down, else what the answers let expect."""
    rows = meeting.attendances.all()
    return {each.membership_id: each.presence or _expected(meeting, each, notice_hours) for each in rows}


def counts(group: Group, now: datetime) -> dict[int, Count]:
    """How everybody at the table stands by the charter, by membership; four queries, one where nothing is counted."""
    charter = Charter.objects.current(group)
    rule = Rule.of(charter)
    if rule.kind == Charter.Attendance.NONE:
        return {}
    histories = _histories(group, charter, now)
    return {key: count(rule, [each.presence for each in history]) for key, history in histories.items()}


def warn(now: datetime) -> None:
    """Tell who came close to their charter's limit at a meeting about which nobody wrote anything down."""
    ended = Meeting.objects.standing().filter(ends_at__lte=now - GRACE, ends_at__gt=now - GRACE - SWEPT)
    for group in Group.objects.filter(pk__in=ended.values("group")):
        with transaction.atomic():
            _tell(group, now)


def compose(notice: Notice, now: datetime) -> Letter | None:
    """To the member: how they stand, as things stand; silent once it is fine again, or they have left."""
    group = Group.objects.select_related("closure").get(pk=notice.data["group"])
    membership = membership_of(notice, group.pk)
    if membership is None or group.is_closed:
        return None
    tally = counts(group, now).get(membership.pk)
    if tally is None or tally.level == Level.FINE:
        return None
    with translation.override(membership.user.language):
        said = words(tally)
    return Note(
        subject=_("%(group)s: what the charter counts"),
        title=_("We missed you at %(group)s"),
        lead="%(said)s",
        more=_(
            "Nobody is removed for it. If the hour no longer suits you, tell those who look after the group. An "
            "absence said in time is no miss."
        ),
        button=_("See the charter"),
        url=absolute(reverse("groups:charters.show", args=[group.slug])),
        why=_("Sent because you sit at the table of %(group)s."),
        names={"group": group.name, "said": said},
    ).letter()


def _tell(group: Group, now: datetime) -> None:
    """Owe a note to everybody who lately came closer to the limit, once for each time."""
    charter = Charter.objects.current(group)
    rule = Rule.of(charter)
    if rule.kind != Charter.Attendance.NONE:
        owe(_notices(_histories(group, charter, now), rule, now))


def _notices(histories: dict[int, list[Seen]], rule: Rule, now: datetime) -> Iterable[Notice]:
    people = Membership.objects.in_bulk(histories)
    for key, history in histories.items():
        recent = sum(each.meeting.ends_at <= now - RECENT for each in history)
        last = crossing(rule, [each.presence for each in history], since=recent)
        if last is not None:
            # The rule stands in the key, so that another limit is another cause and other words in the charter are not.
            meeting, by = history[last].meeting, f"{rule.kind}-{rule.limit}-{rule.window}"
            yield Notice(
                key=f"attendance/{meeting.pk}/{key}/{by}",
                kind=Notice.Kind.ATTENDANCE,
                user_id=people[key].user_id,
                data={"group": meeting.group_id},
                due_at=now,
            )


def _histories(group: Group, charter: Charter, now: datetime) -> dict[int, list[Seen]]:
    """What happened at the last meetings held, by membership of those who sit there now, the last meeting last."""
    meetings = list(reversed(Meeting.objects.filter(group=group).held(now)[:REMEMBERED]))
    said: dict[int, dict[int, Attendance]] = {meeting.pk: {} for meeting in meetings}
    for row in Attendance.objects.filter(meeting__in=meetings):
        said[row.meeting_id][row.membership_id] = row
    histories: dict[int, list[Seen]] = {}
    for seat in Membership.objects.present().filter(group=group):
        there = [meeting for meeting in meetings if meeting.starts_at >= seat.joined_at]
        seen = ((each, _happened(each, seat.pk, said[each.pk], charter.notice_hours, now)) for each in there)
        histories[seat.pk] = [Seen(meeting, presence) for meeting, presence in seen if presence]
    return histories


def _happened(
    meeting: Meeting, seat: int, rows: dict[int, Attendance], notice_hours: int, now: datetime
) -> Presence | None:
    """What happened to one member there: as written down, else by their answer; None while it is open."""
    row = rows.get(seat)
    if row and row.presence:
        return Presence(row.presence)
    if any(each.presence for each in rows.values()) or meeting.ends_at > now - GRACE:
        return Presence.PRESENT if row and row.answer == Answer.YES else None
    return Presence((row and _expected(meeting, row, notice_hours)) or Presence.ABSENT)


def _expected(meeting: Meeting, row: Attendance, notice_hours: int) -> str:
    """What an answer lets expect; "" where it says too little."""
    if row.answer == Answer.YES:
        return Presence.PRESENT
    if row.answer == Answer.NO:
        in_time = row.answered_at <= meeting.starts_at - timedelta(hours=notice_hours)
        return Presence.EXCUSED if in_time else Presence.ABSENT
    return ""
