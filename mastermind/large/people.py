"""Who lives in the large world: people, what they know and seek, when they could meet, their communities."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Availability, Community, CommunityMembership, Expertise, Industry, PersonExpertise, User
from accounts.week import SLOTS_A_DAY
from mastermind.large.world import ZONES, World, add, address

FIRST = [
    "Ada",
    "Bola",
    "Chen",
    "Dina",
    "Elif",
    "Femi",
    "Gita",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Nia",
    "Omar",
    "Pia",
]
LAST = ["Berg", "Costa", "Diallo", "Eze", "Garcia", "Haddad", "Ito", "Kaya", "Lund", "Mehta", "Novak", "Rossi", "Tran"]
LANGUAGES = ["en", "de", "fr", "es", "pt", "ar", "ja"]
EVENING = range(36, 42)  # half hours of a day: 18:00 to 21:00
TEAM = 6  # people with one line manager


def people(world: World) -> int:
    """Members with a verified address each; nobody can sign in with a password."""
    no_password = make_password(None)
    world.people = add(
        User(
            email=address(world.seed, number),
            name=f"{world.chance.choice(FIRST)} {world.chance.choice(LAST)}",
            time_zone=world.chance.choice(ZONES),
            industry=world.chance.choice(Industry.values),
            languages=world.chance.sample(LANGUAGES, 2),
            password=no_password,
            date_joined=world.since,
            onboarded_at=world.since,
        )
        for number in range(1, world.size + 1)
    )
    add(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in world.people)
    return len(world.people)


def expertises(world: World) -> int:
    """Two things each that they can advise on, and two others that they look for."""
    known = list(Expertise.objects.order_by("slug").values_list("pk", flat=True))
    offers, seeks = PersonExpertise.Side.OFFERS, PersonExpertise.Side.SEEKS

    def rows() -> Iterable[PersonExpertise]:
        for user in world.people:
            for pk, side in zip(world.chance.sample(known, 4), (offers, offers, seeks, seeks), strict=True):
                yield PersonExpertise(user=user, expertise_id=pk, side=side)

    return len(add(rows()))


def availabilities(world: World) -> int:
    """Three of four have said when they could meet: on three evenings."""
    saying = [user for user in world.people if world.chance.random() < 0.75]
    return len(add(Availability(user=user, slots=_evenings(world.chance.sample(range(7), 3))) for user in saying))


def _evenings(days: Iterable[int]) -> list[int]:
    return sorted(day * SLOTS_A_DAY + slot for day in days for slot in EVENING)


def communities(world: World) -> int:
    """An association with every fifth of the people, and an employer with every tenth, in teams with a manager."""
    guild = Community.objects.create(
        kind="association", name=f"Seeded Guild {world.seed}", slug=f"seed{world.seed}-guild"
    )
    firm = Community.objects.create(kind="employer", name=f"Seeded Firm {world.seed}", slug=f"seed{world.seed}-firm")
    world.communities = [guild, firm]
    staff = world.people[::10]
    rows = [CommunityMembership(community=guild, user=user) for user in world.people[::5]]
    for start in range(0, len(staff), TEAM):
        manager, *team = staff[start : start + TEAM]
        rows.append(CommunityMembership(community=firm, user=manager))
        rows += [CommunityMembership(community=firm, user=user, line_manager=manager) for user in team]
    for community in (0, len(world.people[::5])):
        rows[community].role = CommunityMembership.Role.ORGANISER
    return len(add(rows))
