from functools import cache

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import gettext_lazy as _


class Industry(models.TextChoices):
    """Where somebody works, after the sections of ISIC (United Nations, revision 4), in everyday words."""

    FARMING = "farming", _("Farming, forestry, fishing")
    MAKING = "making", _("Manufacturing and crafts")
    ENERGY = "energy", _("Energy, water, waste")
    BUILDING = "building", _("Building")
    TRADE = "trade", _("Shops and wholesale")
    TRANSPORT = "transport", _("Transport and storage")
    HOSPITALITY = "hospitality", _("Hotels, food and drink")
    SOFTWARE = "software", _("Software and information")
    MEDIA = "media", _("Media and publishing")
    FINANCE = "finance", _("Banking and insurance")
    PROPERTY = "property", _("Property")
    PROFESSIONS = "professions", _("Law, accounting, consulting")
    SCIENCE = "science", _("Science and engineering")
    DESIGN = "design", _("Design and advertising")
    SERVICES = "services", _("Business services")
    PUBLIC = "public", _("Public service")
    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health and care")
    ARTS = "arts", _("Arts and sport")
    SOCIAL = "social", _("Charities and associations")


def spoken() -> list[tuple[str, str]]:
    """Languages people speak, as choices: the code (ISO 639-1) and the language's own name for itself."""
    plain = {
        code: info["name_local"].capitalize()
        for code, info in LANG_INFO.items()
        if len(code) == 2 and "name_local" in info
    }
    # Django tells Chinese apart by its script; people at a table speak it.
    return sorted({**plain, "zh": "中文"}.items(), key=lambda each: each[1])


@cache
def _own_names() -> dict[str, str]:
    return dict(spoken())


def language_name(code: str) -> str:
    """A language's own name for itself: "Português" for pt; the code where it has none here."""
    return _own_names().get(code, code)
