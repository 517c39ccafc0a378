"""What searches take: the filters of jobs, and what only search can answer."""

import re
from typing import Any

from django.forms import ValidationError as FormError

from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.currencies import CURRENCIES
from jobs.filters import Held, JobFilter, Words, code
from kernel import filters
from search.rates import PER_EURO

SORTS = ("relevance", "newest", "salary", "distance", "deadline")
FACETS = (
    "employment_type",
    "workplace",
    "experience_level",
    "category",
    "skills",
    "company",
    "country",
    "city",
    "salary",
    "posted",
)
LONGEST_QUERY = 1000
FARTHEST = 2000
MOST_FACET_VALUES = 100
_WITHIN = re.compile(r"([1-9][0-9]{0,3})([hd])", re.ASCII)
HOURS = {"h": 1, "d": 24}


class Said(filters.One):
    """A parameter that search reads by itself."""

    def __init__(self, kind: filters.Kind, *, help_text: str = "") -> None:
        super().__init__(kind, "pk", help_text=help_text)


class _LiteralField(filters.Many.field_class):  # type: ignore[valid-type,misc]  # a class attribute
    """Several values by repeating the parameter; a comma is a part of one."""

    def clean(self, value: list[str]) -> list[Any]:
        if len(value) > filters.MOST_VALUES:
            raise FormError(
                f"At most {filters.MOST_VALUES} values.", code="too_many_values"
            )
        return [self.kind.read(each) for each in dict.fromkeys(value)]


class Cities(Words):
    """Jobs in a town; its name may have a comma in it."""

    field_class = _LiteralField

    def variants(self) -> dict[str, filters.Many]:
        """Return the filter that `__not` stands for, which reads alike."""
        made = super().variants()
        for each in made.values():
            each.field_class = _LiteralField
        return made


class Listed(filters.Many):
    """A list of words in one parameter, or repeated."""

    def __init__(self, kind: filters.Kind, *, help_text: str = "") -> None:
        super().__init__(kind, "pk", negatable=False)
        self.extra["help_text"] = help_text

    def meant(self, values: list[Any]) -> list[Any]:
        """Return the values as they are."""
        return values


def within() -> filters.Kind:
    """So many hours or days: `24h`, `7d`."""

    def read(raw: str) -> int:
        found = _WITHIN.fullmatch(raw)
        if found is None:
            raise FormError("Write hours or days: 24h, 7d.", code="invalid")
        return int(found[1]) * HOURS[found[2]]

    return filters.Kind(read, {"type": "string", "pattern": "^([1-9][0-9]{0,3}[hd])?$"})


def amount() -> filters.Kind:
    """An amount of money."""
    return filters.whole(least=0, most=10**12)


def currency() -> filters.Kind:
    """A currency that pay is compared in."""
    comparable = {name: CURRENCIES[name] for name in PER_EURO if name in CURRENCIES}
    return code(comparable)


class SearchFilter(JobFilter):
    """Everything that a search may ask."""

    q = Said(
        filters.text(longest=LONGEST_QUERY),
        help_text='Words are AND. `"a phrase"`, `-not`, `OR`, `prefix*`.',
    )
    city = Cities(filters.text(longest=100), "city", help_text="Commas are literal.")
    near = Said(filters.text(longest=100), help_text="`lat,lon`, or a town.")
    radius_km = Said(filters.whole(least=1, most=FARTHEST), help_text="25 by default.")
    salary_min = Said(amount(), help_text="A year, in salary_currency.")
    salary_max = Said(amount(), help_text="A year, in salary_currency.")
    salary_currency = Said(currency())
    include_unspecified_salary = Said(filters.flag())
    applicant_country = Held(
        code(COUNTRIES), "applicant_countries", help_text="Open to people from there."
    )
    posted_within = Said(within(), help_text="`24h`, `7d`.")
    sort = Said(
        filters.choice(SORTS),
        help_text="`relevance` with `q`, `newest` without, by default.",
    )
    facets = Listed(filters.choice(FACETS), help_text="What to count, by commas.")
    facet_size = Said(filters.whole(least=1, most=MOST_FACET_VALUES))
    explain = Said(filters.flag(), help_text="Say for each job why it is where it is.")
