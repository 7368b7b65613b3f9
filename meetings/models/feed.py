import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Group


class FeedQuerySet(models.QuerySet["Feed"]):
    def with_token(self, token: str) -> "FeedQuerySet":
        """The feed with this address, or none; the same single lookup whatever is asked for."""
        return self.filter(digest=digest_of(token), user__is_active=True)


class Feed(models.Model):
    """A private calendar address of one person: for all their groups, or for one of them.

    The address is made from `nonce` and the site's key, so a copy of the table opens no calendar; a new nonce is a
    new address, and the old one is gone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], nulls_distinct=False, name="one_feed_per_person_and_group"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="feed_has_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group or '*'}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:feeds.show", args=[self.token])

    @property
    def token(self) -> str:
        """What stands in the address."""
        drawn = hmac.digest(settings.SECRET_KEY.encode(), b"calendar" + self.nonce.bytes, "sha256")
        return urlsafe_b64encode(drawn).decode().rstrip("=")

    def renew(self) -> None:
        """Draw a new address, unsaved; the old one answers nothing once this is saved."""
        self.nonce = uuid.uuid4()
        self.digest = digest_of(self.token)


def digest_of(token: str) -> str:
    """What is looked up for an address."""
    return hashlib.sha256(token.encode()).hexdigest()
