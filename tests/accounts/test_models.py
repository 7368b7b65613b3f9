from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Community, CommunityMembership, Mute, Notice, User
from accounts.models.preference import Topic
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_an_account_is_known_by_its_address_in_lower_case() -> None:
    nora = User.objects.create_user("Nora@Example.ORG", "a password", name="Nora")

    assert nora.email == "nora@example.org"
    assert nora.check_password("a password")
    assert User.objects.get_by_natural_key("NORA@example.org") == nora
    assert not nora.is_staff


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        User.objects.create_user("")


def test_without_a_password_none_works(fay: User) -> None:
    assert not fay.has_usable_password()


def test_a_superuser_may_do_everything() -> None:
    root = User.objects.create_superuser("root@example.org", "a password", name="Root")

    assert root.is_staff
    assert root.has_perm("accounts.change_user")


def test_the_command_makes_a_superuser_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "three lamps over a table")
    call_command("createsuperuser", "--noinput", email="root@example.org", name="Root", verbosity=0)

    root = User.objects.get()
    assert (root.name, root.is_superuser) == ("Root", True)
    assert root.check_password("three lamps over a table")
    with pytest.raises(CommandError):
        call_command("createsuperuser", "--noinput", email="root@example.org", name="Again", verbosity=0)


@pytest.mark.parametrize("email", ["fay@example.org", "FAY@example.org"])
def test_one_account_per_address_is_a_truth_of_the_database(fay: User, email: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email=email, name="Somebody")])
    with pytest.raises(ValidationError):
        User(email=email, name="Somebody", password="!").full_clean()


def test_a_zone_must_stand_in_the_database_of_zones(fay: User) -> None:
    fay.time_zone = "Mars/Phobos"

    with pytest.raises(ValidationError) as refused:
        fay.full_clean()
    assert set(refused.value.message_dict) == {"time_zone"}


def test_the_zone_is_the_persons_own_clock(max_: User) -> None:
    assert max_.zone == ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("name", "first", "initials"),
    [
        ("Fay Novak", "Fay", "FN"),
        ("Fay", "Fay", "F"),
        ("Maria da Graça Sousa", "Maria", "MS"),
        ("李小龍", "李小龍", "李"),
        ("محمد بن راشد", "محمد", "مر"),
        ("  élodie   brun ", "élodie", "ÉB"),
        ("", "nora.k", "N"),
    ],
)
def test_a_name_in_any_script_has_a_first_word_and_initials(name: str, first: str, initials: str) -> None:
    user = User(name=name, email="nora.k@example.org")

    assert user.first_name == user.get_short_name() == first
    assert user.initials == initials
    assert user.get_full_name() == name


def test_a_person_is_shown_by_name_or_else_by_address() -> None:
    assert str(User(name="Nora", email="n@example.org")) == "Nora"
    assert str(User(email="n@example.org")) == "n@example.org"


def test_somebody_belongs_to_a_community_once(fay: User, guild: Community) -> None:
    place = CommunityMembership.objects.create(community=guild, user=fay)

    assert list(Community.objects.of(fay)) == [guild]
    assert (str(guild), str(place)) == ("Makers Guild", "Fay Example, Makers Guild")
    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityMembership.objects.create(community=guild, user=fay, role="organiser")


def test_wishes_are_kept_exactly(fay: User, max_: User) -> None:
    Mute.objects.keep(max_, ["digest"])
    Mute.objects.keep(fay, ["digest", "reminder"])
    Mute.objects.keep(fay, ["digest", "joining"])

    assert set(Mute.objects.filter(user=fay).values_list("topic", flat=True)) == {"digest", "joining"}
    assert str(Mute.objects.get(user=max_)) == "Max Example: The agenda, a day ahead"


def test_every_kind_of_notice_has_a_topic_that_can_be_switched_off() -> None:
    for kind in Notice.Kind:
        assert kind.topic in Topic


@pytest.mark.parametrize(("state", "finished"), [("due", True), ("sent", False), ("failed", False)])
def test_a_notice_is_due_or_finished_never_both(fay: User, state: str, finished: bool) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            key="k",
            kind="welcome",
            topic="welcome",
            user=fay,
            due_at=NOW,
            state=state,
            finished_at=NOW if finished else None,
        )


def test_what_is_due_has_come_and_is_held_by_nobody(fay: User) -> None:
    moments = {
        "now": {"due_at": NOW},
        "later": {"due_at": NOW + timedelta(seconds=1)},
        "held": {"due_at": NOW, "leased_until": NOW + timedelta(seconds=1)},
        "let go": {"due_at": NOW, "leased_until": NOW},
        "sent": {"due_at": NOW, "state": "sent", "finished_at": NOW},
    }
    for key, fields in moments.items():
        Notice.objects.create(key=key, kind="digest", topic="digest", user=fay, **fields)
    Mute.objects.keep(fay, ["digest"])

    due = Notice.objects.due(NOW).with_mute()

    assert {str(notice) for notice in due} == {"now", "let go"}
    assert all(notice.muted for notice in due)
