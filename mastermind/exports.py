"""A member's own copy of a group, from all three apps: what they may read there, for people and for programs."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import apart_from
from groups import wording
from groups.access import member_can
from groups.models import Ability, Charter, Membership
from meetings.models import Attendance, Meeting

# A spreadsheet would take a cell that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@member_can(Ability.EXPORT)
def show(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The copy, as a ZIP; the group goes on as it was."""
    now = timezone.now()
    response = HttpResponse(archive(gather(membership, now)), content_type="application/zip")
    name = f"{membership.group.slug}-{timezone.localdate(now):%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def gather(membership: Membership, now: datetime) -> dict[str, Any]:
    """All of the group that the member may read, ready for JSON; moments in UTC. The same few queries for any group.

    No address of anybody, nothing anybody else answered, and nothing from before the member joined unless the charter
    opens it.
    """
    group = membership.group
    return {
        "written_at": now.isoformat(),
        "for": membership.user.name,
        "group": {
            "name": group.name,
            "kind": group.kind,
            "purpose": group.purpose,
            "about": group.about,
            "since": group.created_at.isoformat(),
            "closed_at": group.closure.created_at.isoformat() if group.is_closed else None,
            "closed_because": group.closure.reason if group.is_closed else None,
        },
        "charter": _charters(membership),
        "members": _members(membership),
        "meetings": _meetings(membership),
    }


def archive(record: dict[str, Any]) -> bytes:
    """The record as a ZIP: words and tables for people, one JSON file for programs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("read-me.txt", _read_me(record))
        for version in record["charter"]:
            files.writestr(f"charter/version-{version['version']}.txt", "\n".join(version["says"]) + "\n")
        files.writestr("members.csv", _table(record["members"]))
        files.writestr("meetings.csv", _table([_flat(meeting) for meeting in record["meetings"]]))
        files.writestr("group.json", json.dumps(record, ensure_ascii=False, indent=2))
    return packed.getvalue()


def _charters(membership: Membership) -> list[dict[str, Any]]:
    signed = dict(membership.signatures.values_list("charter_id", "signed_at"))
    return [
        {
            "version": charter.version,
            "written_at": charter.created_at.isoformat(),
            "you_signed_at": signed[charter.pk].isoformat() if charter.pk in signed else None,
            "says": [sentence.text for sentence in wording.sentences(charter)],
        }
        for charter in Charter.objects.filter(group=membership.group).order_by("version")
    ]


def _members(membership: Membership) -> list[dict[str, Any]]:
    """Who sits there, and who left since the reader came; not those the reader must not meet."""
    met = Q(left_at=None) | Q(left_at__gt=membership.joined_at)
    rows = Membership.objects.filter(met, group=membership.group).exclude(user__in=apart_from(membership.user))
    return [
        {
            "name": each.user.name,
            "role": each.role,
            "since": each.joined_at.isoformat(),
            "left_at": each.left_at.isoformat() if each.left_at else None,
        }
        for each in rows.select_related("user").order_by("joined_at", "pk")
    ]


def _meetings(membership: Membership) -> list[dict[str, Any]]:
    seen = Meeting.objects.seen_by(membership.user).filter(group=membership.group)
    meetings = seen.select_related("cancellation").prefetch_related("agenda").order_by("starts_at", "pk")
    own = {each.meeting_id: each for each in Attendance.objects.filter(membership=membership)}
    return [
        {
            "starts_at": meeting.starts_at.isoformat(),
            "ends_at": meeting.ends_at.isoformat(),
            "where": meeting.place,
            "cancelled": meeting.is_cancelled,
            "cancelled_because": meeting.cancellation.reason if meeting.is_cancelled else None,
            "you_said": own[meeting.pk].answer if meeting.pk in own else "",
            "you_were": own[meeting.pk].presence if meeting.pk in own else "",
            "agenda": [{"title": item.title, "minutes": item.minutes} for item in meeting.agenda.all()],
        }
        for meeting in meetings
    ]


def _read_me(record: dict[str, Any]) -> str:
    lines = [
        record["group"]["name"],
        record["group"]["purpose"],
        "",
        _("This is %(name)s’s own copy, written on %(moment)s (UTC).")
        % {"name": record["for"], "moment": record["written_at"][:16].replace("T", " ")},
        "",
        _("charter/: every version of the charter, in sentences."),
        _("members.csv: who sits at the table, and who left while you were there. No addresses."),
        _("meetings.csv: the meetings you may see, what you said and whether you came. Nobody else’s answers."),
        _("group.json: all of this once more, for programs. Moments are in UTC."),
        "",
        _("What was said in the room stays in the room, also after you leave."),
    ]
    return "\n".join(lines) + "\n"


def _flat(meeting: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meeting.items() if key != "agenda"}


def _table(rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV (RFC 4180), with a mark that tells spreadsheets it is UTF-8."""
    written, rows = io.StringIO(), list(rows)
    if rows:
        table = csv.DictWriter(written, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return "\ufeff" + written.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
