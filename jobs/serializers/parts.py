"""The parts of a job that are objects: places, pay, questions, how to apply."""

from functools import lru_cache
from typing import Any

from rest_framework.exceptions import ValidationError

from jobs.catalogue.gazetteer import AmbiguousPlace, Place, find_place
from jobs.serializers.fields import (
    Amount,
    Coordinate,
    Country,
    Currency,
    QuestionId,
    WebAddress,
)
from jobs.terms import ApplyMethod, Period, QuestionType
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.validation import hinted

MOST_CHOICES = 100
_CHOOSING = {QuestionType.CHOICE, QuestionType.MULTI_CHOICE}
_NAMES = ("city", "region", "country")
_SPOT = ("latitude", "longitude")


class PlaceIn(StrictSerializer):
    """A place of work; without coordinates it gets those of the gazetteer."""

    city = fields.Text(max_length=100, required=False, allow_null=True)
    region = fields.Text(max_length=100, required=False, allow_null=True)
    country = Country(required=False, allow_null=True)
    latitude = Coordinate(required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = Coordinate(
        required=False, allow_null=True, min_value=-180, max_value=180
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put the place on the map."""
        place = {name: attrs.get(name) for name in (*_NAMES, *_SPOT)}
        if not place["city"] and not place["country"]:
            raise _refused("country", "Name a city or a country.", "required")
        missing = [name for name in _SPOT if place[name] is None]
        if len(missing) == 1:
            raise _refused(missing[0], "Give both coordinates or none.", "required")
        return _located(place) if missing else place


class SalaryIn(StrictSerializer):
    """What is paid; one of the bounds may be left out."""

    min = Amount(required=False, allow_null=True)
    max = Amount(required=False, allow_null=True)
    currency = Currency()
    period = fields.Choice(choices=Period.values)


class ApplyIn(StrictSerializer):
    """How to apply."""

    method = fields.Choice(choices=ApplyMethod.values)
    url = WebAddress(required=False, allow_null=True)


class SalaryChangeIn(SalaryIn):
    """What changes of the pay: the rest stays."""

    currency = Currency(required=False)
    period = fields.Choice(choices=Period.values, required=False)


class ApplyChangeIn(ApplyIn):
    """What changes of how to apply: the rest stays."""

    method = fields.Choice(choices=ApplyMethod.values, required=False)


class QuestionIn(StrictSerializer):
    """A question of the application form."""

    id = QuestionId()
    label = fields.Text(max_length=300)  # type: ignore[assignment]  # fields are taken off the class
    type = fields.Choice(choices=QuestionType.values)
    required = fields.Flag(required=False)  # type: ignore[assignment]  # the same
    choices = fields.List(
        child=fields.Text(max_length=200),
        max_length=MOST_CHOICES,
        allow_empty=False,
        required=False,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check that it has choices just where there is something to choose."""
        choices = attrs.get("choices")
        is_choosing = attrs["type"] in _CHOOSING
        if is_choosing and choices is None:
            raise _refused("choices", "This type needs choices.", "required")
        if choices is not None and not is_choosing:
            raise _refused("choices", "This type has no choices.", "not_possible")
        if choices is not None and len(set(choices)) < len(choices):
            raise _refused("choices", "Offer each choice once.", "duplicate_value")
        return {"required": False, **attrs}


def _refused(
    field: str, text: str, code: str, choices: list[dict[str, Any]] | None = None
) -> ValidationError:
    return ValidationError({field: [hinted(text, code, choices=choices)]})


def _located(place: dict[str, Any]) -> dict[str, Any]:
    """Return a place with the coordinates, and if need be the country, that it has."""
    if not place["city"]:
        return place
    try:
        found = _find(place["city"], place["region"] or "", place["country"] or "")
    except AmbiguousPlace as ambiguous:
        text = "Several places have this name: say the country."
        choices = [_named(each) for each in ambiguous.choices]
        raise _refused("city", text, "ambiguous_place", choices) from ambiguous
    if found is None and not place["country"]:
        raise _refused("city", "We do not know it: say the country.", "unknown_place")
    if found is None:
        return place
    spot = {name: getattr(found, name) for name in ("country", *_SPOT)}
    return {**place, **spot}


@lru_cache(maxsize=10_000)
def _find(city: str, region: str, country: str) -> Place | None:
    """Look a town up; files of ads name few towns many times."""
    return find_place(city, region=region, country=country)


def _named(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) or None for name in _NAMES}
