"""Boards that change while somebody walks over them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Company
from conftest import Api
from jobs.life import Move
from jobs.models import Job
from jobs.services.moving import lock_job, move
from jobs.tests.factory import new_job
from search.tests.boards import PLACES
from search.tests.searching import get, ids, url_of

TITLES = ("Night nurse", "Senior night nurse", "Nurse", "Night porter", "Welder")
PAY = (
    None,
    {"min": 40000, "max": 60000, "currency": "EUR", "period": "year"},
    {"min": 50000, "max": 60000, "currency": "EUR", "period": "year"},
    {"min": 5000, "max": 5000, "currency": "EUR", "period": "month"},
    {"min": 0, "max": 0, "currency": "EUR", "period": "year"},
    {"min": 90000, "max": None, "currency": "USD", "period": "year"},
)
SORTS: dict[str, dict[str, Any]] = {
    "newest": {},
    "deadline": {"sort": "deadline"},
    "salary": {"sort": "salary"},
    "distance": {"near": "52.5,13.4", "radius_km": 2000, "sort": "distance"},
    "relevance": {"q": "nurse"},
    "words by pay": {"q": "nurse OR welder", "sort": "salary"},
    "words, filtered": {"q": "night", "workplace": "remote,onsite", "sort": "deadline"},
    "broadened": {"q": "night nurse manager"},
}
"""A search for each order that a walk can have."""


@dataclass
class Board:
    """Jobs that share the values of every key that searches sort by."""

    company: Company
    rng: Random
    now: datetime = field(default_factory=timezone.now)
    live: dict[str, Job] = field(default_factory=dict)

    def publish(self, number: int) -> None:
        """Put some more jobs on the board."""
        for _ in range(number):
            job = new_job(self.company, **self._fields())
            self.live[str(job.pk)] = job

    def _fields(self) -> dict[str, Any]:
        rng = self.rng
        return {
            "title": rng.choice(TITLES),
            "workplace": rng.choice(("onsite", "remote", "hybrid")),
            "salary": rng.choice(PAY),
            "locations": rng.sample(PLACES[:4], rng.choice((0, 1, 1, 2))),
            "published_at": self.now - timedelta(hours=rng.choice((0, 1, 1, 9, 999))),
            "expires_at": self.now + timedelta(days=rng.choice((1, 1, 30, 90))),
        }

    def close(self, *job_ids: str) -> None:
        """Close jobs as their company does."""
        for each in job_ids:
            job = self.live.pop(each, None)
            if job is not None:
                move(lock_job(job.pk), Move.CLOSE)

    def churn(self, page: list[str]) -> None:
        """Publish two and close two: one anywhere, and the one a cursor stands at."""
        self.publish(2)
        self.close(self.rng.choice(sorted(self.live)), page[-1])


def walk(
    api: Api,
    url: str | None,
    between: Callable[[list[str]], None],
    *,
    link: str = "next",
) -> Iterator[list[str]]:
    """Yield page after page, with something happening after each."""
    while url:
        answer = get(api, url)
        page = ids(answer)
        yield page
        if page:
            between(page)
        url = answer[link]


def first_url(sort: str, size: int) -> str:
    """Return the address of the first page of a search in an order."""
    return url_of({**SORTS[sort], "page_size": size})
