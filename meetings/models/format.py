from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PhaseKind(models.TextChoices):
    """What a phase is for; pages light the hot seats."""

    CHECK_IN = "check_in", _("Check-in")
    REVIEW = "review", _("Commitments reviewed")
    SEAT = "seat", _("Hot seat")
    COMMITMENTS = "commitments", _("Commitments made")
    CLOSE = "close", _("Close")
    SLACK = "slack", _("Slack")
    OTHER = "other", _("Other")


class Turn(models.TextChoices):
    """Whose turn a phase is."""

    EVERYONE = "everyone", _("Everyone in turn")
    PRESENTER = "presenter", _("The presenter")
    GROUP = "group", _("The group")
    NOBODY = "nobody", _("Nobody")


class Step(models.Model):
    """What a phase of a format and an item of an agenda have in common."""

    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=PhaseKind, default=PhaseKind.OTHER)
    title = models.CharField(_("title"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    turn = models.CharField(_("whose turn"), max_length=10, choices=Turn, default=Turn.GROUP)
    instruction = models.CharField(_("instruction"), max_length=160, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.title}, {self.minutes} min"


class Format(models.Model):
    """A timed way of meeting; the templates come with the product."""

    slug = models.SlugField(_("identifier"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Phase(Step):
    """One step of a format."""

    format = models.ForeignKey(Format, on_delete=models.CASCADE, related_name="phases")

    class Meta(Step.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["format", "position"], name="one_phase_per_position"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 480)), name="phase_takes_time"),
        ]
