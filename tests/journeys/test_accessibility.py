"""Every page, for everybody: axe finds nothing at 390 and 1280, by day and by lamp, and at 320 nothing overflows."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page

from accounts import asking, importing, joining
from accounts.letters import unsubscribe_token
from accounts.models import Community, CommunityMembership, Goal, PersonExpertise, User
from groups import admissions, amending, closing, invitations, pairing, seats
from groups.models import Charter, Group, Invitation, Membership
from meetings import presence
from meetings.answering import answer, answer_url
from meetings.models import Meeting
from meetings.models.attendance import Answer
from tests.conftest import expertise, found, plan_series
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without `preload` axe leaves the style sheets to the browser; only an experimental rule reads them.
QUICK = {"resultTypes": ["violations"], "preload": False}
EVERYTHING = {**QUICK, "runOnly": {"type": "tag", "values": TAGS}}
# Lamplight changes colours and nothing else.
COLOURS = {**QUICK, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# So high that the bars, which stay in view, lie over nothing: half a link under one would count as too small a target.
BY_SIZE = {"phone": {"width": 390, "height": 6000}, "desk": {"width": 1280, "height": 6000}}
RUN = (
    "options => axe.run(options).then(r => r.violations.map(v => [v.id, ...v.nodes.map(n => n.target + '')].join(' ')))"
)
PASSWORD = "three lamps over a table"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Eye:
    """Looks at pages and keeps what is wrong with them, each as a sentence."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._keep(f"script: {error}"))

    def look(self) -> None:
        """At the page that is open: both sizes by day and by lamp, and how narrow it can be."""
        self.page.evaluate(AXE_SCRIPT)
        for size, viewport in BY_SIZE.items():
            self.page.set_viewport_size(viewport)
            for scheme, options in (("light", EVERYTHING), ("dark", COLOURS)):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                for violation in self.page.evaluate(RUN, options):
                    self._keep(f"{size}, {scheme}: {violation}")
        self.page.set_viewport_size({"width": 320, "height": 640})
        if over := self.page.evaluate(OVERFLOW):
            self._keep(f"{over} px too wide at 320")

    def visit(self, *addresses: str) -> None:
        """Open and look at one after the other."""
        for address in addresses:
            self.page.goto(address)
            assert urlsplit(self.page.url).path == address
            self.look()

    def _keep(self, what: str) -> None:
        self.found.append(f"{self.page.url}: {what}")

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that is not there says so in the console; that is no error of the page.
        if message.type in ("error", "warning") and not any(code in message.text for code in ("404", "410")):
            self._keep(f"console: {message.text}")


@pytest.fixture
def meeting(transactional_db: None, table: Group, fay: User, max_: User, guild: Community) -> Meeting:
    """Fay's table, her guild, a series that begins tomorrow, and Max, who will be there."""
    now = datetime.now(UTC)
    CommunityMembership.objects.create(community=guild, user=fay, role=CommunityMembership.Role.ORGANISER)
    found(fay, "The Export Table", community=guild)
    tomorrow = (now + timedelta(days=1)).replace(tzinfo=None, second=0, microsecond=0)
    series = plan_series(table, fay, now=now, starts_at=tomorrow, place="https://meet.example/table")
    meeting = series.meetings.select_related("group").earliest("starts_at")
    answer(meeting, Membership.objects.get(group=table, user=max_), Answer.YES, now)
    return meeting


def test_before_the_door(meeting: Meeting, max_: User, open_as: Visit):
    seat = Membership.objects.get(group=meeting.group, user=max_)
    key = f"{user_pk_to_url_str(max_)}-{default_token_generator.make_token(max_)}"
    eye = Eye(open_as())

    eye.visit(
        reverse("home"),
        reverse("find"),
        meeting.group.get_absolute_url(),
        reverse("account_login"),
        reverse("account_signup"),
        reverse("account_email_verification_sent"),
        reverse("account_reset_password"),
        reverse("account_reset_password_done"),
        "/accounts/password/reset/key/1-old/",
        reverse("account_reset_password_from_key_done"),
        reverse("account_inactive"),
        urlsplit(answer_url(meeting, seat)).path,
        reverse("accounts:mutes.new", args=[unsubscribe_token(max_, "reminder")]),
        reverse("pages.show", args=["house-rules"]),
        "/nobody-is-here/",
    )
    eye.page.goto(f"/accounts/password/reset/key/{key}/")  # which leads on to an address without the key
    eye.look()

    assert not eye.found, "\n".join(eye.found)


def test_finding_a_table(meeting: Meeting, fay: User, stan: User, open_as: Visit):
    law = expertise("export-law")
    PersonExpertise.objects.create(user=fay, expertise=law, side="offers")
    PersonExpertise.objects.create(user=stan, expertise=law, side="seeks")
    Group.objects.filter(pk=meeting.group.pk).update(joining="open", language="pt", industry="making")
    meeting.group.wanted.add(law)
    eye = Eye(open_as(stan))

    PersonExpertise.objects.create(user=stan, expertise=expertise("pricing"), side="seeks")
    eye.visit(reverse("advice.new"))
    for query in ("knows=export-law", "q=second&free=on&part=nonsense", "q=zither"):
        eye.page.goto(f"{reverse('find')}?{query}")
        eye.look()
    eye.visit(meeting.group.get_absolute_url(), reverse("groups:memberships.new", args=[meeting.group.slug]))
    eye.page.locator("main form button[type=submit]").click()
    eye.page.wait_for_selector("[role=alert]")
    eye.look()
    Group.objects.filter(pk=meeting.group.pk).update(joining="invitation")
    eye.visit(meeting.group.get_absolute_url())

    assert not eye.found, "\n".join(eye.found)


def test_organising_a_community(meeting: Meeting, stan: User, olga: User, guild: Community, open_as: Visit):
    now = datetime.now(UTC)
    Community.objects.update(joining="request")
    guild.refresh_from_db()
    Group.objects.update(community=guild, featured_at=now)
    member, _is_new = CommunityMembership.objects.get_or_create(
        community=guild, user=User.objects.get(name="Max Example")
    )
    asked = asking.ask(guild, stan, "I throw pots.", now)
    joining.invite(guild, ["new@elsewhere.example"], by=olga, now=now)
    wrong, right, running = (
        importing.preview(guild, b"name,email\n" + line, by=olga, now=now)
        for line in (b"New,new@\n", b"New,new@x.example\n", b"Other,other@x.example\n")
    )
    importing.confirm(running)
    eye, guest = Eye(open_as(olga)), Eye(open_as(stan))

    eye.visit(
        reverse("community", args=[guild.slug]),
        reverse("overview", args=[guild.slug]),
        *(
            reverse(name, args=[guild.slug])
            for name in (
                *("groups:community_members.index", "groups:rounds.new", "accounts:requests.index"),
                *("accounts:invitations.index", "accounts:imports.new", "accounts:communities.edit"),
                "accounts:memberships.destroy",
            )
        ),
        *(reverse("accounts:imports.show", args=[guild.slug, each.pk]) for each in (wrong, right, running)),
        reverse("accounts:requests.show", args=[guild.slug, asked.pk]),
        reverse("accounts:removals.new", args=[guild.slug, member.pk]),
        reverse("accounts:communities.new"),
    )
    guest.visit(reverse("community", args=[guild.slug]), reverse("groups:communities.index"))
    asking.withdraw(asked, now)
    guest.visit(reverse("accounts:requests.new", args=[guild.slug]))
    crowd = [User.objects.create_user(f"maker{number}@example.org", name=f"Maker {number}") for number in range(9)]
    CommunityMembership.objects.bulk_create(CommunityMembership(community=guild, user=each) for each in crowd)
    eye.visit(reverse("overview", args=[guild.slug]))

    assert not eye.found + guest.found, "\n".join(eye.found + guest.found)


def test_at_the_table(meeting: Meeting, fay: User, stan: User, guild: Community, open_as: Visit):
    application = admissions.ask(meeting.group, stan, "I make chairs and cannot price them.", datetime.now(UTC))
    member = Membership.objects.get(group=meeting.group, user__name="Max Example")
    eye = Eye(open_as(fay))

    eye.visit(
        reverse("home"),
        reverse("find"),
        meeting.group.get_absolute_url(),
        *(
            reverse(f"groups:{name}", args=[meeting.group.slug])
            for name in ("memberships.index", "charters.show", "charters.edit", "applications.index", "groups.edit")
        ),
        reverse("groups:memberships.destroy", args=[meeting.group.slug]),
        reverse("groups:ownerships.edit", args=[meeting.group.slug, member.pk]),
        reverse("meetings:applications.show", args=[meeting.group.slug, application.pk]),
        reverse("groups:groups.index"),
        reverse("meetings:meetings.index", args=[meeting.group.slug]),
        reverse("meetings:series.new", args=[meeting.group.slug]),
        meeting.series.get_absolute_url(),
        *(reverse(f"meetings:{name}", args=[meeting.series_id]) for name in ("skips.new", "endings.new")),
        *(
            reverse(f"meetings:{name}", args=[meeting.pk])
            for name in (
                "meetings.show",
                "meetings.edit",
                "cancellations.new",
                "arrangements.edit",
                "successions.new",
            )
        ),
        reverse("groups:communities.index"),
        reverse("community", args=[guild.slug]),
        reverse("groups:groups.new"),
        "/nobody-is-here/",
    )
    eye.page.goto(reverse("groups:groups.new"))
    eye.page.locator("main form button[type=submit]").click()
    eye.page.wait_for_selector("[role=alert]")
    eye.look()
    outside = Eye(open_as(stan))
    outside.visit(reverse("home"), meeting.group.get_absolute_url())

    found = [*eye.found, *outside.found]
    assert not found, "\n".join(found)


def test_what_a_group_agrees_on_counts_and_ends_with(meeting: Meeting, fay: User, max_: User, open_as: Visit):
    now, group = datetime.now(UTC), meeting.group
    own, other = (Membership.objects.get(group=group, user=user) for user in (fay, max_))
    Membership.objects.filter(group=group).update(joined_at=now - timedelta(days=40))
    Charter.objects.current(group).sign(own, now)
    first = Charter.objects.current(group)
    amending.amend(group, {"visits": 1, "text": "Be kind.", "attendance_limit": 1}, by=fay, now=now)
    for each, days in zip(group_meetings(group)[:2], (9, 2), strict=True):
        begun = now - timedelta(days=days)
        Meeting.objects.filter(pk=each.pk).update(starts_at=begun, ends_at=begun + timedelta(hours=1))
        presence.record(each, {own.pk: "present", other.pk: "late" if days == 9 else "absent"}, now)
    eye = Eye(open_as(fay))
    eye.visit(
        reverse("groups:charters.show", args=[group.slug]),
        reverse("groups:versions.show", args=[group.slug, first.pk]),
        reverse("groups:memberships.index", args=[group.slug]),
        reverse("meetings:presences.edit", args=[meeting.pk]),
        meeting.get_absolute_url(),
        reverse("groups:closures.new", args=[group.slug]),
    )
    eye.page.locator("main form button[type=submit]").last.click()
    eye.page.wait_for_selector("[role=alert]")
    eye.look()
    closing.close(group, by=fay, reason="We have done it.", now=now)
    eye.visit(group.get_absolute_url(), reverse("groups:memberships.destroy", args=[group.slug]))
    assert not eye.found, "\n".join(eye.found)


def group_meetings(group: Group) -> list[Meeting]:
    return list(Meeting.objects.filter(group=group).order_by("starts_at"))


def test_as_buddies(transactional_db: None, fay: User, max_: User, stan: User, ada: User, open_as: Visit):
    now = datetime.now(UTC)
    User.objects.update(wants_buddy=True, shown_to="everyone")
    Goal.objects.create(user=stan, text="Sell ten boats", family="sell", stage="growing")
    empty = Eye(open_as(fay))
    empty.visit(reverse("groups:buddies.index"), reverse("groups:buddy_requests.new", args=[max_.pk]))
    pair = pairing.accept(pairing.ask(fay, max_, "", now), now)
    to_me, from_me = pairing.ask(stan, fay, "Shall we?", now), pairing.ask(fay, ada, "", now)
    eye = Eye(open_as(fay))

    eye.visit(
        reverse("home"),
        reverse("groups:buddies.index"),
        to_me.get_absolute_url(),
        from_me.get_absolute_url(),
        *(each.get_absolute_url() for each in (fay, max_, stan)),
        pair.get_absolute_url(),
        reverse("groups:pairs.destroy", args=[pair.slug]),
    )
    pairing.decline(to_me, now)
    eye.visit(to_me.get_absolute_url())

    found = [*empty.found, *eye.found]
    assert not found, "\n".join(found)


def test_by_invitation_and_on_a_board(meeting: Meeting, fay: User, max_: User, stan: User, open_as: Visit):
    now, group = datetime.now(UTC), meeting.group
    board, bare = found(fay, "The board", kind="board"), found(fay, "The bare board", kind="board")
    seats.add(board, [expertise(slug) for slug in ("tax", "export-law", "pricing")])
    held, offered, _open = board.seats.all()
    seats.hold(held, Membership.objects.get(group=board, user=fay), now)
    (mailed,) = invitations.invite(board, ["stan@example.org"], by=fay, words="Come", seat=offered, now=now)
    links = [
        invitations.share(group, by=fay, lasts=timedelta(days=7), uses=uses, ticket=uuid4(), now=now)
        for uses in range(1, 6)
    ]
    used, run_out, taken_back, taken, shared = links
    Invitation.objects.filter(pk=used.pk).update(used=1)
    Invitation.objects.filter(pk=run_out.pk).update(expires_at=now)
    Invitation.objects.filter(pk=taken.pk).update(seat=held)
    invitations.revoke(taken_back, now)
    eye, member, outside = Eye(open_as(fay)), Eye(open_as(max_)), Eye(open_as(stan))

    eye.visit(
        *(reverse(f"groups:{name}", args=[group.slug]) for name in ("invitations.index", "invitations.new")),
        *(reverse(f"groups:{name}", args=[board.slug]) for name in ("seats.index", "seats.new", "invitations.new")),
        reverse("groups:seats.index", args=[bare.slug]),
        reverse("groups:seats.edit", args=[board.slug, held.pk]),
    )
    eye.page.goto(reverse("groups:invitations.new", args=[group.slug]))
    eye.page.get_by_label("E-mail addresses").fill("nadia@example.org, nonsense")
    eye.page.get_by_role("button", name="Send the invitation").click()
    eye.page.wait_for_selector("[role=alert]")
    eye.look()
    eye.page.get_by_role("button", name="Invite the one that is right").click()
    eye.look()
    member.visit(mailed.get_absolute_url(), shared.get_absolute_url())
    outside.visit(
        reverse("home"),
        board.get_absolute_url(),
        *(each.get_absolute_url() for each in (mailed, used, run_out, taken_back, taken, shared)),
    )

    found_ = [*eye.found, *member.found, *outside.found]
    assert not found_, "\n".join(found_)


def test_in_the_settings(meeting: Meeting, fay: User, max_: User, open_as: Visit):
    max_.set_password(PASSWORD)
    max_.save()
    TOTP.activate(max_, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(max_)
    plain, step, guarded = Eye(open_as(fay)), Eye(open_as()), Eye(open_as(max_))

    plain.visit(
        reverse("accounts:profiles.edit"),
        reverse("accounts:preferences.edit"),
        reverse("account_email"),
        reverse("account_set_password"),
        reverse("mfa_index"),
        reverse("mfa_activate_totp"),
        reverse("mfa_list_webauthn"),
        reverse("mfa_add_webauthn"),
        reverse("usersessions_list"),
        reverse("account_logout"),
    )
    step.page.goto(reverse("account_login"))
    step.page.get_by_label("E-mail address").fill(max_.email)
    step.page.get_by_label("Password").fill(PASSWORD)
    step.page.get_by_role("button", name="Sign in", exact=True).click()
    step.page.wait_for_url("**/2fa/authenticate/**")
    step.look()
    guarded.visit(
        reverse("account_change_password"),
        reverse("account_reauthenticate"),
        reverse("mfa_reauthenticate"),
        reverse("mfa_index"),
        reverse("mfa_deactivate_totp"),
        reverse("mfa_view_recovery_codes"),
        reverse("mfa_generate_recovery_codes"),
    )
    # A key in name only: it could open nothing, but it can be listed, renamed and removed.
    key = Authenticator(user=max_, type=Authenticator.Type.WEBAUTHN, data={"name": "Blue key", "credential": {}})
    key.save()
    guarded.visit(
        reverse("mfa_list_webauthn"),
        reverse("mfa_edit_webauthn", args=[key.pk]),
        reverse("mfa_remove_webauthn", args=[key.pk]),
    )

    found = [*plain.found, *step.found, *guarded.found]
    assert not found, "\n".join(found)
