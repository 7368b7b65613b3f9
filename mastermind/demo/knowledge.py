"""What the people of the demo world know, look for and work towards, and when they could meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Availability, Expertise, Goal, PersonExpertise, User
from accounts.week import SLOTS_A_DAY

WEEKDAYS, WEEKEND = range(5), (5, 6)
# A few ways in which weeks are free: days, and the hours from and to.
MORNINGS, NOONS, AFTERNOONS, EVENINGS = (WEEKDAYS, 7, 9), (WEEKDAYS, 12, 14), (WEEKDAYS, 15, 18), (WEEKDAYS, 17, 21)
SATURDAYS = (WEEKEND, 9, 12)
Free = tuple[range | tuple[int, ...], int, int]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """By slugs of the shared list: `offers` and `seeks`. `goal` is what, its family, the stage, in how many weeks."""

    industry: str
    languages: tuple[str, ...]
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    goal: tuple[str, str, str, int] | None = None
    free: tuple[Free, ...] = (EVENINGS,)
    wants_buddy: bool = False


KNOWLEDGE: Mapping[str, Knowledge] = {
    "ines": Knowledge(
        "making",
        ("pt", "en"),
        ("pricing", "industrial-design", "selling-to-companies"),
        ("premises", "leases", "selling-a-business"),
        ("Decide about a second studio before spring", "grow", "growing", 16),
        (EVENINGS, SATURDAYS),
        wants_buddy=True,
    ),
    "leila": Knowledge(
        "health",
        ("fr", "ar", "en"),
        ("team-conflict", "hiring", "quality"),
        ("co-founders", "letting-go"),
        ("Part well with a partner", "lead", "established", 12),
        (NOONS, EVENINGS),
    ),
    "tomasz": Knowledge(
        "making",
        ("pl", "en"),
        ("production", "apprentices", "purchasing"),
        ("negotiation", "getting-paid"),
        ("Say no to sixty days, and keep the customer", "money", "established", 8),
    ),
    "priya": Knowledge(
        "software",
        ("en", "hi"),
        ("contract-law", "investors", "software-development"),
        ("sales-teams", "hiring"),
        ("Hire a head of sales who stays", "team", "growing", 20),
        (NOONS, AFTERNOONS),
    ),
    "henrik": Knowledge(
        "energy",
        ("nb", "en"),
        ("regulation", "selling-to-public-bodies"),
        ("strategy", "crisis"),
        ("A plan for the year without subsidies", "lead", "established", 30),
        (EVENINGS,),
        wants_buddy=True,
    ),
    "yuki": Knowledge(
        "media",
        ("ja", "de", "en"),
        ("translation", "working-across-cultures", "artificial-intelligence"),
        ("positioning", "pricing"),
        ("Sell what a machine cannot", "sell", "established", 24),
    ),
    "amara": Knowledge(
        "making",
        ("en", "fr"),
        ("export-law", "customs", "packaging", "logistics"),
        ("loans", "delegating"),
        ("A third factory, paid for", "grow", "leading", 50),
        (EVENINGS, SATURDAYS),
    ),
    "noor": Knowledge(
        "making",
        ("nl", "en", "de"),
        ("grants", "apprentices"),
        ("buying-a-business",),
        ("Buy the order book, or not", "grow", "established", 10),
        (EVENINGS, SATURDAYS),
    ),
    "rosa": Knowledge(
        "design",
        ("sv", "en"),
        ("industrial-design", "trade-fairs"),
        ("pricing", "cash-flow"),
        ("Prices I can say aloud", "money", "growing", 10),
        wants_buddy=True,
    ),
    "samuel": Knowledge(
        "design",
        ("en", "af"),
        ("advertising", "search-engines", "selling-a-business"),
        ("working-less",),
        ("Sell the second share", "hand_over", "leading", 60),
    ),
    "farid": Knowledge("professions", ("de", "fa", "en"), ("selling-a-business", "buying-a-business", "loans"), ()),
    "rania": Knowledge("professions", ("ar", "en"), ("hiring", "employment-law", "co-founders"), ("public-speaking",)),
    "meiling": Knowledge("property", ("zh", "en"), ("leases", "premises", "negotiation"), ("stress",)),
    "oisin": Knowledge("professions", ("en", "ga"), ("employment-law", "boards", "disputes"), ("writing",)),
    "jonas": Knowledge("making", ("sv", "fi", "en"), ("customs", "export-law", "distributors"), ("social-media",)),
    "wanjiru": Knowledge(
        "farming",
        ("sw", "en"),
        ("succession", "quality"),
        ("company-culture",),
        ("Lead with my mother in the office", "lead", "leading", 26),
        wants_buddy=True,
    ),
    "duarte": Knowledge("trade", ("pt",), ("customer-service",), ("stock", "cash-flow")),
    "benedita": Knowledge(
        "hospitality", ("pt", "es"), ("processes", "first-employee"), ("pricing",), None, (MORNINGS,)
    ),
    "noa": Knowledge("making", ("he", "en"), ("marketplaces", "branding"), ("customs", "tax")),
    "mateo": Knowledge(
        "farming",
        ("es", "en"),
        ("suppliers-abroad",),
        ("succession", "entering-markets"),
        ("Build the mill", "start", "starting", 40),
        wants_buddy=True,
    ),
    "dev": Knowledge("software", ("en",), ("customer-service",), ("feedback",), None, (NOONS,)),
    "mei": Knowledge(
        "software", ("en", "zh"), ("interface-design", "accessibility"), ("leading-managers",), None, (NOONS,)
    ),
    "luc": Knowledge("software", ("fr", "en"), ("software-development",), ("remote-teams",), None, (NOONS,)),
    "aoife": Knowledge("software", ("en", "ga"), ("sales-calls",), ("team-conflict",), None, (NOONS,)),
}


def teach(cast: Mapping[str, User], now: datetime) -> None:
    """Write down what each of the cast knows, unless they have said so themselves."""
    shared = {each.slug: each for each in Expertise.objects.all()}
    told = set(PersonExpertise.objects.filter(user__in=cast.values()).values_list("user", flat=True))
    for handle, known in KNOWLEDGE.items():
        user = cast[handle]
        if user.pk not in told:
            _write(user, known, shared, now)


def _write(user: User, known: Knowledge, shared: Mapping[str, Expertise], now: datetime) -> None:
    user.industry, user.languages, user.wants_buddy = known.industry, list(known.languages), known.wants_buddy
    user.onboarded_at = user.date_joined
    user.save(update_fields=["industry", "languages", "wants_buddy", "onboarded_at"])
    for side, slugs in ((PersonExpertise.Side.OFFERS, known.offers), (PersonExpertise.Side.SEEKS, known.seeks)):
        PersonExpertise.objects.keep(user, side, [shared[slug] for slug in slugs])
    if known.goal:
        text, family, stage, weeks = known.goal
        due_on = (now + timedelta(weeks=weeks)).date()
        Goal.objects.create(user=user, text=text, family=family, stage=stage, due_on=due_on, updated_at=now)
    Availability.objects.keep(user, _slots(known.free))


def _slots(free: tuple[Free, ...]) -> list[int]:
    return [day * SLOTS_A_DAY + half for days, start, end in free for day in days for half in range(2 * start, 2 * end)]
