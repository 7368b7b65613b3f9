"""The admin as Ada sees it: every page stands, asks the same few queries however many rows, and tells no secrets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group as Permissions
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import (
    AddressMute,
    Availability,
    Block,
    Community,
    CommunityDomain,
    CommunityImport,
    CommunityInvitation,
    CommunityMembership,
    CommunityRequest,
    Conflict,
    Goal,
    Mute,
    Notice,
    Suspension,
    User,
)
from groups import moderation
from groups.models import (
    Application,
    ApplicationAnswer,
    ApplicationMessage,
    BuddyRequest,
    Charter,
    CharterSignature,
    Closure,
    Group,
    Invitation,
    InvitationUse,
    JoinQuestion,
    Membership,
    Objection,
    Proposal,
    Report,
    Seat,
    Trial,
    Verdict,
    Waiting,
)
from meetings.models import AgendaItem, Attendance, Cancellation, Meeting, Phase, Visit
from tests.conftest import NOW, expertise, found, person, plan_series

pytestmark = pytest.mark.django_db

SECRET = "persimmon"  # in everything that only a group may read
QUERIES = {  # model: of its list, of the page of one row; five of them are the session's and the person's
    "account.emailaddress": (5, 4),
    "accounts.addressmute": (4, 3),
    "accounts.community": (5, 3),
    "accounts.communitydomain": (4, 4),
    "accounts.communityimport": (4, 5),
    "accounts.communityinvitation": (4, 4),
    "accounts.communitymembership": (4, 5),
    "accounts.communityrequest": (4, 5),
    "accounts.expertise": (4, 8),
    "accounts.mute": (4, 4),
    "accounts.notice": (4, 4),
    "accounts.suspension": (4, 5),
    "accounts.user": (5, 7),
    "auth.group": (5, 5),
    "groups.application": (4, 6),
    "groups.buddyrequest": (4, 5),
    "groups.charter": (4, 5),
    "groups.chartersignature": (4, 8),
    "groups.closure": (4, 5),
    "groups.group": (4, 4),
    "groups.invitation": (4, 8),
    "groups.invitationuse": (4, 8),
    "groups.membership": (4, 5),
    "groups.moderationact": (4, 5),
    "groups.proposal": (4, 7),
    "groups.report": (4, 5),
    "groups.seat": (4, 8),
    "groups.trial": (4, 5),
    "groups.waiting": (4, 5),
    "meetings.attendance": (4, 7),
    "meetings.cancellation": (4, 6),
    "meetings.format": (5, 4),
    "meetings.meeting": (4, 8),
    "meetings.series": (4, 6),
    "meetings.visit": (4, 8),
    "mfa.authenticator": (4, 4),
    "socialaccount.socialaccount": (6, 5),
    "usersessions.usersession": (4, 4),
}
SHOWN_INSIDE = {Phase, AgendaItem, Verdict}  # with their format, their meeting, their report


def fill(rows: int) -> None:
    """A world with so many rows of each kind."""
    for number in range(rows):
        add_table(number)


def add_table(number: int) -> None:
    owner, outsider = person(f"Owner{number}"), person(f"Outsider{number}")
    guild = Community.objects.create(kind="association", name=f"Guild {number}", slug=f"guild-{number}")
    CommunityMembership.objects.create(community=guild, user=owner)
    group = found(owner, f"Table {number}", community=guild)
    Application.objects.create(
        group=group,
        user=outsider,
        words=SECRET,
        reason=SECRET,
        state="declined",
        answered_at=NOW,
        answered_by=owner,
        expires_at=NOW,
    )
    BuddyRequest.objects.create(asker=owner, asked=outsider, words=SECRET)
    Trial.objects.create(group=group, ends_at=NOW)
    place = Membership.objects.get(group=group)
    CharterSignature.objects.create(charter=Charter.objects.get(group=group), membership=place)
    seat = Seat.objects.create(group=group, expertise=expertise(), holder=place, held_at=NOW)
    invitation = Invitation.objects.create(group=group, by=owner, seat=seat, words=SECRET, expires_at=NOW)
    InvitationUse.objects.create(invitation=invitation, membership=place)
    series = plan_series(group, owner, place=f"https://video.example/{SECRET}")
    first, second = series.meetings.order_by("starts_at")[:2]
    first.agenda.update(title=SECRET, instruction=SECRET)
    Cancellation.objects.create(meeting=second, by=owner, reason=SECRET)
    Attendance.objects.create(meeting=first, membership=place, answer="maybe")
    Mute.objects.create(user=owner, topic="digest")
    Notice.objects.filter(user=owner).update(data={"said": SECRET})
    Authenticator.objects.create(user=owner, type="totp", data={"secret": SECRET})
    UserSession.objects.create(user=owner, ip="192.0.2.1", user_agent="Browser", session_key=f"{SECRET}{number}")
    SocialAccount.objects.create(user=owner, provider="google", uid=str(number))
    add_private(group, owner, outsider)
    application = Application.objects.get(group=group)
    reported = Report.objects.create(
        about="application",
        reporter=owner,
        accused=outsider,
        application=application,
        words="No",
        frozen={"name": "Me"},
    )
    moderation.claim(reported, by=person(f"Mona{number}"), now=NOW)
    Suspension.objects.create(user=outsider, by=owner, why="Threats")
    Permissions.objects.create(name=f"Moderators {number}")


def add_private(group: Group, owner: User, outsider: User) -> None:
    """Words, lists and wishes that are nobody's but the people's and the table's."""
    application, place = Application.objects.get(group=group), Membership.objects.get(group=group)
    Charter.objects.filter(group=group).update(text=SECRET, purpose=SECRET)
    ApplicationAnswer.objects.create(application=application, position=1, question=SECRET, text=SECRET)
    ApplicationMessage.objects.create(application=application, by=outsider, words=SECRET)
    proposal = Proposal.objects.create(application=application, by=owner, words=SECRET, ends_at=NOW)
    Objection.objects.create(proposal=proposal, membership=place, words=SECRET)
    Closure.objects.create(group=group, by=owner, reason=SECRET)
    Waiting.objects.create(group=group, user=outsider)
    JoinQuestion.objects.create(group=group, position=1, text=SECRET)
    Visit.objects.create(application=application, meeting=Meeting.objects.filter(group=group).first())
    Conflict.objects.create(user=owner, kind="person", name=SECRET)
    Block.objects.create(user=owner, blocked=outsider)
    Goal.objects.create(user=owner, text=SECRET, family="sell", stage="idea")
    Availability.objects.create(user=owner, slots=[1])
    guild, number = group.community, owner.pk
    CommunityDomain.objects.create(community=guild, domain=f"{number}.example")
    CommunityInvitation.objects.create(community=guild, email=f"{number}@x.example", name=SECRET, expires_at=NOW)
    CommunityRequest.objects.create(
        community=guild, user=outsider, words=SECRET, reason=SECRET, state="declined", answered_at=NOW
    )
    CommunityImport.objects.create(community=guild, by=owner, rows=[SECRET], problems=[SECRET], tally={SECRET: 1})
    AddressMute.objects.create(address=f"{number}@mute.example")


def pages_of(model: Any) -> tuple[str, str]:
    stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    last = model._default_manager.order_by("pk").last()
    return reverse(f"{stem}_changelist"), reverse(f"{stem}_change", args=[last.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_every_page_stands_at_the_same_cost_however_many_rows(
    rows: int, ada: User, client_of: Callable[[User], Client]
) -> None:
    fill(rows)
    client = client_of(ada)
    client.get("/admin/")
    ContentType.objects.get_for_models(*apps.get_models())  # kept in memory from the first request on

    cost = {}
    for model in admin.site._registry:
        queries = []
        for page in pages_of(model):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(page)
            assert answer.status_code == 200, page
            assert SECRET not in answer.content.decode(), page
            queries.append(len(captured))
        cost[model._meta.label_lower] = tuple(queries)

    assert cost == QUERIES


# What nobody who runs the site reads, or is shown in numbers: it has no page at all.
PRIVATE = {
    apps.get_model(name)
    for name in (
        "accounts.Availability",
        "accounts.Block",
        "accounts.CommunityReading",
        "accounts.Conflict",
        "accounts.Goal",
        "accounts.PersonExpertise",
        "groups.ApplicationAnswer",
        "groups.ApplicationMessage",
        "groups.JoinQuestion",
        "groups.Objection",
        "groups.Renewal",
        "meetings.Feed",
        "meetings.Poll",
        "meetings.PollAnswer",
        "meetings.PollOutcome",
        "meetings.PollSlot",
        "meetings.StandingAnswer",
        "meetings.ZoneData",
    )
}


def test_every_model_of_ours_has_its_place() -> None:
    ours = {model for app in ("accounts", "groups", "meetings") for model in apps.get_app_config(app).get_models()}

    assert ours - SHOWN_INSIDE - PRIVATE == ours & admin.site._registry.keys()


def test_secrets_of_sign_in_have_no_page(ada: User, client_of: Callable[[User], Client]) -> None:
    for address in ("socialaccount/socialapp", "socialaccount/socialtoken"):
        assert client_of(ada).get(f"/admin/{address}/").status_code == 404


@pytest.mark.parametrize(
    "model",
    [
        "groups_membership",
        "groups_application",
        "groups_buddyrequest",
        "groups_trial",
        "groups_invitation",
        "groups_invitationuse",
        "groups_seat",
        "groups_chartersignature",
        "meetings_attendance",
        "meetings_cancellation",
        "meetings_meeting",
        "meetings_series",
        "accounts_notice",
        "accounts_mute",
        "accounts_addressmute",
        "accounts_communityimport",
        "accounts_communityinvitation",
        "accounts_communityrequest",
        "accounts_suspension",
        "groups_charter",
        "groups_closure",
        "groups_moderationact",
        "groups_proposal",
        "groups_waiting",
        "meetings_visit",
    ],
)
def test_what_only_the_app_may_write_is_read_only(model: str, ada: User, client_of: Callable[[User], Client]) -> None:
    fill(1)
    client = client_of(ada)
    row = apps.get_model(*model.split("_"))._default_manager.first()

    assert client.get(reverse(f"admin:{model}_add")).status_code == 403
    assert client.get(reverse(f"admin:{model}_delete", args=[row.pk])).status_code == 403
    assert client.post(reverse(f"admin:{model}_change", args=[row.pk]), {}).status_code == 403


def notice(user: User, key: str, state: str, **fields: Any) -> Notice:
    finished_at = None if state == "due" else NOW
    fields = {"kind": "reminder", "topic": "reminder", "due_at": NOW, "finished_at": finished_at, **fields}
    return Notice.objects.create(user=user, key=key, state=state, **fields)


def test_a_failed_notice_can_be_tried_again_and_others_stay_as_they_are(
    ada: User, fay: User, client_of: Callable[[User], Client]
) -> None:
    failed = notice(fay, "a", "failed", attempts=8, error="550 no such box")
    sent = notice(fay, "b", "sent", attempts=1)
    before = datetime.now(UTC)

    answer = client_of(ada).post(
        reverse("admin:accounts_notice_changelist"),
        {"action": "try_again", "_selected_action": [failed.pk, sent.pk]},
        follow=True,
    )

    assert "1 notice is due again." in answer.content.decode()
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.state, failed.attempts, failed.finished_at) == ("due", 0, None)
    assert before <= failed.due_at <= before + timedelta(minutes=1)
    assert (sent.state, sent.attempts, sent.finished_at) == ("sent", 1, NOW)


def helper(max_: User, *rights: str) -> User:
    """Max as staff with some rights."""
    User.objects.filter(pk=max_.pk).update(is_staff=True)
    max_.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=max_.pk)


def test_who_may_only_look_cannot_try_again(max_: User, fay: User, client_of: Callable[[User], Client]) -> None:
    failed = notice(fay, "a", "failed")

    client_of(helper(max_, "view_notice")).post(
        reverse("admin:accounts_notice_changelist"), {"action": "try_again", "_selected_action": [failed.pk]}
    )

    failed.refresh_from_db()
    assert failed.state == "failed"


def test_notices_are_filtered_by_state_and_kind_and_found_by_person(
    ada: User, fay: User, stan: User, client_of: Callable[[User], Client]
) -> None:
    notice(fay, "a", "failed", error="550 no such box")
    notice(stan, "b", "sent")
    page = client_of(ada).get(reverse("admin:accounts_notice_changelist"), {"state": "failed", "kind": "reminder"})

    assert [row.key for row in page.context["cl"].queryset] == ["a"]
    assert "550 no such box" in page.content.decode()
    page = client_of(ada).get(reverse("admin:accounts_notice_changelist"), {"q": "stan"})
    assert [row.key for row in page.context["cl"].queryset] == ["b"]


def test_who_gets_a_letter_about_a_report_is_a_superusers_to_see(
    ada: User, max_: User, fay: User, client_of: Callable[[User], Client]
) -> None:
    letter = notice(fay, "verdict/1/reporter", "sent", kind="verdict", topic="safety")
    page = reverse("admin:accounts_notice_change", args=[letter.pk])

    assert client_of(helper(max_, "view_notice")).get(page).status_code == 302
    assert client_of(ada).get(page).status_code == 200


def test_an_account_is_made_from_an_address_and_a_name(ada: User, client_of: Callable[[User], Client]) -> None:
    filled_in = {
        "email": "Nora@Example.org",
        "name": "Nora",
        "time_zone": "Europe/Oslo",
        "usable_password": "true",
        "password1": "three lamps over a table",
        "password2": "three lamps over a table",
    }
    client = client_of(ada)
    client.post(reverse("admin:accounts_user_add"), filled_in)
    again = client.post(reverse("admin:accounts_user_add"), {**filled_in, "time_zone": "Mars/Phobos"})

    nora = User.objects.get(email="nora@example.org")
    assert nora.check_password("three lamps over a table")
    assert set(again.context["adminform"].errors) >= {"email", "time_zone"}


def test_deactivating_closes_the_account_at_once_but_never_ones_own(
    ada: User, fay: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(fay)
    assert browser.get("/settings/").status_code == 200

    changelist, client = reverse("admin:accounts_user_changelist"), client_of(ada)
    client.post(changelist, {"action": "deactivate", "_selected_action": [ada.pk, fay.pk]})

    assert not User.objects.get(pk=fay.pk).is_active
    assert User.objects.get(pk=ada.pk).is_active
    assert browser.get("/settings/").status_code == 302
    assert Suspension.objects.get().by == ada
    client.post(changelist, {"action": "activate", "_selected_action": [fay.pk]})
    assert User.objects.get(pk=fay.pk).is_active


def test_staff_cannot_give_rights_nor_touch_a_superuser(
    ada: User, max_: User, stan: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(helper(max_, "view_user", "change_user"))
    kept = {"name": "Stan", "work": "", "time_zone": "UTC", "language": "en", "is_active": "on"}

    client.post(reverse("admin:accounts_user_change", args=[stan.pk]), {**kept, "is_superuser": "on", "email": "x@y.z"})
    stan.refresh_from_db()
    assert (stan.name, stan.is_superuser, stan.email) == ("Stan", False, "stan@example.org")

    client.post(reverse("admin:accounts_user_changelist"), {"action": "deactivate", "_selected_action": [ada.pk]})
    assert client.post(reverse("admin:accounts_user_change", args=[ada.pk]), kept).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[ada.pk])).status_code == 403
    ada.refresh_from_db()
    assert ada.is_active


def test_a_group_is_taken_out_of_the_directory(ada: User, table: Group, client_of: Callable[[User], Client]) -> None:
    answer = client_of(ada).post(
        reverse("admin:groups_group_changelist"), {"action": "unpublish", "_selected_action": [table.pk]}, follow=True
    )

    assert "1 group is out of the directory." in answer.content.decode()
    table.refresh_from_db()
    assert table.published_at is None


def test_adding_pages_stand(ada: User, client_of: Callable[[User], Client]) -> None:
    for model in ("accounts_user", "accounts_community", "accounts_communitymembership", "meetings_format"):
        assert client_of(ada).get(reverse(f"admin:{model}_add")).status_code == 200


def test_sessions_are_found_by_person(ada: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(ada).get(reverse("admin:usersessions_usersession_changelist"), {"q": "ada"})

    assert page.status_code == 200


def test_there_is_one_way_in(fay: User, client: Client, client_of: Callable[[User], Client]) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert client_of(fay).get("/admin/", follow=True).status_code == 403
