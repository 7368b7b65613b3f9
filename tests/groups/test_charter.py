"""The charter: its versions, who is asked to sign, and its pages."""

from datetime import date

import pytest
from django.core import mail

from accounts.delivery import deliver
from accounts.models import Notice
from groups import amending, closing
from groups.models import Charter, CharterSignature, Group, GroupClosed, Membership, Role
from tests.conftest import NOW, charter_form, found, later, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped")]

HOME = "/groups/second-thursday/"
CHARTER = f"{HOME}charter/"


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def amend(group: Group, by, now=NOW, **terms: object) -> Charter:
    return amending.amend(group, terms or {"text": "New rules"}, by=by, now=now)


@pytest.fixture
def people(table, fay, max_, stan) -> dict[str, Membership]:
    """Fay, Max and Stan at the table, all of whom have signed."""
    Membership.objects.seat(table, stan, role=Role.MEMBER, now=NOW)
    rows = Membership.objects.filter(group=table)
    for each in rows:
        Charter.objects.current(table).sign(each, NOW)
    return {each.user.first_name: each for each in rows}


# Signing --------------------------------------------------------------------------------------------------------------


def test_a_new_version_asks_everybody_else_once(table, people, fay):
    assert amend(table, fay).version == 2
    assert told("charter") == ["Max Example", "Stan Example"]
    assert amend(table, fay).version == 2
    assert Notice.objects.filter(kind="charter").count() == 2


def test_who_has_left_is_not_asked(table, people, fay):
    people["Stan"].leave(NOW)
    amend(table, fay)
    assert told("charter") == ["Max Example"]


def test_a_closed_group_keeps_its_charter(table, fay):
    closing.close(table, by=fay, reason="", now=NOW)
    with pytest.raises(GroupClosed):
        amend(table, fay)


def test_who_has_not_signed_is_reminded_once_after_five_days(table, people, fay):
    amend(table, fay, later(days=1))
    second = Charter.objects.current(table)
    second.sign(people["Fay"], later(days=1))
    second.sign(people["Stan"], later(days=2))
    assert amending.remind(later(days=5)) == 0
    amending.remind(later(days=6))
    amending.remind(later(days=7))
    assert told("charter_reminder") == ["Max Example"]


def test_a_newcomer_is_reminded_five_days_after_sitting_down(table, people):
    olga = person("Olga")
    Membership.objects.seat(table, olga, role=Role.MEMBER, now=later(days=30))
    assert amending.remind(later(days=34)) == 0
    assert amending.remind(later(days=35)) == 1
    assert told("charter_reminder") == ["Olga Example"]


def test_nobody_is_reminded_who_left_or_whose_group_closed(table, people, fay):
    amend(table, fay)
    people["Stan"].leave(later(days=1))
    other = found(fay, "Another")
    closing.close(other, by=fay, reason="", now=NOW)
    amending.remind(later(days=6))
    assert told("charter_reminder") == ["Fay Example", "Max Example"]


def test_the_mails_name_the_group_and_carry_no_rule(table, people, fay, stopped, clock):
    amend(table, fay, text="ROOM-WORDS")
    amending.remind(NOW)
    deliver(clock)
    stopped.move_to(later(days=6))
    amending.remind(later(days=6))
    deliver(clock)
    subjects = sorted(letter.subject for letter in mail.outbox if letter.to == ["max@example.org"])
    assert subjects == [
        "The charter of Second Thursday has changed",
        "The charter of Second Thursday waits for your name",
    ]
    for letter in mail.outbox:
        assert CHARTER in letter.body
        assert "ROOM-WORDS" not in letter.body + str(letter.alternatives)


def test_no_mail_goes_to_who_signed_left_or_reads_an_old_version(table, people, fay, stopped, clock):
    amend(table, fay)
    Charter.objects.current(table).sign(people["Max"], NOW)
    people["Stan"].leave(NOW)
    deliver(clock)
    assert mail.outbox == []


def test_a_replaced_version_asks_for_nothing(table, people, fay, stopped, clock):
    amend(table, fay)
    amend(table, fay, text="Newer rules")
    deliver(clock)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["max@example.org", "stan@example.org"]


# The pages ------------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.usefixtures("stopped")


def test_the_form_starts_from_the_charter_and_the_same_again_is_no_new_version(table, fay, client_of):
    client = client_of(fay)
    page = client.get(f"{CHARTER}edit/")
    initial = page.context["form"].initial
    assert {name: initial[name] for name in ("size", "misses", "share", "window")} == {
        "size": 8,
        "misses": 2,
        "share": 75,
        "window": 6,
    }
    response = client.post(f"{CHARTER}edit/", charter_form(), follow=True)
    assert "The charter stays as it is." in response.content.decode()
    assert Charter.objects.get().version == 1


def test_the_owner_changes_every_term(table, fay, client_of):
    sent = charter_form(
        purpose="Think together.",
        size=6,
        attendance="share",
        misses="",
        share=80,
        window=10,
        notice_hours=48,
        visits=2,
        decided_by="members",
        mail_content="titles",
        newcomers_see_past="on",
        competitors_welcome="on",
        term_days=180,
        renews_on="2026-09-01",
        text="Be kind.\r\nBe brief.",
    )
    assert client_of(fay).post(f"{CHARTER}edit/", sent).status_code == 302
    new = Charter.objects.current(table)
    assert (new.version, new.purpose, new.size, new.text) == (2, "Think together.", 6, "Be kind.\nBe brief.")
    assert (new.attendance, new.attendance_limit, new.attendance_window) == ("share", 80, 10)
    assert (new.notice_hours, new.visits, new.decided_by, new.mail_content) == (48, 2, "members", "titles")
    assert (new.newcomers_see_past, new.competitors_welcome) == (True, True)
    assert (new.term_days, new.renews_on) == (180, date(2026, 9, 1))
    table.refresh_from_db()
    assert (table.purpose, table.size) == ("Think together.", 6)
    assert told("charter") == ["Max Example"]


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"size": 1}, "size", "greater than or equal to 2"),
        ({"size": 13}, "size", "less than or equal to 12"),
        ({"misses": ""}, "misses", "Say how many."),
        ({"misses": 0}, "misses", "greater than or equal to 1"),
        ({"attendance": "window", "misses": 6, "window": 6}, "misses", "Allow fewer misses"),
        ({"attendance": "window", "window": 60}, "window", "less than or equal to 52"),
        ({"attendance": "share", "share": 101}, "share", "less than or equal to 100"),
        ({"attendance": "share", "share": 5}, "share", "greater than or equal to 10"),
        ({"attendance": "sometimes"}, "attendance", "Select a valid choice"),
        ({"renews_on": "2026-03-01"}, "renews_on", "That day has passed."),
        ({"purpose": ""}, "purpose", "required"),
        ({"visits": 3}, "visits", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(table, fay, client_of, change, field, error):
    page = client_of(fay).post(f"{CHARTER}edit/", charter_form(**change))
    assert page.status_code == 200
    assert error in str(page.context["form"].errors[field])
    assert "to correct" in page.content.decode()
    assert Charter.objects.get().version == 1


def test_numbers_that_are_not_needed_are_not_complained_of(table, fay, client_of):
    sent = charter_form(attendance="none", misses="many", share=900, window="")
    assert client_of(fay).post(f"{CHARTER}edit/", sent).status_code == 302
    new = Charter.objects.current(table)
    assert (new.attendance, new.attendance_limit, new.attendance_window) == ("none", 2, 6)


def test_chairs_that_are_taken_stay(table, people, fay, client_of):
    page = client_of(fay).post(f"{CHARTER}edit/", charter_form(size=2))
    assert "Somebody sits on chair 3. Keep at least as many." in page.content.decode()


def test_buddies_stay_two(fay, client_of):
    found(fay, kind="buddies", size=2)
    client = client_of(fay)
    assert 'name="size"' not in client.get(f"{CHARTER}edit/").content.decode()
    assert client.post(f"{CHARTER}edit/", charter_form(size=9, visits=1)).status_code == 302
    assert (Charter.objects.latest("version").size, Charter.objects.latest("version").visits) == (2, 1)


def test_purpose_and_chairs_changed_in_the_settings_are_a_new_version(table, fay, client_of):
    sent = {"kind": "mastermind", "name": "Second Thursday", "purpose": "Think.", "size": 7, "visibility": "public"}
    sent |= {"joining": "ask"}
    page = client_of(fay).post(f"{HOME}settings/", sent, follow=True).content.decode()
    assert "so everyone is asked to sign it again" in page
    new = Charter.objects.current(table)
    assert (new.version, new.purpose, new.size) == (2, "Think.", 7)
    page = client_of(fay).post(f"{HOME}settings/", sent, follow=True).content.decode()
    assert "so everyone is asked to sign it again" not in page


def test_a_change_is_shown_since_the_version_the_reader_signed(table, people, fay, max_, client_of):
    amend(table, fay, visits=1)
    amend(table, fay, visits=2)
    page = client_of(max_).get(CHARTER).content.decode()
    assert "Changed since you signed version" in page
    assert "<del" in page
    assert "Struck" in page
    assert "Newcomers join without visiting a meeting first.</del>" in page
    assert "Newcomers visit two meetings before the group decides.</ins>" in page
    assert "one meeting" not in page
    Charter.objects.current(table).sign(people["Max"], NOW)
    assert "Changed since" not in client_of(max_).get(CHARTER).content.decode()


def test_a_newcomer_reads_the_whole_and_no_difference(table, fay, olga, client_of):
    amend(table, fay, visits=1)
    Membership.objects.seat(table, olga, role=Role.MEMBER, now=NOW)
    page = client_of(olga).get(CHARTER).content.decode()
    assert "Changed since" not in page
    assert "Sign the charter" in page


def test_old_versions_can_be_read(table, people, fay, max_, client_of):
    amend(table, fay, text="Only this.")
    amend(table, fay, text="Only that.")
    first, second, third = Charter.objects.filter(group=table).order_by("version")
    client = client_of(max_)
    assert f'href="{CHARTER}{second.pk}/"' in client.get(CHARTER).content.decode()
    page = client.get(f"{CHARTER}{second.pk}/").content.decode()
    assert "Only this.</ins>" in page
    assert "Only that." not in page
    assert "It no" in page
    assert "What changed with it" not in client.get(f"{CHARTER}{first.pk}/").content.decode()
    assert client.get(f"{CHARTER}{third.pk}/").url == CHARTER


def test_outsiders_read_the_terms_in_words(table, client):
    page = client.get(HOME).content.decode()
    assert "Nobody misses more than two meetings in a row; coming late counts half." in page
    assert "Everyone gets the hot seat in turn." in page


@pytest.mark.parametrize("versions", [1, 3])
def test_the_charter_page_costs_the_same_for_many_versions(
    versions, table, people, fay, max_, client_of, django_assert_num_queries
):
    for number in range(versions):
        amend(table, fay, text=f"Version {number}")
    client = client_of(max_)
    client.get(CHARTER)
    with django_assert_num_queries(2 + 5):
        page = client.get(CHARTER).content.decode()
    assert page.count("/charter/") >= versions
    assert CharterSignature.objects.count() == 3
