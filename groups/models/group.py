import re
import uuid
from functools import reduce
from operator import and_

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Community, CommunityMembership, Expertise, Industry, User
from accounts.models.industry import language_name
from accounts.models.user import validate_line

SMALLEST, LARGEST = 2, 12  # product.md warns below 3 and above 10; these are the hard limits


class GroupQuerySet(models.QuerySet["Group"]):
    def hold(self, pk: int) -> "Group":
        """The group as it stands, locked until the transaction ends; whether it is closed is known without a query.

        Read again after the lock was given, not joined to it: whoever waited for the lock would see a row beside the
        locked one as it was before the wait. Rows that only name the group are written meanwhile, as meetings are by
        who holds their series and waits for nothing more.
        """
        self.select_for_update(no_key=True).get(pk=pk)
        return self.select_related("closure").get(pk=pk)

    def of(self, user: User | AnonymousUser) -> "GroupQuerySet":
        """Those where the person sits now."""
        if not user.is_authenticated:
            return self.none()
        # By a subquery: a join would be shared with, and narrow, whatever is counted over memberships afterwards.
        own = Group.objects.filter(memberships__user=user, memberships__left_at=None)
        return self.filter(pk__in=own.values("pk"))

    def listed(self, user: User | AnonymousUser) -> "GroupQuerySet":
        """Those the person may find in the directory: public ones, and those of the person's communities."""
        return self.filter(_listed(user))

    def visible_to(self, user: User | AnonymousUser) -> "GroupQuerySet":
        """Those whose front page the person may see: the listed ones, their own, and where they wait at the door.

        Who moderates sees the front page of every group, and nothing behind it.
        """
        if not user.is_authenticated:
            return self.listed(user)
        if user.is_staff and user.has_perm("groups.view_group"):
            return self
        # Asked of each row, never of all groups at once: what is hidden must not take longer than what is not there.
        this = Group.objects.filter(pk=OuterRef("pk"))
        inside = Exists(this.filter(memberships__user=user, memberships__left_at=None))
        waits = Exists(this.filter(applications__user=user, applications__answered_at=None, hidden_at=None))
        return self.filter(_listed(user) | inside | waits)

    def matching(self, words: str) -> "GroupQuerySet":
        """Those that say all these words, or their beginnings, of themselves; all of them for no words."""
        return self.filter(words=words_query(words)) if words.strip() else self

    def with_taken(self) -> "GroupQuerySet":
        """Each with `taken`: how many sit there now."""
        seated = Group.objects.filter(pk=OuterRef("pk"), memberships__left_at=None).values("pk")
        return self.annotate(taken=Coalesce(Subquery(seated.annotate(n=Count("memberships")).values("n")), 0))


def words_query(words: str) -> SearchQueryCombinable:
    """All these words: as the site's language has them, or as they begin, so that "expo" finds "export".

    Whole sentences are found too: there the words that say nothing, "the" and "and", are no words.
    """
    query: SearchQueryCombinable = SearchQuery(words, config="english")
    tokens = re.findall(r"\w+", words)
    if tokens:
        query |= reduce(and_, (_word(token) for token in tokens))
    return query


def _word(token: str) -> SearchQueryCombinable:
    return SearchQuery(token, config="english") | SearchQuery(f"{token}:*", config="simple", search_type="raw")


def _listed(user: User | AnonymousUser) -> Q:
    seen = Q(visibility=Group.Visibility.PUBLIC)
    if user.is_authenticated:
        own = CommunityMembership.objects.filter(user=user).values("community")
        seen |= Q(visibility=Group.Visibility.COMMUNITY, community__in=own)
    return seen & Q(published_at__isnull=False, hidden_at=None, closure=None)


class Group(models.Model):
    """A small standing circle of peers."""

    class Kind(models.TextChoices):
        MASTERMIND = "mastermind", _("Mastermind group")
        BOARD = "board", _("Advisory board")
        BUDDIES = "buddies", _("Buddies")

    class Joining(models.TextChoices):
        INVITATION = "invitation", _("By invitation")
        ASK = "ask", _("Ask to join")
        OPEN = "open", _("Open: whoever comes may sit down")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        COMMUNITY = "community", _("My community")
        UNLISTED = "unlisted", _("Only its members, and who is invited")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MASTERMIND)
    name = models.CharField(_("name"), max_length=80, validators=[validate_line])
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    purpose = models.CharField(_("purpose"), max_length=300)
    about = models.TextField(_("what this table is for"), max_length=4000, blank=True)
    size = models.PositiveSmallIntegerField(_("chairs"), default=8)
    visibility = models.CharField(_("who may find it"), max_length=9, choices=Visibility, default=Visibility.PUBLIC)
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    joining = models.CharField(_("how people join"), max_length=10, choices=Joining, default=Joining.ASK)
    industry = models.CharField(_("industry"), max_length=11, choices=Industry, blank=True)
    language = models.CharField(_("language at the table"), max_length=8, blank=True)
    wanted = models.ManyToManyField(Expertise, verbose_name=_("expertise wanted"), related_name="+", blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    featured_at = models.DateTimeField(_("featured by its community"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden by who moderates"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    words = models.GeneratedField(
        # In the site's language, and as written, for words that are only begun; the name weighs most.
        expression=SearchVector("name", weight="A", config="english")
        + SearchVector("purpose", weight="B", config="english")
        + SearchVector("about", weight="C", config="english")
        + SearchVector("name", weight="A", config="simple")
        + SearchVector("purpose", weight="B", config="simple")
        + SearchVector("about", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(size__range=(SMALLEST, LARGEST)), name="group_size_is_sane"),
            models.CheckConstraint(condition=~Q(kind="buddies") | Q(size=2), name="buddies_are_two"),
            models.CheckConstraint(
                condition=~Q(visibility="community") | Q(community__isnull=False), name="community_group_has_community"
            ),
            models.CheckConstraint(
                condition=Q(featured_at=None) | Q(community__isnull=False), name="communities_feature_their_own"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at"], condition=Q(visibility="public"), name="group_directory"),
            GinIndex(fields=["words"], name="group_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def language_name(self) -> str:
        """The language spoken at the table, by its own name; empty where none is said."""
        return language_name(self.language)

    @property
    def is_closed(self) -> bool:
        """Whether the group has ended. Free of a query with `select_related("closure")`."""
        return hasattr(self, "closure")
