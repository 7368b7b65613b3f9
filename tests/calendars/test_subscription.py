"""A real calendar program on a real address: it shows what the page shows, before and after each change."""

import pytest

from groups.models import Membership, Role
from meetings import changing
from meetings.subscribing import feed_for
from tests.calendars.programs import dates_in_khal
from tests.calendars.world import dates_of
from tests.conftest import NOW, found, later, plan_series


@pytest.mark.django_db(transaction=True)
def test_a_subscribed_program_follows_the_page(stopped, fay, max_, live_server, tmp_path):
    group = found(fay)
    Membership.objects.seat(group, max_, role=Role.MEMBER, now=NOW)
    series = plan_series(group, fay)
    address = f"{live_server.url}{feed_for(max_, None).get_absolute_url()}"
    first, second, third, *_later = series.meetings.select_related("series").order_by("slot")
    assert sorted(dates_in_khal(address, tmp_path)) == dates_of(group)
    changing.move(first, later(days=9), later(hours=1))
    changing.cancel(second, by=fay, reason="", now=later(hours=1))
    changing.leave_out(series, [third.slot], by=fay, now=later(hours=1))
    assert sorted(dates_in_khal(address, tmp_path)) == dates_of(group)
    Membership.objects.get(user=max_).leave(later(hours=2))
    assert dates_in_khal(address, tmp_path) == []
