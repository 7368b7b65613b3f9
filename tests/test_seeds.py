"""The two made worlds: the small one to look around in, the large one to measure."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Model, Q
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import Availability, Community, CommunityMembership, Notice, PersonExpertise, User
from accounts.models.industry import spoken
from groups import seats
from groups.models import Application, Charter, CharterSignature, Group, Invitation, Membership, Role, Seat, unsigned
from mastermind.demo import world
from mastermind.demo.boards import INVITED
from mastermind.demo.pairs import ASKED
from mastermind.demo.tables import TABLES
from mastermind.management.commands.seed_demo import PASSWORD, SIGN_INS
from meetings import reminders
from meetings.models import AgendaItem, Attendance, Cancellation, Meeting, Series

MODELS: list[type[Model]] = [
    *(User, EmailAddress, Community, CommunityMembership, Group, Membership, Charter, CharterSignature, Application),
    *(Series, Meeting, AgendaItem, Cancellation, Attendance, Notice, Seat, Invitation),
]


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


def owners() -> Iterable[int]:
    seated = Count("memberships", filter=Q(memberships__left_at=None, memberships__role=Role.OWNER))
    return Group.objects.annotate(owners=seated).values_list("owners", flat=True)


def seed(number: int) -> str:
    out = StringIO()
    call_command("seed", members=60, groups=10, seed=number, force=True, stdout=out)
    return out.getvalue()


def drawn(number: int) -> list[tuple[object, ...]]:
    """What chance decided for one seed."""
    seats = Membership.objects.filter(group__slug__startswith=f"seed{number}-").order_by("group__slug", "chair")
    answers = Attendance.objects.filter(meeting__series__group__slug__startswith=f"seed{number}-")
    return [
        *seats.values_list("group__slug", "group__size", "group__visibility", "chair", "user__email", "user__name"),
        *Series.objects.order_by("group__slug").values_list("group__slug", "rule", "starts_at", "zone"),
        *answers.order_by("meeting__group__slug", "meeting__slot", "membership__chair").values_list(
            "meeting__group__slug", "meeting__slot", "membership__chair", "answer"
        ),
    ]


def test_the_large_world_is_sound(db: None) -> None:
    said = seed(7)
    assert "together" in said
    assert set(owners()) == {1}
    assert all(counts()[name] for name in ("EmailAddress", "CharterSignature", "Application", "AgendaItem"))
    assert {4 <= seats <= 8 for seats in Group.objects.with_taken().values_list("taken", flat=True)} == {True}
    assert Series.objects.count() == Group.objects.count() == Charter.objects.count() == 10
    assert Meeting.objects.past(timezone.now()).exists()
    assert Attendance.objects.exists()
    assert PersonExpertise.objects.count() == 4 * 60
    assert 20 < Availability.objects.count() < 60
    assert CommunityMembership.objects.filter(line_manager__isnull=False).exists()
    assert {each.wanted.count() for each in Group.objects.all()} == {2}
    assert not Notice.objects.exists()


def test_the_same_seed_makes_the_same_world(db: None, stopped: object) -> None:
    seed(7)
    first = drawn(7)
    for model in (Group, Community, User):
        model.objects.all().delete()
    seed(7)
    assert drawn(7) == first


def test_another_seed_adds_another_world_and_the_same_is_refused(db: None) -> None:
    seed(7)
    seed(8)
    assert Group.objects.count() == 20
    with pytest.raises(CommandError, match="seed 8 is here already"):
        seed(8)


@pytest.mark.parametrize("wrong", [{"members": 7}, {"groups": 0}, {"seed": -1}])
def test_a_world_too_small_is_refused(db: None, wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="At least"):
        call_command("seed", force=True, **wrong)


def test_the_large_world_is_refused_in_production(db: None) -> None:
    with pytest.raises(CommandError, match="DEVELOPMENT"):
        call_command("seed", members=60, groups=10)


# The small world: last in the module, since it stands in the database from here on.


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo world, built once for the module; what a test does to it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", force=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(built: None, db: None) -> None:
    """A test that looks at the demo world."""


def test_the_demo_world_is_refused_in_production(db: None) -> None:
    before = counts()
    with pytest.raises(CommandError, match="password"):
        call_command("seed_demo")
    assert counts() == before


@pytest.mark.usefixtures("demo")
def test_building_the_demo_world_again_changes_nothing() -> None:
    before = counts()
    call_command("seed_demo", force=True)
    assert counts() == before
    assert all(before.values())


@pytest.mark.usefixtures("demo")
def test_only_what_is_missing_is_built_again() -> None:
    before = counts()
    Group.objects.get(slug="second-thursday").delete()
    Group.objects.filter(slug="kiln-ledger").update(purpose="Ours now.")
    assert world.build(timezone.now()) == {"people": 0, "communities": 0, "groups": 1}
    assert counts() | {"Notice": 0} == before | {"Notice": 0}
    assert Group.objects.get(slug="kiln-ledger").purpose == "Ours now."


@pytest.mark.usefixtures("demo")
def test_every_demo_table_is_sound() -> None:
    assert set(owners()) == {1}
    assert Group.objects.filter(trial=None).count() == len(TABLES)
    assert Group.objects.exclude(trial=None).count() == sum(bool(each.meets) for each in ASKED)
    assert set(Group.objects.values_list("kind", flat=True)) == set(Group.Kind.values)
    assert set(Group.objects.values_list("visibility", flat=True)) == set(Group.Visibility.values)
    assert not [group for group in Group.objects.with_taken() if group.taken > group.size]  # type: ignore[attr-defined]
    assert Group.objects.filter(published_at=None).count() == 1
    for membership in Membership.objects.all():
        membership.full_clean()
    for user in User.objects.all():
        user.full_clean()
        assert set(user.languages) <= {code for code, _name in spoken()}


@pytest.mark.usefixtures("demo")
def test_the_demo_world_has_a_past_and_a_future() -> None:
    now = timezone.now()
    assert Meeting.objects.past(now).count() > 40
    assert Meeting.objects.upcoming(now).filter(starts_at__lt=now + timedelta(days=7)).exists()
    assert Attendance.objects.filter(answered_at__lte=now).count() == Attendance.objects.count()
    assert Application.objects.unanswered().exists()
    assert unsigned(Membership.objects.present()).exists()


@pytest.mark.usefixtures("demo")
def test_the_demo_boards_have_seats_held_offered_and_open() -> None:
    boards = Group.objects.filter(kind=Group.Kind.BOARD)
    assert {place.state for each in boards for place in seats.board(each, timezone.now())} == {
        "held",
        "offered",
        "open",
    }
    assert Invitation.objects.count() == len(INVITED)


@pytest.mark.usefixtures("demo")
def test_the_demo_past_is_not_mailed_but_the_next_reminder_is_planned() -> None:
    assert not Notice.objects.filter(state=Notice.State.DUE).exists()
    tomorrow = Group.objects.get(slug="mbeki-digital-the-board")
    coming = Meeting.objects.filter(group=tomorrow).upcoming(timezone.now())[0]
    assert reminders.plan(coming.starts_at - timedelta(hours=2)) > 0


@pytest.mark.usefixtures("demo")
def test_a_notice_owed_before_the_demo_world_is_still_owed(stan: User) -> None:
    Notice.objects.create(key="before", kind="welcome", topic="welcome", user=stan, due_at=timezone.now())
    Group.objects.get(slug="second-thursday").delete()
    world.build(timezone.now())
    assert list(Notice.objects.filter(state=Notice.State.DUE).values_list("key", flat=True)) == ["before"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("role", "email"), SIGN_INS)
def test_every_demo_sign_in_opens(role: str, email: str) -> None:
    user = authenticate(username=email, password=PASSWORD)
    assert user is not None
    validate_password(PASSWORD, user)
    own = Membership.objects.present().filter(user=user).values_list("role", flat=True)
    assert EmailAddress.objects.get(user=user).verified
    assert {
        "member": Role.MEMBER in own,
        "facilitator": Role.FACILITATOR in own,
        "organiser": CommunityMembership.objects.filter(user=user, role="organiser").exists(),
        "admin": user.is_superuser and user.is_staff,
    }[role]
