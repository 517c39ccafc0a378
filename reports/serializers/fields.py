"""Fields that only reports have: days from and to, and time zones."""

from typing import Any

from rest_framework.exceptions import ValidationError

from kernel.fields import Day, Text
from kernel.serializers import StrictSerializer
from kernel.validation import hinted, near_miss
from reports.periods import time_zones


class TimeZone(Text):
    """The name of a time zone, such as `Europe/Berlin`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the name if there is such a zone."""
        name = super().to_internal_value(data)
        known = time_zones()
        if name in known:
            return name
        meant = near_miss(name, known)
        text = "Name a time zone as the IANA database does, like Europe/Berlin."
        raise ValidationError([hinted(text, "unknown_time_zone", meant)])


class _Period(StrictSerializer):
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        if attrs["from"] > attrs["to"]:
            text = "The period ends before it begins."
            raise ValidationError({"to": [hinted(text, "ends_before_it_begins")]})
        return attrs


def _period(name: str, doc: str, **also: Any) -> type[StrictSerializer]:
    """Return the shape of a period, one of whose names is a word of Python's."""
    members = {"__doc__": doc, "__module__": __name__, **also}
    return type(name, (_Period,), {"from": Day(), "to": Day(), **members})


PeriodIn = _period("PeriodIn", "Whole days, the first and the last among them.")
PeriodOut = _period("PeriodOut", "Whole days, the first and the last among them.")
