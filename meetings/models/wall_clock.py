from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

# What is set and got: a datetime, or None where the column may be null; django-stubs fills them in by field.
Set = TypeVar("Set")
Got = TypeVar("Got")


class WallClockField(models.Field[Set, Got]):
    """A local date and time without a zone, kept as PostgreSQL's `timestamp without time zone`.

    Django's DateTimeField keeps instants; what a clock on a wall shows is none until a zone is named.
    """

    description = "Wall-clock time"
    _pyi_private_set_type: datetime
    _pyi_private_get_type: datetime

    def db_type(self, connection: Any) -> str:
        return "timestamp without time zone"

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        parsed = parse_datetime(str(value))
        if parsed is None or parsed.tzinfo is not None:
            raise ValidationError(_("Enter a date and a time, without a zone."))
        return parsed

    def value_to_string(self, obj: models.Model) -> str:
        value: Any = self.value_from_object(obj)
        return value.isoformat() if value else ""
