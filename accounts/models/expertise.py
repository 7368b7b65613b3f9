from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class Family(models.TextChoices):
    """How the shared list is grouped on a page."""

    MONEY = "money", _("Money")
    LAW = "law", _("Law and contracts")
    CUSTOMERS = "customers", _("Customers and sales")
    MARKETING = "marketing", _("Marketing")
    PRODUCT = "product", _("Product and design")
    TECHNOLOGY = "technology", _("Technology and data")
    PEOPLE = "people", _("People and hiring")
    LEADERSHIP = "leadership", _("Leading")
    OPERATIONS = "operations", _("Running the business")
    TRADE = "trade", _("Buying, selling abroad")
    FOUNDING = "founding", _("Starting and handing over")
    SELF = "self", _("Oneself")


class Expertise(models.Model):
    """What somebody can advise on; a shared list that admins extend. The slug never changes.

    As a string it is the name in the reader's language, where the catalogue has it: those that ship are there.
    """

    slug = models.SlugField(_("identifier"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    family = models.CharField(_("family"), max_length=10, choices=Family)

    class Meta:
        verbose_name = _("expertise")
        verbose_name_plural = _("expertises")
        ordering = ["name"]

    def __str__(self) -> str:
        return gettext(self.name) if self.name else ""


class PersonExpertiseManager(models.Manager["PersonExpertise"]):
    @transaction.atomic
    def keep(self, user: User, side: "PersonExpertise.Side", expertises: Iterable[Expertise]) -> None:
        """Make exactly these the ones somebody offers, or seeks."""
        wanted = {each.pk for each in expertises}
        self.filter(user=user, side=side).exclude(expertise__in=wanted).delete()
        rows = (PersonExpertise(user=user, side=side, expertise_id=pk) for pk in sorted(wanted))
        self.bulk_create(rows, ignore_conflicts=True)


class PersonExpertise(models.Model):
    """Somebody can advise on something, or looks for advice on it."""

    class Side(models.TextChoices):
        OFFERS = "offers", _("Can advise on")
        SEEKS = "seeks", _("Looks for")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="expertises")
    expertise = models.ForeignKey(Expertise, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("side"), max_length=6, choices=Side)

    objects = PersonExpertiseManager()

    class Meta:
        verbose_name = _("somebody’s expertise")
        verbose_name_plural = _("people’s expertise")
        ordering = ["expertise__name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "side", "expertise"], name="one_row_per_expertise_and_side"),
            models.CheckConstraint(condition=Q(side__in=["offers", "seeks"]), name="expertise_side_is_known"),
        ]
        indexes = [models.Index(fields=["expertise", "side"], name="people_by_expertise")]

    def __str__(self) -> str:
        return f"{self.user} {self.side} {self.expertise}"
