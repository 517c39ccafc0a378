"""A job as every format of feed writes it: its facts in words."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.terms import Workplace

MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Posting:
    """One live job: its card, its text as safe HTML, and where it is shown."""

    card: dict[str, Any]
    description: str
    url: str

    @property
    def urn(self) -> str:
        """The job's id as the whole world may use it."""
        return f"urn:uuid:{self.card['id']}"

    @property
    def company(self) -> str:
        """Who offers it."""
        return str(self.card["company"]["name"])

    @property
    def published_at(self) -> datetime:
        """When it was first published."""
        return datetime.fromisoformat(self.card["published_at"])

    @property
    def updated_at(self) -> datetime:
        """When it was last changed."""
        return datetime.fromisoformat(self.card["updated_at"])

    @property
    def category(self) -> str:
        """Its category's name, or nothing."""
        slug = self.card["category"] or ""
        return CATEGORIES.get(slug, slug)

    @property
    def html(self) -> str:
        """Its text under a line with what one asks first: who, where, how, for what."""
        facts = [self.company, *facts_of(self.card)]
        return f"<p>{escape(' · '.join(facts))}</p>{self.description}"


def facts_of(card: dict[str, Any]) -> list[str]:
    """Return where, how and for how much one works, as far as it is told."""
    told = [places(card), words(card["employment_type"]), pay(card["salary"])]
    return [each for each in told if each]


def places(card: dict[str, Any]) -> str:
    """Return where one works, with no more than a few places by name."""
    named = [_place(each) for each in card["locations"][:MOST_PLACES]]
    if len(card["locations"]) > MOST_PLACES:
        named.append(f"{len(card['locations']) - MOST_PLACES} more")
    if card["workplace"] == Workplace.REMOTE:
        welcome = card["applicant_countries"]
        named = [COUNTRIES.get(code, code) for code in welcome] or named
        return f"Remote ({', '.join(named)})" if named else "Remote"
    where = "; ".join(each for each in named if each)
    return f"{where} (hybrid)" if card["workplace"] == Workplace.HYBRID else where


def words(term: str | None) -> str:
    """Return a term as people write it: `full_time` is "Full time"."""
    return (term or "").replace("_", " ").capitalize()


def pay(salary: dict[str, Any] | None) -> str:
    """Return what is paid: "50,000 - 60,000 EUR per year"."""
    if salary is None:
        return ""
    least, most = salary["min"], salary["max"]
    if least is None and most is None:
        return ""
    if most is None:
        amount = f"From {_number(least)}"
    elif least is None:
        amount = f"Up to {_number(most)}"
    else:
        ends = dict.fromkeys((_number(least), _number(most)))
        amount = " - ".join(ends)
    return f"{amount} {salary['currency']} per {salary['period']}"


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _place(location: dict[str, Any]) -> str:
    country = location["country"] or ""
    parts = (location["city"], COUNTRIES.get(country, country))
    return ", ".join(each for each in parts if each)
