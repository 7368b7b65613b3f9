"""Who sees whom: a profile is shown as far as its owner allows, and never to those who keep apart."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Community, CommunityMembership, Suspension, User, apart_from
from groups.models.application import Application
from groups.models.buddy import BuddyRequest
from groups.models.group import Group, GroupQuerySet
from groups.models.membership import Membership


def tablemates(user: User, groups: GroupQuerySet | None = None) -> QuerySet[User]:
    """Those who sit at one table with the person now, in groups that go on; of all groups, or only of these."""
    own = (Group.objects.all() if groups is None else groups).of(user).filter(closure=None)
    seated = Membership.objects.present().filter(group__in=own)
    return User.objects.filter(pk__in=seated.values("user")).exclude(pk=user.pk)


def without_table(community: Community) -> QuerySet[CommunityMembership]:
    """Those of its people who sit in none of its groups that go on."""
    seats = Membership.objects.present().filter(
        user=OuterRef("user"), group__community=community, group__closure=None, group__hidden_at=None
    )
    return CommunityMembership.objects.filter(~Exists(seats), community=community)


def lines_at_tables() -> QuerySet[CommunityMembership]:
    """Whoever sits at one table with their line manager, in a group that goes on; each with the number of that `group`.

    No chair is given so, but a list can name a new manager of somebody who sits already.
    """
    lines = CommunityMembership.objects.filter(
        community__kind=Community.Kind.EMPLOYER,
        user__memberships__left_at=None,
        user__memberships__group__closure=None,
        user__memberships__group__hidden_at=None,
        line_manager__memberships__left_at=None,
        line_manager__memberships__group=F("user__memberships__group"),
    )
    return lines.annotate(group=F("user__memberships__group")).select_related("user", "line_manager")


def people_seen_by(user: User) -> QuerySet[User]:
    """Everyone whose profile the person may see, the person included; whoever is not here does not exist for them.

    As far as each owner allows: those they sit with and those at a door between them, the people of their communities,
    or everyone. Never somebody kept apart, suspended, or whose account is closed. One query, however it is narrowed.
    """
    own = CommunityMembership.objects.filter(user=user).values("community")
    fellows = CommunityMembership.objects.filter(community__in=own).values("user")
    suspended = Suspension.objects.filter(user=OuterRef("pk"), lifted_at=None)
    shown = (
        Q(shown_to=User.ShownTo.EVERYONE)
        | Q(shown_to=User.ShownTo.COMMUNITIES, pk__in=fellows)
        | Q(pk__in=tablemates(user).values("pk"))
        | _at_a_door(user)
        | Q(pk=user.pk)
    )
    there = User.objects.filter(~Exists(suspended), is_active=True)
    return there.filter(shown).exclude(pk__in=apart_from(user).values("pk"))


def _at_a_door(user: User) -> Q:
    """Who asks to join where the person answers or may object, who answers where the person asks, and who asks the
    person to be buddies: both sides of a door see whom they speak to."""
    waiting = Application.objects.unanswered()
    answers = Q(group__in=Membership.objects.running().filter(user=user).values("group"))
    objects = Q(proposal__isnull=False, group__in=Group.objects.of(user))
    keepers = Membership.objects.running().filter(group__in=waiting.filter(user=user).values("group"))
    return (
        Q(pk__in=waiting.filter(answers | objects).values("user"))
        | Q(pk__in=keepers.values("user"))
        | Q(pk__in=BuddyRequest.objects.unanswered().filter(asked=user).values("asker"))
    )
