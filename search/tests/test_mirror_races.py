"""Two at once at a job and its company: the index is true after both."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Company
from conftest import Cast, new_company
from jobs.models import Job
from jobs.tests.factory import new_job
from kernel.tests.threads import at_once
from search.engine import pages
from search.relevance.spellings import known_words
from search.tests.boards import seeded
from search.tests.mirroring import check_mirror, titles

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10
Act = Callable[[], Any]


def company_of(job: Job) -> Any:
    return Company.objects.filter(pk=job.company_id)


def row_of(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk)


def publish(job: Job) -> None:
    at = timezone.now()
    row_of(job).update(status="published", published_at=at, expires_at=at + A_DAY)


A_DAY = timedelta(days=1)
ACTS: dict[str, Callable[[Job], Any]] = {
    "publish": publish,
    "close": lambda job: row_of(job).update(status="closed"),
    "edit": lambda job: row_of(job).update(title="Midwife"),
    "delete": lambda job: row_of(job).delete(),
    "post another": lambda job: new_job(job.company),
    "suspend": lambda job: company_of(job).update(suspended_at=timezone.now()),
    "unsuspend": lambda job: company_of(job).update(suspended_at=None),
    "rename": lambda job: company_of(job).update(name="Acme Ltd"),
    "verify": lambda job: company_of(job).update(verified_at=timezone.now()),
}
PAIRS = [
    (job, company)
    for job in ("publish", "close", "edit", "delete", "post another")
    for company in ("suspend", "unsuspend", "rename", "verify")
]


def test_a_job_and_its_company_change_at_once(cast: Cast):
    for number, (one, other) in enumerate(PAIRS * ROUNDS):
        suspended = timezone.now() if other == "unsuspend" else None
        company = new_company(f"Firm {number}", suspended_at=suspended)
        job = new_job(company, "draft" if one == "publish" else "published")
        acts = [ACTS[one], ACTS[other]]
        at_once(2, lambda which, acts=acts, job=job: acts[which](job))
    check_mirror()


def bring(company: Company, title: str, language: str) -> Act:
    return lambda: new_job(company, title=title, language=language)


def test_two_who_bring_the_same_new_words_do_not_wait_crosswise(cast: Cast):
    met = threading.Barrier(2)
    pairs = [
        (bring(cast.acme, "Aardvark", "de"), bring(cast.acme, "Zebra two", "fr")),
        (bring(cast.globex, "Zebra", "fr"), bring(cast.globex, "Aardvark two", "de")),
    ]

    def both(which: int) -> None:
        with transaction.atomic():
            pairs[which][0]()
            met.wait(timeout=20)
            pairs[which][1]()

    at_once(2, both)
    check_mirror()
    assert titles() == ["Aardvark", "Aardvark two", "Zebra", "Zebra two"]


@pytest.mark.parametrize("stays", [True, False])
def test_nobody_waits_for_who_brings_the_same_new_words(cast: Cast, stays: bool):
    brought, done = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            bring(cast.acme, "Aardvark", "cy")()
            brought.set()
            assert done.wait(timeout=20)
            transaction.set_rollback(not stays)

    def second() -> None:
        assert brought.wait(timeout=20)
        bring(cast.globex, "Aardvark too", "cy")()
        done.set()

    at_once(2, lambda which: (first, second)[which]())
    assert known_words(["aardvark"]) == {"aardvark"}
    assert pages.languages() == ("cy",)


def test_many_at_everything(cast: Cast):
    companies = [new_company(f"Firm {number}") for number in range(3)]
    jobs = [new_job(companies[number % 3]) for number in range(12)]

    def storm(thread: int) -> None:
        rng = seeded(thread)
        for _ in range(60):
            ACTS[rng.choice(sorted(set(ACTS) - {"post another"}))](rng.choice(jobs))
            if rng.random() < 0.2:
                new_job(
                    rng.choice(companies), title=f"{rng.choice('abc')}wxyz {thread}"
                )

    at_once(4, storm)
    check_mirror()
