"""Queries and time of the main pages over a large world, as ratios to a page of plain words:
`.venv/bin/python benchmarks/pages.py [rounds]`."""

import sys
from statistics import median

import world


def addresses() -> tuple[object, dict[str, str]]:
    """Somebody who runs a group and sits in several, and the pages to ask for."""
    from django.db.models import Count, Q
    from django.utils import timezone

    from accounts.models import Community, CommunityMembership, User
    from groups.models import Application, Group, Membership
    from meetings.models import Meeting

    seats = Count("memberships", filter=Q(memberships__left_at=None))
    runs = Membership.objects.running().filter(group__in=Application.objects.unanswered().values("group"))
    visitor = User.objects.filter(pk__in=runs.values("user")).annotate(seats=seats).order_by("-seats", "pk")[0]
    group = runs.filter(user=visitor).order_by("pk")[0].group
    other = Group.objects.listed(visitor).exclude(pk__in=Group.objects.of(visitor).values("pk"))[0]
    meeting = Meeting.objects.filter(group=group).upcoming(timezone.now())[0]
    inside = f"/groups/{group.slug}/"
    guild = Community.objects.annotate(people=Count("memberships")).order_by("-people", "pk")[0]
    CommunityMembership.objects.update_or_create(community=guild, user=visitor, defaults={"role": "organiser"})
    among = f"/communities/{guild.slug}/"
    return visitor, {
        "plain words": "/about/help/",
        "Today": "/",
        "my groups": "/groups/",
        "Find": "/find/",
        "Find, page 800": "/find/?page=800",
        "Find, words": "/find/?q=19,998",
        "Find, common words": "/find/?q=peers",
        "a front page": f"/groups/{other.slug}/",
        "a group's home": inside,
        "its members": f"{inside}members/",
        "its charter": f"{inside}charter/",
        "its door": f"{inside}applications/",
        "its meetings": f"{inside}meetings/",
        "a meeting": f"/meetings/{meeting.pk}/",
        "a community": among,
        "its people": f"{among}members/",
        "its people, by name": f"{among}members/?q=lena",
        "its overview": f"{among}overview/",
        "settings": "/settings/profile/",
    }


def main(rounds: int) -> None:
    world.prepare()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    visitor, pages = addresses()
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(visitor, "django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    queries: dict[str, int] = {}
    connection.cursor().execute("SET statement_timeout = '5s'")  # a page that needs longer answers 500
    taken: dict[str, list[float]] = {}
    print(f"{'':<22}{'queries':>8}{'ratio':>8}{'ms':>8}")
    for name, path in pages.items():
        with CaptureQueriesContext(connection) as captured:
            status = client.get(path).status_code
        if status == 200:
            queries[name] = len(captured)
            taken[name] = []
        else:
            print(f"{name:<22}{status:>8}")
    for _ in range(rounds):  # in turn, so that a slow minute of the machine is shared by all
        for name, times in taken.items():
            times.append(world.timed(lambda path=pages[name]: client.get(path))[0])  # type: ignore[misc]
    plain = median(taken["plain words"])
    for name, times in taken.items():
        print(f"{name:<22}{queries[name]:>8}{median(times) / plain:>8.1f}{median(times) * 1000:>8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
