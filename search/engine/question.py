"""What is asked: the parameters of a search, read into one value."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jobs.catalogue.gazetteer import AmbiguousPlace, find_place, knows_region
from jobs.filters import Criterion
from kernel.parameters import error_in
from kernel.problems import FieldError, Invalid
from search.rates import PER_EURO

EARTH = 6_371_008.8
RADIUS_KM = 25
MOST_CHOSEN = 25
"""So many values of a facet may be selected: each is counted, and in each address."""
DEFAULT_FACET_SIZE = 20
_POINT = re.compile(
    r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*"
)
_NORTH, _EAST = 90, 180
FILTERS = frozenset(
    {
        "company",
        "category",
        "employment_type",
        "workplace",
        "experience_level",
        "country",
        "language",
        "skills",
        "city",
        "applicant_country",
    }
)
"""The filters whose values are marks in the index."""


@dataclass(frozen=True)
class Circle:
    """A place and how far around it."""

    latitude: float
    longitude: float
    meters: float
    label: str

    @property
    def globe(self) -> tuple[float, float, float]:
        """The place on a globe of radius 1."""
        up, along = math.radians(self.latitude), math.radians(self.longitude)
        return (
            math.cos(up) * math.cos(along),
            math.cos(up) * math.sin(along),
            math.sin(up),
        )

    def meters_to(self, latitude: float, longitude: float) -> float:
        """Return how far another place is, along the ground."""
        other = Circle(latitude, longitude, 0.0, "").globe
        line = math.dist(self.globe, other)
        return 2 * EARTH * math.asin(min(line / 2, 1.0))

    @property
    def chord(self) -> float:
        """The radius as the square of the straight line through that globe."""
        return (2 * math.sin(min(self.meters / EARTH, math.pi) / 2)) ** 2


@dataclass(frozen=True)
class Question:
    """One search as it is meant."""

    q: str = ""
    criteria: tuple[Criterion, ...] = ()
    near: Circle | None = None
    pay_from: int | None = None
    pay_to: int | None = None
    without_pay: bool = False
    since: datetime | None = None
    before: datetime | None = None
    sort: str = "newest"
    facets: tuple[str, ...] = ()
    facet_size: int = DEFAULT_FACET_SIZE
    explain: bool = False
    currency: str = ""
    said: dict[str, Any] = field(default_factory=dict, hash=False)
    """Each single-valued parameter as it was read."""


def question_of(criteria: Iterable[Criterion]) -> Question:
    """Return what the parameters ask, or refuse those that contradict each other."""
    listed = list(criteria)
    said = {each.name: each.values[0] for each in listed if each.name not in FILTERS}
    facets = next((tuple(each.values) for each in listed if each.name == "facets"), ())
    errors = [*_contradictions(said), *_crowded(listed, facets)]
    if errors:
        raise Invalid(errors=errors)
    q = str(said.get("q", ""))
    return Question(
        q=q,
        criteria=tuple(each for each in listed if each.name in FILTERS),
        near=_circle(said),
        pay_from=cents(said.get("salary_min"), said.get("salary_currency")),
        pay_to=cents(said.get("salary_max"), said.get("salary_currency")),
        without_pay=bool(said.get("include_unspecified_salary")),
        since=_since(said),
        before=said.get("published_before"),
        sort=said.get("sort") or ("relevance" if q else "newest"),
        facets=facets,
        facet_size=said.get("facet_size", DEFAULT_FACET_SIZE),
        explain=bool(said.get("explain")),
        currency=said.get("salary_currency", ""),
        said=said,
    )


def cents(amount: int | None, currency: str | None) -> int | None:
    """Return pay a year as the index keeps it: in euro cents."""
    if amount is None or currency is None:
        return None
    return round(amount / PER_EURO[currency] * 100)


def _since(said: dict[str, Any]) -> datetime | None:
    """Return the later of the two instants that jobs are to be published after."""
    after: datetime | None = said.get("published_after")
    moments = [after + timedelta(microseconds=1)] if after else []
    if "posted_within" in said:
        moments.append(timezone.now() - timedelta(hours=said["posted_within"]))
    return max(moments, default=None)


_NEEDS = (
    ("salary_currency", ("salary_min", "salary_max")),
    ("include_unspecified_salary", ("salary_min", "salary_max")),
    ("radius_km", ("near",)),
    ("facet_size", ("facets",)),
)
"""Parameters that say nothing without one of others."""


def _contradictions(said: dict[str, Any]) -> Iterable[FieldError]:
    """Yield what makes no sense together: it is refused, never dropped."""
    for name, others in _NEEDS:
        if name in said and not any(other in said for other in others):
            text = f"Send it with {' or '.join(others)}."
            yield error_in(name, "without_effect", text)
    asks_pay = {"salary_min", "salary_max"} & said.keys()
    if asks_pay and "salary_currency" not in said:
        text = f"{min(asks_pay)} needs salary_currency."
        yield error_in("salary_currency", "required", text)
    if said.get("salary_min", 0) > said.get("salary_max", math.inf):
        yield error_in("salary_max", "out_of_range", "It is below salary_min.")
    for sort, name in (("distance", "near"), ("relevance", "q")):
        if said.get("sort") == sort and name not in said:
            yield error_in("sort", "impossible", f"To sort by {sort}, send {name}.")


def _crowded(
    listed: Iterable[Criterion], facets: Iterable[str]
) -> Iterable[FieldError]:
    """Yield facets of which more is selected than can be counted and shown."""
    for each in listed:
        if each.name in facets and not each.variant and len(each.values) > MOST_CHOSEN:
            text = f"A facet is counted for at most {MOST_CHOSEN} selected values."
            yield error_in(each.name, "too_many_values", text)


def _circle(said: dict[str, Any]) -> Circle | None:
    """Return where a search is near to."""
    if "near" not in said:
        return None
    typed = str(said["near"])
    meters = said.get("radius_km", RADIUS_KM) * 1000.0
    point = _POINT.fullmatch(typed)
    if point is not None:
        latitude, longitude = float(point[1]), float(point[2])
        if abs(latitude) > _NORTH or abs(longitude) > _EAST:
            text = "Latitude goes from -90 to 90, longitude from -180 to 180."
            raise Invalid(errors=[error_in("near", "out_of_range", text)])
        return Circle(latitude, longitude, meters, f"{latitude:g}, {longitude:g}")
    return _town(typed, meters)


def _town(typed: str, meters: float) -> Circle:
    """Return the town that is meant: `Paris`, `Paris, FR` or `Paris, Texas`."""
    city, _, area = (part.strip() for part in typed.partition(","))
    attempts = [(typed, "", "")]
    if area:
        attempts += [(city, "", area.upper())]
        attempts += [(city, area, "")] if knows_region(area) else []
    for name, region, country in attempts:
        try:
            found = find_place(name, region=region, country=country)
        except AmbiguousPlace as ambiguous:
            choices = [
                {"city": each.city, "region": each.region, "country": each.country}
                for each in ambiguous.choices
            ]
            text = "Several places have this name: add the country, as in Paris, FR."
            error = error_in("near", "ambiguous_place", text)
            raise Invalid(
                errors=[{**error, "choices": choices}], choices=choices
            ) from ambiguous
        if found is not None:
            label = ", ".join(filter(None, (found.city, found.region, found.country)))
            return Circle(found.latitude, found.longitude, meters, label)
    text = "We know no such place: send latitude and longitude, as in 52.5,13.4."
    raise Invalid(errors=[error_in("near", "unknown_place", text)])
