"""What a search means, written down once more in plain Python over plain rows."""

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from jobs.models import Job
from search.rates import PER_EURO

A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
EARTH_KM = 6371.0088
Asked = Mapping[str, Sequence[str]]
"""The parameters of a search, each value by itself."""


def is_live(job: Job, now: datetime) -> bool:
    return (
        job.status == "published"
        and job.expires_at is not None
        and job.expires_at > now
        and job.company.suspended_at is None
    )


def plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in apart if not unicodedata.combining(each))


def _speaks(job: Job, tag: str) -> bool:
    return f"{job.language}-".lower().startswith(f"{tag}-".lower())


def _welcome(job: Job) -> Sequence[str]:
    if job.workplace == "remote" and not job.applicant_countries:
        return job.countries
    return job.applicant_countries


HAS: dict[str, Callable[[Job, str], bool]] = {
    "company": lambda job, text: text in {str(job.company_id), job.company.slug},
    "category": lambda job, text: job.category == text,
    "employment_type": lambda job, text: job.employment_type == text,
    "workplace": lambda job, text: job.workplace == text,
    "experience_level": lambda job, text: job.experience_level == text,
    "country": lambda job, text: text in job.countries,
    "applicant_country": lambda job, text: text in _welcome(job),
    "language": _speaks,
    "skills": lambda job, text: (
        ALIASES.get(plain(text), plain(text)) in {plain(skill) for skill in job.skills}
    ),
    "city": lambda job, text: (
        plain(text) in {plain(place["city"]) for place in job.locations}
    ),
}
ALIASES = {"k8s": "kubernetes", "nodejs": "node.js"}


def cents(amount: float, currency: str) -> int:
    return round(float(amount) / PER_EURO[currency] * 100)


def pay_of(job: Job) -> tuple[int, int] | None:
    """Return the least and the most that a job pays a year; None if it is unknown."""
    named = [one for one in (job.salary_min, job.salary_max) if one is not None]
    if not named or job.salary_currency not in PER_EURO:
        return None
    times = A_YEAR[job.salary_period]
    low, high = (cents(each * times, job.salary_currency) for each in minmax(named))
    return low, high


def minmax(values: list[Any]) -> tuple[Any, Any]:
    return min(values), max(values)


def _pays(job: Job, asked: Asked) -> bool:
    if not {"salary_min", "salary_max"} & asked.keys():
        return True
    pay, currency = pay_of(job), asked["salary_currency"][0]
    if pay is None:
        return asked.get("include_unspecified_salary") == ["true"]
    least = [cents(int(each), currency) for each in asked.get("salary_min", ())]
    most = [cents(int(each), currency) for each in asked.get("salary_max", ())]
    return all(pay[1] >= each for each in least) and all(pay[0] <= one for one in most)


def kilometers(job: Job, latitude: float, longitude: float) -> float | None:
    """Return how far the nearest place of a job is, by the haversine formula."""
    away = []
    for place in job.locations:
        if place["latitude"] is None:
            continue
        one, other = math.radians(latitude), math.radians(place["latitude"])
        along = math.radians(place["longitude"] - longitude)
        half = (
            math.sin((other - one) / 2) ** 2
            + math.cos(one) * math.cos(other) * math.sin(along / 2) ** 2
        )
        away.append(2 * EARTH_KM * math.asin(math.sqrt(min(half, 1.0))))
    return min(away, default=None)


def _is_near(job: Job, asked: Asked) -> bool:
    if "near" not in asked:
        return True
    latitude, longitude = map(float, asked["near"][0].split(","))
    away = kilometers(job, latitude, longitude)
    return away is not None and away <= float(asked.get("radius_km", ["25"])[0])


def _is_of_then(job: Job, asked: Asked, now: datetime) -> bool:
    hours = {"h": 1, "d": 24}
    at = job.published_at
    assert at is not None
    within = [
        now - timedelta(hours=int(each[:-1]) * hours[each[-1]])
        for each in asked.get("posted_within", ())
    ]
    after = map(datetime.fromisoformat, asked.get("published_after", ()))
    before = map(datetime.fromisoformat, asked.get("published_before", ()))
    return (
        all(at >= each for each in within)
        and all(at > each for each in after)
        and all(at < each for each in before)
    )


def fits(job: Job, asked: Asked, now: datetime) -> bool:
    """Tell whether a live job passes every parameter that filters."""
    for parameter, values in asked.items():
        name, _, variant = parameter.partition("__")
        if name not in HAS:
            continue
        had = [HAS[name](job, value) for value in values]
        passes = {"": any(had), "not": not any(had), "all": all(had)}
        if not passes[variant]:
            return False
    return _pays(job, asked) and _is_near(job, asked) and _is_of_then(job, asked, now)


def found(
    jobs: Iterable[Job], asked: Asked, now: datetime, hidden: Sequence[Any] = ()
) -> list[Job]:
    """Return the jobs that a search without words is to find, in no order."""
    return [
        job
        for job in jobs
        if is_live(job, now) and job.company_id not in hidden and fits(job, asked, now)
    ]
