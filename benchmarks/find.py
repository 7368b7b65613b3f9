"""The directory with 1,000 groups, for a visitor and for somebody who has said what they know, seek and can:
`.venv/bin/python benchmarks/find.py [rounds]`. Also whether a hidden group takes longer than none."""

import sys
from statistics import median

import world

MEMBERS, GROUPS = 5_000, 1_000
EVERYTHING = "q=peers&kind=mastermind&industry={}&language={}&day=1&part=evening&free=on&expertise={}"


def addresses() -> tuple[object, dict[str, tuple[bool, str]]]:
    """Somebody who has said a good deal of themselves, and what is asked for: whether signed in, and the address."""
    from django.db.models import Count

    from accounts.models import PersonExpertise, User
    from groups.models import Group

    told = User.objects.annotate(said=Count("expertises")).filter(availability__isnull=False).exclude(languages=[])
    group = Group.objects.exclude(wanted=None).filter(visibility="public").first()
    hidden = Group.objects.filter(visibility="unlisted").first()
    known = PersonExpertise.objects.filter(side="offers").select_related("expertise")[0].expertise.slug
    all_of_it = EVERYTHING.format(group.industry, group.language, group.wanted.first().slug)  # type: ignore[union-attr]
    return told.order_by("-said", "pk")[0], {
        "plain words": (True, "/about/help/"),
        "Find": (True, "/find/"),
        "Find, last page": (True, "/find/?page=60"),
        "Find, words": (True, "/find/?q=peers"),
        "Find, an hour": (True, "/find/?part=evening"),
        "Find, somebody knows": (True, f"/find/?knows={known}"),
        "Find, everything": (True, f"/find/?{all_of_it}"),
        "Find, visitor": (False, "/find/"),
        "Find, visitor, everything": (False, f"/find/?{all_of_it}"),
        "a group that hides": (False, f"/groups/{hidden.slug}/"),  # type: ignore[union-attr]
        "a group that is not there": (False, "/groups/nobody-sits-here/"),
    }


def main(rounds: int) -> None:
    world.prepare(MEMBERS, GROUPS)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    reader, pages = addresses()
    connection.cursor().execute("ANALYZE")
    visitor, own = (Client(SERVER_NAME="127.0.0.1") for _ in range(2))
    own.force_login(reader, "django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    queries, taken = {}, {}
    for name, (signed_in, path) in pages.items():
        client = own if signed_in else visitor
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        queries[name], taken[name] = len(captured), []
    for _ in range(rounds):  # in turn, so that a slow minute of the machine is shared by all
        for name, (signed_in, path) in pages.items():
            client = own if signed_in else visitor
            taken[name].append(world.timed(lambda c=client, p=path: c.get(p))[0])  # type: ignore[misc]
    plain = median(taken["plain words"])
    print(f"{'':<28}{'queries':>8}{'ratio':>8}{'ms':>8}")
    for name, times in taken.items():
        print(f"{name:<28}{queries[name]:>8}{median(times) / plain:>8.1f}{median(times) * 1000:>8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
