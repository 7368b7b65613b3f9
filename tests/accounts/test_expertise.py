"""The shared list: shipped as data, extended by admins, its identifiers for ever."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import Expertise
from accounts.models.expertise import Family
from tests.conftest import expertise

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
