"""The groups of the large world, who sits there, and who is at their doors."""

from uuid import NAMESPACE_URL, uuid5

from accounts.models import Expertise, Industry
from groups.models import Application, Charter, CharterSignature, Group, Membership, Role
from groups.models.application import LASTS
from groups.models.group import LARGEST
from mastermind.large.people import LANGUAGES
from mastermind.large.world import BIG, SMALL, World, add


def groups(world: World) -> int:
    """Most public, a few for the community, a few unlisted."""
    shown = [*["public"] * 8, "community", "unlisted"]
    world.groups = add(
        Group(
            name=f"Table {number:,} of seed {world.seed}",
            slug=f"seed{world.seed}-{number}",
            ticket=uuid5(NAMESPACE_URL, f"seed{world.seed}/group/{number}"),
            purpose="Peers who bring each other their real questions.",
            size=world.chance.randint(BIG, LARGEST),
            visibility=world.chance.choice(shown),
            community=world.chance.choice(world.communities),
            joining=world.chance.choice(Group.Joining.values),
            industry=world.chance.choice(Industry.values),
            language=world.chance.choice(LANGUAGES),
            created_at=world.since,
            published_at=world.since,
        )
        for number in range(1, world.tables + 1)
    )
    return len(world.groups)


def wanted(world: World) -> int:
    """Two things each that they look for in who joins."""
    known = list(Expertise.objects.order_by("slug").values_list("pk", flat=True))
    rows = Group.wanted.through
    return len(
        add(rows(group_id=group.pk, expertise_id=pk) for group in world.groups for pk in world.chance.sample(known, 2))
    )


def memberships(world: World) -> int:
    """Four to eight at each table, the first its owner."""
    world.seats = add(
        Membership(
            group=group,
            user=user,
            chair=chair,
            role=Role.MEMBER if chair > 1 else Role.OWNER,
            joined_at=world.since,
        )
        for group in world.groups
        for chair, user in enumerate(world.chance.sample(world.people, world.chance.randint(SMALL, BIG)), start=1)
    )
    return len(world.seats)


def charters(world: World) -> int:
    """One each, signed by nine of ten."""
    text = Charter.first_text()
    rows = add(
        Charter(group=each, version=1, purpose=each.purpose, size=each.size, text=text, created_at=world.since)
        for each in world.groups
    )
    charter_of = {charter.group_id: charter for charter in rows}
    signers = [seat for seat in world.seats if world.chance.random() < 0.9]
    return len(add(CharterSignature(charter=charter_of[seat.group_id], membership=seat) for seat in signers))


def applications(world: World) -> int:
    """Somebody at every third door, where they do not sit inside."""
    inside = {(seat.group_id, seat.user_id) for seat in world.seats}
    asking = [(group, world.chance.choice(world.people)) for group in world.groups[::3]]
    words = "I would like to think with you."
    asking = [(group, user) for group, user in asking if (group.pk, user.pk) not in inside]
    return len(
        add(
            Application(group=group, user=user, words=words, created_at=world.now, expires_at=world.now + LASTS)
            for group, user in asking
        )
    )
