"""A member's own copy of a group: what is in it, and what never is."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from groups import amending, closing
from groups.models import Charter, Membership, Role
from meetings import presence
from meetings.answering import answer
from meetings.models.attendance import Answer
from tests.conftest import NOW, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

EXPORT = "/groups/second-thursday/export/"


def files_of(client: Client) -> dict[str, str]:
    response = client.get(EXPORT)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def record_of(client: Client) -> dict[str, Any]:
    return json.loads(files_of(client)["group.json"])


def rows_of(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))


def test_a_copy_holds_what_the_member_may_read(table, seat, meeting, fay, max_, client_of):
    Charter.objects.current(table).sign(seat, NOW)
    amending.amend(table, {"text": "Be kind."}, by=fay, now=NOW)
    answer(meeting, seat, Answer.YES, NOW)
    presence.record(meeting, {seat.pk: "late"}, meeting.ends_at)
    files = files_of(client_of(max_))
    assert "Max Example’s own copy" in files["read-me.txt"]
    assert "Be kind." in files["charter/version-2.txt"]
    assert "Nobody misses more than two meetings in a row" in files["charter/version-1.txt"]
    assert [row["name"] for row in rows_of(files["members.csv"])] == ["Fay Example", "Max Example"]
    first = rows_of(files["meetings.csv"])[0]
    assert (first["starts_at"], first["you_said"], first["you_were"]) == ("2026-03-10T17:00:00+00:00", "yes", "late")
    record = json.loads(files["group.json"])
    assert [bool(each["you_signed_at"]) for each in record["charter"]] == [True, False]
    assert record["meetings"][0]["agenda"][0]["title"]


def test_no_address_and_nobody_elses_answer_is_in_it(table, seat, meeting, fay, max_, client_of):
    own = Membership.objects.get(group=table, user=fay)
    answer(meeting, own, Answer.NO, NOW)
    for text in files_of(client_of(max_)).values():
        assert "@example.org" not in text
        assert '"no"' not in text


def test_nothing_from_before_joining_unless_the_charter_opens_it(table, meeting, fay, stan, stopped, client_of):
    gone = Membership.objects.seat(table, person("Gus"), role=Role.MEMBER, now=NOW)
    gone.leave(later(hours=1))
    Membership.objects.seat(table, stan, role=Role.MEMBER, now=meeting.ends_at + timedelta(days=1))
    stopped.move_to(meeting.ends_at + timedelta(days=1))
    record = record_of(client_of(stan))
    assert meeting.starts_at.isoformat() not in [each["starts_at"] for each in record["meetings"]]
    assert "Gus Example" not in [each["name"] for each in record["members"]]
    amending.amend(table, {"newcomers_see_past": True}, by=fay, now=NOW)
    record = record_of(client_of(stan))
    assert meeting.starts_at.isoformat() in [each["starts_at"] for each in record["meetings"]]


def test_who_left_while_i_sat_there_is_named_unless_kept_apart(table, seat, fay, max_, client_of):
    seat.leave(later(hours=1))
    assert [each["name"] for each in record_of(client_of(fay))["members"]] == ["Fay Example", "Max Example"]
    fay.blocks.create(blocked=max_)
    assert [each["name"] for each in record_of(client_of(fay))["members"]] == ["Fay Example"]


def test_a_closed_group_can_be_taken_along(table, fay, max_, client_of):
    closing.close(table, by=fay, reason="We have done it.", now=NOW)
    group = record_of(client_of(max_))["group"]
    assert (group["closed_because"], group["closed_at"]) == ("We have done it.", NOW.isoformat())
    assert EXPORT in client_of(max_).get("/groups/second-thursday/").content.decode()


def test_a_name_is_no_formula(table, max_, client_of):
    User.objects.filter(pk=max_.pk).update(name="=HYPERLINK(1)")
    assert rows_of(files_of(client_of(max_))["members.csv"])[1]["name"] == "'=HYPERLINK(1)"


def test_a_group_that_never_met_has_an_empty_table(table, max_, client_of):
    assert rows_of(files_of(client_of(max_))["meetings.csv"]) == []


@pytest.mark.parametrize("items", [1, 3])
def test_a_copy_costs_the_same_for_many(items, table, fay, series, client_of, django_assert_num_queries):
    for number in range(items):
        Membership.objects.seat(table, person(f"P{number}"), role=Role.MEMBER, now=NOW)
        amending.amend(table, {"text": f"Version {number}"}, by=fay, now=NOW)
    client = client_of(fay)
    client.get(EXPORT)
    with django_assert_num_queries(2 + 7):
        client.get(EXPORT)
