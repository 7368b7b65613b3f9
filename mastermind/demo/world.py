"""How the demo world comes to be: the same functions people use, called with the moments at which it happened."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from accounts.models import Community, CommunityMembership, Expertise, Notice, User
from groups import admissions, founding
from groups.models import Charter, Group, JoinQuestion, Membership, Role
from mastermind.demo import polls
from mastermind.demo.boards import invite_all, set_seats
from mastermind.demo.circles import CIRCLES, Circle
from mastermind.demo.doors import open_doors
from mastermind.demo.knowledge import teach
from mastermind.demo.pairs import pair_up
from mastermind.demo.people import ADMIN, DOMAIN, PASSWORD, PEOPLE, Person
from mastermind.demo.tables import TABLES, Knock, Rhythm, Table
from meetings import answering, changing, scheduling
from meetings.models import Format, Meeting, Series
from meetings.models.attendance import Answer

Cast = Mapping[str, User]

SETTLING = timedelta(days=9)  # from founding a group to scheduling its meetings
# What is said of a date, in turn; nothing is said at an empty place.
SAID = ["yes", "yes", "maybe", "yes", "yes", "no", "yes", "yes", "", "yes", "yes"]


@transaction.atomic
def build(now: datetime) -> dict[str, int]:
    """Add what is missing of the world, all or nothing; answers how many people, communities and groups were new.

    A person, a community or a group that is there already is left as it is. What the past would have owed by mail is
    marked as no longer needed; what is still to come is left to the planner.
    """
    now = now.replace(microsecond=0)
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    before = [model.objects.count() for model in (User, Community, Group)]
    cast = invite(now)
    teach(cast, now)
    for circle in CIRCLES:
        gather(circle, cast, now)
    for table in TABLES:
        set_up(table, cast, now)
    polls.ask(cast, now)
    pair_up(cast, now)
    open_doors(cast, now)
    set_seats(cast, now)
    invite_all(cast, now)
    theirs = Q(user__in=cast.values()) | Q(address__endswith=".example")
    Notice.objects.filter(theirs, pk__gt=last, state=Notice.State.DUE).update(
        state=Notice.State.DROPPED, finished_at=now
    )
    after = [model.objects.count() for model in (User, Community, Group)]
    return dict(zip(("people", "communities", "groups"), map(int.__sub__, after, before), strict=True))


def invite(now: datetime) -> dict[str, User]:
    """Everybody by their handle, with a verified address; one hash serves all, since hashing is slow on purpose."""
    there = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    joined = now - timedelta(weeks=26)
    new = {address(person): sign_up(person, joined) for person in [ADMIN, *PEOPLE] if address(person) not in there}
    if new:
        User.objects.filter(email__in=new).update(password=make_password(PASSWORD))
    everybody = there | new
    return {person.handle: everybody[address(person)] for person in [ADMIN, *PEOPLE]}


def address(person: Person) -> str:
    return f"{person.handle}@{DOMAIN}"


def sign_up(person: Person, now: datetime) -> User:
    make = User.objects.create_superuser if person is ADMIN else User.objects.create_user
    user = make(
        address(person), name=person.name, work=person.work, time_zone=person.zone, date_joined=now, onboarded_at=now
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def gather(circle: Circle, cast: Cast, now: datetime) -> None:
    """A community with its people, unless it is there."""
    fields = {"kind": circle.kind, "name": circle.name, "about": circle.about, "created_at": now - timedelta(weeks=26)}
    community, is_new = Community.objects.get_or_create(slug=circle.slug, defaults=fields)
    if is_new:
        CommunityMembership.objects.bulk_create(
            CommunityMembership(
                community=community,
                user=cast[handle],
                role=CommunityMembership.Role.ORGANISER
                if handle in circle.organisers
                else CommunityMembership.Role.MEMBER,
                line_manager=cast[circle.managers[handle]] if handle in circle.managers else None,
                joined_at=now - timedelta(weeks=25),
            )
            for handle in (*circle.organisers, *circle.members)
        )


def set_up(table: Table, cast: Cast, now: datetime) -> None:
    """A group with everything that happened in it, unless it is there."""
    ticket = ticket_for("group", table)
    if Group.objects.filter(ticket=ticket).exists():
        return
    founded = now - timedelta(weeks=table.weeks)
    group = founding.found(
        by=cast[table.seats[0]],
        now=founded,
        ticket=ticket,
        kind=table.kind,
        name=table.name,
        purpose=table.purpose,
        about=table.about,
        size=table.size,
        visibility=table.visibility,
        community=Community.objects.get(slug=table.community) if table.community else None,
        published_at=founded if table.published else None,
        language=table.language,
        industry=table.industry,
    )
    group.wanted.set(Expertise.objects.filter(slug__in=table.wanted))
    seats = fill(group, table, cast, founded)
    if table.rhythm:
        meet(group, table, table.rhythm, seats, now)
    for handle in table.left:
        seats[handle].leave(now - timedelta(days=4))
    JoinQuestion.objects.replace(group, list(table.questions))
    for knock in table.door:
        answer_the_door(group, table, knock, cast, now)


def ticket_for(what: str, table: Table) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://{DOMAIN}/{what}/{table.name}")


def fill(group: Group, table: Table, cast: Cast, founded: datetime) -> dict[str, Membership]:
    """Let them ask, be accepted and sign, one a day; answers the seats by handle."""
    owner, brings = cast[table.seats[0]], {person.handle: person.brings for person in PEOPLE}
    charter = Charter.objects.current(group)
    if table.charter:
        charter = Charter.objects.amend(group, {"text": table.charter}, by=owner, now=founded + timedelta(hours=1))
    seats = {table.seats[0]: Membership.objects.get(group=group, user=owner)}
    for day, handle in enumerate(table.seats[1:], start=1):
        asked = founded + timedelta(days=day)
        application = admissions.ask(group, cast[handle], brings[handle], asked)
        words = f"Welcome, {cast[handle].first_name}. Your chair is ready."
        admissions.accept(application, by=owner, words=words, now=asked + timedelta(hours=5))
        seats[handle] = Membership.objects.get(group=group, user=cast[handle])
    for handle in table.facilitators:
        Membership.objects.filter(pk=seats[handle].pk).update(role=Role.FACILITATOR)
    for handle, seat in seats.items():
        if handle not in table.unsigned:
            charter.sign(seat, seat.joined_at + timedelta(hours=1))
    return seats


def meet(group: Group, table: Table, rhythm: Rhythm, seats: Mapping[str, Membership], now: datetime) -> None:
    """Schedule the series in its time, keep it going until now, and let people answer."""
    by, scheduled = seats[(table.facilitators or table.seats)[0]].user, now - timedelta(weeks=table.weeks) + SETTLING
    series = scheduling.schedule(
        group,
        by=by,
        now=scheduled,
        ticket=ticket_for("series", table),
        rule=rhythm.rule,
        starts_at=first_date(rhythm, scheduled, now),
        zone=rhythm.zone,
        minutes=rhythm.minutes,
        place=rhythm.place,
        format=Format.objects.get(slug="classic-90"),
    )
    for later in range(60, (now - scheduled).days, 60):
        scheduling.extend([series], scheduled + timedelta(days=later))
    scheduling.extend([series], now)
    change(series, rhythm, by, now)
    answer_all(series, seats, table.silent, now)


def first_date(rhythm: Rhythm, scheduled: datetime, now: datetime) -> datetime:
    """The wall clock of the first meeting after `scheduled`, such that one falls on the coming weekday."""
    local = now.astimezone(ZoneInfo(rhythm.zone)).replace(tzinfo=None)
    at = datetime.combine(local.date(), time.fromisoformat(rhythm.at))
    if rhythm.weekday is not None:
        at += timedelta(days=(rhythm.weekday - at.weekday()) % 7)
    if at < local + timedelta(hours=3):
        at += timedelta(days=1 if rhythm.weekday is None else 7)
    at += timedelta(weeks=rhythm.skip)
    if rhythm.rule == Series.Rhythm.ONCE:
        return at
    every = timedelta(weeks=2 if rhythm.rule == Series.Rhythm.FORTNIGHTLY else 1)
    wall = scheduled.astimezone(ZoneInfo(rhythm.zone)).replace(tzinfo=None)
    return at - every * ((at - wall) // every)


def change(series: Series, rhythm: Rhythm, by: User, now: datetime) -> None:
    """Move and cancel what the story says, three days ahead of each where that has passed."""
    meetings = list(series.meetings.order_by("slot"))
    following = next(n for n, meeting in enumerate(meetings) if meeting.ends_at > now)
    for which, hours in rhythm.moved:
        meeting = meetings[following + which]
        changing.move(meeting, meeting.starts_at + timedelta(hours=hours), told(meeting, now))
    for which, reason in rhythm.cancelled:
        meeting = meetings[following + which]
        changing.cancel(meeting, by=by, reason=reason, now=told(meeting, now))


def told(meeting: Meeting, now: datetime) -> datetime:
    return min(now, meeting.starts_at - timedelta(days=3))


def answer_all(series: Series, seats: Mapping[str, Membership], silent: tuple[str, ...], now: datetime) -> None:
    """Most answer each date within a week before it; the next one too, but for the silent; nothing later yet."""
    for turn, meeting in enumerate(series.meetings.standing().order_by("slot")):
        is_coming = meeting.ends_at > now
        for place, (handle, seat) in enumerate(seats.items()):
            word = SAID[(turn * 5 + place * 3) % len(SAID)]
            if word and not (is_coming and handle in silent):
                moment = meeting.starts_at - timedelta(days=1 + place % 5, hours=place)
                answering.answer(meeting, seat, Answer(word), min(now - timedelta(hours=place), moment))
        if is_coming:
            break


def answer_the_door(group: Group, table: Table, knock: Knock, cast: Cast, now: datetime) -> None:
    """Somebody asks, and is answered where the story says so."""
    asked = now - timedelta(days=knock.days, hours=knock.days)
    answers = zip(table.questions, knock.answers, strict=False)
    application = admissions.ask(group, cast[knock.handle], knock.words, asked, answers)
    if knock.declined:
        owner = Membership.objects.running().get(group=group, role=Role.OWNER).user
        admissions.decline(application, by=owner, words=knock.declined, now=asked + timedelta(days=1))
    if knock.withdrawn:
        admissions.withdraw(application, asked + timedelta(days=1))
