import logging
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clock import validate_zone, zone_names
from accounts.models.industry import Industry, spoken

logger = logging.getLogger(__name__)

# Line breaks, and the marks that turn the direction of what follows: names would pass for other names.
validate_line = RegexValidator(
    r"[\r\n\u202a-\u202e\u2066-\u2069]", _("Write it in one line."), code="line", inverse_match=True
)


class UserManager(BaseUserManager["User"]):
    """Accounts are made by e-mail address; the address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A stored account. Raises ValueError without an address; without a password none works."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An admin who may do everything in the Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the identifier; a name can be in any script."""

    class Theme(models.TextChoices):
        DEVICE = "", _("As my device")
        LIGHT = "light", _("Daylight")
        DARK = "dark", _("Lamplight")

    class ShownTo(models.TextChoices):
        TABLES = "tables", _("Those I sit with, and those at whose door I stand")
        COMMUNITIES = "communities", _("Also the people of my communities")
        EVERYONE = "everyone", _("Everyone who is signed in")

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, validators=[validate_line])
    work = models.CharField(_("what you do, in a few words"), max_length=120, blank=True, validators=[validate_line])
    industry = models.CharField(_("industry"), max_length=11, choices=Industry, blank=True)
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("languages"), default=list, blank=True)
    employer = models.CharField(_("employer or firm"), max_length=120, blank=True, validators=[validate_line])
    shown_to = models.CharField(_("who sees my profile"), max_length=11, choices=ShownTo, default=ShownTo.COMMUNITIES)
    wants_buddy = models.BooleanField(_("I look for a buddy"), default=False)
    onboarded_at = models.DateTimeField(_("first steps done"), null=True, blank=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    theme = models.CharField(_("light"), max_length=5, choices=Theme.choices, default=Theme.DEVICE, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]
        indexes = [
            models.Index(Lower(Trim("name")), name="people_by_name"),
            models.Index(Lower(Trim("employer")), name="people_by_employer"),
            models.Index(fields=["id"], condition=models.Q(wants_buddy=True), name="people_who_want_a_buddy"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    @property
    def zone(self) -> ZoneInfo:
        """The person's own clock; UTC where the zone has left the database, since pages and mail must go on."""
        if self.time_zone not in zone_names():
            logger.warning("The zone %r of person %s is unknown", self.time_zone, self.pk)
            return ZoneInfo("UTC")
        return ZoneInfo(self.time_zone)

    @property
    def first_name(self) -> str:
        """How peers say the name: its first word."""
        return self.name.split()[0] if self.name.strip() else self.email.split("@")[0]

    @property
    def initials(self) -> str:
        """One or two letters for the seat: of the first and the last word of the name."""
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words if len(words) == 1 else (words[0], words[-1]))).upper()

    @property
    def language_names(self) -> list[str]:
        """What the person speaks, each language by its own name for itself."""
        names = dict(spoken())
        return [names.get(code, code) for code in self.languages]

    def verified_addresses(self) -> set[str]:
        """The addresses the person has proved to own, in lower case; one query."""
        proved = EmailAddress.objects.filter(user=self, verified=True)
        return {address.lower() for address in proved.values_list("email", flat=True)}

    def get_absolute_url(self) -> str:
        return reverse("groups:people.show", args=[self.pk])

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.first_name
