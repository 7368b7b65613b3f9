"""Today is the inbox."""

from datetime import timedelta

from django.urls import reverse

from groups import waiting
from groups.models import Waiting
from tests.conftest import NOW


def test_a_kept_chair_waits_for_its_person_alone(stopped, table, max_, stan, client_of):
    row = waiting.wait(table, stan, NOW)
    assert waiting.wait(table, stan, NOW + timedelta(days=1)) == row
    Waiting.objects.filter(pk=row.pk).update(offered_until=NOW + timedelta(hours=72))

    page = client_of(stan).get(reverse("home")).content.decode()

    assert "A seat is free, and kept for you" in page
    assert "A seat is free, and kept for you" not in client_of(max_).get(reverse("home")).content.decode()


def test_a_chair_kept_too_long_waits_for_nobody(stopped, table, stan, client_of):
    row = waiting.wait(table, stan, NOW)
    Waiting.objects.filter(pk=row.pk).update(offered_until=NOW)

    assert "Waiting for your word" not in client_of(stan).get(reverse("home")).content.decode()
