"""Boards of random jobs, with values that meet at every edge that filters have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Company
from conftest import Cast, new_company
from jobs.models import HiddenCompany, Job
from jobs.tests.factory import BERLIN, new_job


def place(city: str, country: str, latitude: float, longitude: float) -> dict[str, Any]:
    return {
        "city": city,
        "region": "",
        "country": country,
        "latitude": latitude,
        "longitude": longitude,
    }


PLACES = [
    BERLIN,
    place("Potsdam", "DE", 52.39886, 13.06566),
    place("Zürich", "CH", 47.36667, 8.55),
    place("Zurich", "CH", 47.3667, 8.5501),
    place("Washington, D.C.", "US", 38.89511, -77.03637),
    place("Taveuni", "FJ", -16.85, 179.97),
    place("Rabi", "FJ", -16.5, -179.99),
    place("Dateline", "FJ", -16.6, 180.0),
    place("Datelyn", "FJ", -16.6, -180.0),
    place("North", "GL", 89.9, 10.0),
    place("Norther", "GL", 89.95, -170.0),
    place("Pole", "GL", 90.0, 0.0),
    place("South", "AQ", -89.97, 77.0),
    place("Null", "GH", 0.0, 0.0),
    {"city": "Nowhere", "region": "Bavaria", "country": "DE"}
    | {"latitude": None, "longitude": None},
    {"city": "", "region": "", "country": "FR", "latitude": None, "longitude": None},
]
TITLES = ("Welder", "Senior nurse", "Night nurse", "Python developer", "Nurse manager")
SKILLS = ("Python", "C++", "Node.js", "Kubernetes", "Kite surfing", "kite Surfing")
LANGUAGES = ("en", "en-GB", "en-US", "de", "zh-Hant-TW", "pt-BR", "pt")
COUNTRIES = ("DE", "AT", "CH", "US", "FR")
SALARIES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"min": 60000, "max": 75000, "currency": "EUR", "period": "year"},
    {"min": 60000, "max": 60000, "currency": "USD", "period": "year"},
    {"min": 4000, "max": 5000, "currency": "EUR", "period": "month"},
    {"min": 30, "max": 36, "currency": "USD", "period": "hour"},
    {"min": 300, "max": None, "currency": "GBP", "period": "day"},
    {"min": None, "max": 900, "currency": "CHF", "period": "week"},
    {"min": 0, "max": 20000, "currency": "EUR", "period": "year"},
    {"min": 0, "max": 0, "currency": "EUR", "period": "year"},
    {"min": 20000, "max": 500000, "currency": "EUR", "period": "year"},
    {"min": 100, "max": 200, "currency": "AFN", "period": "month"},
    {"min": 5000000, "max": 6000000, "currency": "JPY", "period": "year"},
)
STATUSES = ("published",) * 16 + ("draft", "pending", "closed", "frozen", "expired")
AGES = (0.01, 0.5, 0.99, 1.01, 2.5, 3.5, 6.9, 7.1, 10, 15, 29, 31, 58, 300)
"""In days: around the steps that people ask by."""


def seeded(seed: int) -> Random:
    """Return chance that is the same in every run."""
    return Random(seed)  # noqa: S311  # no secrets


@dataclass
class Board:
    """The jobs of a board, whatever their state, and who is on it."""

    jobs: list[Job]
    companies: list[Company]
    hidden: Company
    """Which Dana does not want to see."""
    now: datetime


def new_board(cast: Cast, jobs: int, *, seed: int = 1) -> Board:
    """Make a board whose jobs differ in everything that filters look at."""
    rng, now = seeded(seed), timezone.now()
    hidden = new_company("Initech")
    gone = new_company("Hooli", suspended_at=now)
    HiddenCompany.objects.create(user=cast.dana, company=hidden)
    companies = [cast.acme, cast.globex, hidden, gone]
    made = [
        new_job(rng.choice(companies), **random_fields(rng, now)) for _ in range(jobs)
    ]
    return Board(made, companies, hidden, now)


def random_fields(rng: Random, now: datetime) -> dict[str, Any]:
    """Return what `new_job` takes for a job like no other."""
    status = rng.choice(STATUSES)
    published = now - timedelta(days=rng.choice(AGES), microseconds=rng.randrange(999))
    lasts = timedelta(days=rng.choice((-0.01, 0.1, 1, 5, 30, 30, 30, 90)))
    public = status in {"published", "closed", "frozen", "expired"}
    return {
        "status": status,
        "title": f"{rng.choice(TITLES)} {rng.randrange(10**9)}",
        "employment_type": rng.choice(("full_time", "part_time", "contract")),
        "workplace": rng.choice(("onsite", "hybrid", "remote")),
        "experience_level": rng.choice((None, "entry", "senior")),
        "category": rng.choice((None, "software", "nursing-and-care")),
        "locations": rng.sample(PLACES, rng.choice((0, 1, 1, 1, 2, 3))),
        "applicant_countries": rng.sample(COUNTRIES, rng.choice((0, 0, 1, 2))),
        "skills": rng.sample(SKILLS, rng.choice((0, 1, 2, 3))),
        "language": rng.choice(LANGUAGES),
        "salary": rng.choice(SALARIES),
        **({"published_at": published, "expires_at": now + lasts} if public else {}),
    }
