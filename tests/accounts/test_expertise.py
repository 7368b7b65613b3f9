"""The shared list: shipped as data, extended by admins, its identifiers for ever."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import Community, CommunityInvitation, Expertise, PersonExpertise, User
from accounts.models.expertise import Family
from groups.models import Group, Seat
from tests.conftest import NOW, expertise

pytestmark = pytest.mark.django_db

shipped = import_module("accounts.migrations.0003_expertise")


def test_the_list_ships_ten_entries_in_each_family() -> None:
    families = Expertise.objects.values_list("family", flat=True)

    assert {family: [*families].count(family) for family in families} == dict.fromkeys(Family.values, 10)


def test_adding_the_list_again_changes_nothing_and_puts_back_what_is_missing() -> None:
    Expertise.objects.filter(slug="tax").update(name="Taxes and duties")
    Expertise.objects.filter(slug="pricing").delete()

    shipped.add(apps, None)

    assert Expertise.objects.count() == 120
    assert expertise("tax").name == "Taxes and duties"
    assert expertise("pricing").family == Family.MONEY


def test_an_entry_is_there_also_where_a_test_has_emptied_the_table() -> None:
    Expertise.objects.all().delete()

    assert expertise("export-law").name == "Export law"


# The admin's part ---------------------------------------------------------------------------------------------------

LIST = "/admin/accounts/expertise/"


@pytest.fixture
def browser(ada: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(ada)


def page_of(slug: str, act: str = "change") -> str:
    return f"{LIST}{expertise(slug).pk}/{act}/"


def test_an_admin_extends_the_list(browser: Client) -> None:
    browser.post(f"{LIST}add/", {"family": "operations", "name": "Ceramics and kilns", "slug": "ceramics"})

    assert expertise("ceramics").family == Family.OPERATIONS


def test_a_name_is_corrected_and_the_slug_never_changes(browser: Client) -> None:
    address = page_of("tax")

    browser.post(address, {"family": "money", "name": "Taxes", "slug": "taxes"})

    assert expertise("tax").name == "Taxes"
    assert not Expertise.objects.filter(slug="taxes").exists()


def test_what_nobody_has_chosen_can_be_deleted(browser: Client) -> None:
    browser.post(page_of("tax", "delete"), {"post": "yes"})

    assert not Expertise.objects.filter(slug="tax").exists()


def chosen_by_somebody(fay: User, table: Group, guild: Community) -> None:
    PersonExpertise.objects.create(user=fay, expertise=expertise("tax"), side="seeks")


def wanted_by_a_group(fay: User, table: Group, guild: Community) -> None:
    table.wanted.add(expertise("tax"))


def named_by_a_seat(fay: User, table: Group, guild: Community) -> None:
    Seat.objects.create(group=table, expertise=expertise("tax"))


def named_in_an_invitation(fay: User, table: Group, guild: Community) -> None:
    CommunityInvitation.objects.create(community=guild, email="x@example.org", expertises=["tax"], expires_at=NOW)


@pytest.mark.parametrize("use", [chosen_by_somebody, wanted_by_a_group, named_by_a_seat, named_in_an_invitation])
def test_what_is_in_use_is_never_deleted(
    use: Callable[..., None], browser: Client, fay: User, table: Group, guild: Community
) -> None:
    use(fay, table, guild)

    assert browser.post(page_of("tax", "delete"), {"post": "yes"}).status_code == 403
    everything = {"action": "delete_selected", "_selected_action": [expertise("tax").pk], "post": "yes"}
    browser.post(LIST, everything)

    assert Expertise.objects.filter(slug="tax").exists()
