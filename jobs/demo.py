"""The jobs of the demo board: 10,000 made-up ads of 400 made-up companies."""

import logging
from collections.abc import Callable, Iterator
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.demo import add_demo_companies
from accounts.demo_companies import COMPANIES as CAST
from accounts.demo_companies import DemoCompany
from events.services import record_event
from jobs.kinds import DEMO_JOBS_WANTED
from jobs.models import Job
from jobs.samples.ads import ad
from jobs.samples.companies import company, employer
from jobs.services.stocking import Stock, stock_jobs
from jobs.terms import Status

log = logging.getLogger("jobs.demo")
SEED = 7
COMPANIES = 400
BATCH = 1_000
Progress = Callable[[int, int], None]
_SHARES = (
    (Status.DRAFT, 15),
    (Status.PENDING, 6),
    (Status.REJECTED, 3),
    (Status.FROZEN, 1),
    (Status.CLOSED, 25),
    (Status.EXPIRED, 20),
)
"""To each thousand published jobs come so many that are not."""
THOUSAND = 1000


def begin_demo(*, progress: Progress) -> int:
    """Add the first batch to a board that has none, and have a worker add the rest.

    Return how many are left. Where the board is comes with the event, and not from
    counting rows: what people delete or add changes nothing.
    """
    companies = _companies()
    if Job.objects.filter(company__in=companies).exists():
        return 0
    return add_jobs(0, progress=progress)


@transaction.atomic
def add_jobs(begin: int, *, progress: Progress) -> int:
    """Add the batch that begins at a number, and ask for the next; say what is left."""
    stocks = _stocks(begin, begin + BATCH)
    end = begin + stock_jobs(stocks, now=timezone.now())
    progress(end, _wanted())
    if end < _wanted():
        record_event(
            kind=DEMO_JOBS_WANTED.name,
            actor="system",
            subject="demo",
            audience=[],
            payload={"begin": end},
        )
    return _wanted() - end


def note_progress(done: int, of: int) -> None:
    """Say in the log how far it is."""
    log.info("demo_jobs_added", extra={"done": done, "of": of})


def _wanted() -> int:
    return settings.DEMO_JOBS + sum(_others())


def _others() -> list[int]:
    return [share * settings.DEMO_JOBS // THOUSAND for _, share in _SHARES]


@cache
def _described() -> list[dict[str, object]]:
    """Return the companies; the first ones are those of the demo's people."""
    described = [company(number, seed=SEED) for number in range(COMPANIES)]
    for made, of in zip(described, CAST, strict=False):
        made |= {
            "slug": of.slug,
            "name": of.name,
            "description": of.description,
            "is_verified": of.is_verified,
        }
    return described


def _companies() -> list[UUID]:
    """Return the ids of the companies, adding those that are missing."""
    ids = add_demo_companies(
        DemoCompany(
            slug=str(each["slug"]),
            name=str(each["name"]),
            description=str(each["description"]),
            is_verified=bool(each["is_verified"]),
        )
        for each in _described()
    )
    return [ids[str(each["slug"])] for each in _described()]


def _stocks(begin: int, end: int) -> Iterator[Stock]:
    """Yield some of the demo's ads, those that are not published spread out."""
    described, companies = _described(), _companies()
    others = zip(_SHARES, _others(), strict=True)
    states = [status for (status, _), count in others for _ in range(count)]
    every = max(settings.DEMO_JOBS // max(len(states), 1), 1)
    for number in range(begin, min(end, _wanted())):
        whose = employer(number, seed=SEED, companies=COMPANIES)
        place, rest = divmod(number, every + 1)
        status = Status.PUBLISHED
        if rest == 0 and place < len(states):
            status = states[place]
        sample = ad(number, seed=SEED, company=described[whose])
        yield Stock(sample, companies[whose], status)
