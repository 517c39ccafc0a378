"""The demo's jobs: written in bulk, and yet by the rules of all others."""

import json
from typing import Any

import pytest
from django.db.models import Count
from django.test import RequestFactory

from accounts.actor import NOBODY
from accounts.demo import seed_accounts
from accounts.models import Company
from events.models import Delivery, Event
from jobs.consumers import add_demo_jobs
from jobs.content import digest_of, fingerprint_of
from jobs.demo import add_jobs, begin_demo
from jobs.jsonld import posting_of
from jobs.models import Job
from jobs.serializers.shapes import job_shape
from jobs.tests.jsonld_rules import violations
from kernel.renderers import to_json
from search.services.rebuilding import differences

COLUMNS = [field.attname for field in Job._meta.concrete_fields]  # noqa: SLF001  # Django's own name
WANTED = Event.objects.filter(kind="demo.jobs_wanted")
pytestmark = pytest.mark.django_db


def quietly(done: int, of: int) -> None:
    assert done <= of


def seed_all() -> None:
    if begin_demo(progress=quietly):
        add_jobs(1000, progress=quietly)


@pytest.fixture
def _thousand(settings: Any) -> None:
    settings.DEMO_JOBS = 1000
    seed_accounts(force=True)
    seed_all()


@pytest.mark.usefixtures("_thousand")
def test_a_thousand_ads_are_live_and_found():
    live = Job.objects.live()
    assert live.count() == 1000
    assert not list(differences(progress=quietly))
    states = dict(Job.objects.values_list("status").annotate(Count("pk")))
    assert states == {
        "published": 1000,
        "draft": 15,
        "pending": 6,
        "rejected": 3,
        "frozen": 1,
        "closed": 25,
        "expired": 20,
    }
    assert live.values("company").distinct().count() > 200
    assert live.values("language").distinct().count() > 8
    assert live.values("salary_currency").distinct().count() > 10


@pytest.mark.usefixtures("_thousand")
def test_what_people_delete_or_add_is_left_alone():
    Job.objects.filter(status="draft").first().delete()
    assert begin_demo(progress=quietly) == 0
    assert Job.objects.count() == 1069


def test_a_batch_that_is_stopped_leaves_nothing_and_asks_for_nothing(settings: Any):
    settings.DEMO_JOBS = 1000

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin_demo(progress=stop)
    assert not Job.objects.exists()
    assert not WANTED.exists()
    assert begin_demo(progress=quietly) == 70


def test_a_worker_adds_batch_after_batch(settings: Any):
    settings.DEMO_JOBS = 2000
    assert begin_demo(progress=quietly) == 1140
    for begin in (1000, 2000):
        event = WANTED.latest("id")
        assert event.payload == {"begin": begin}
        add_demo_jobs(Delivery(event=event))
    assert WANTED.count() == 2
    assert Job.objects.count() == 2140


@pytest.mark.usefixtures("_thousand")
def test_rows_are_what_services_would_have_written():
    for job in Job.objects.all()[:200]:
        columns = {name: getattr(job, name) for name in COLUMNS}
        assert bytes(job.fingerprint) == fingerprint_of(columns)
        assert bytes(job.content_digest) == digest_of(columns)


@pytest.mark.usefixtures("_thousand")
def test_every_company_is_public():
    owners = Company.objects.public().filter(jobs__isnull=False).distinct()
    assert set(Job.objects.values_list("company", flat=True)) == set(
        owners.values_list("pk", flat=True)
    )


@pytest.mark.usefixtures("_thousand")
def test_the_json_ld_of_a_thousand_ads_keeps_googles_rules():
    shape = job_shape(RequestFactory().get("/"), NOBODY)
    found = {}
    for job in Job.objects.live().with_card().select_related("company"):
        shown = json.loads(to_json(shape(job)))
        broken = violations(posting_of(shown, company_website=job.company.website))
        if broken:
            found[job.title] = broken
    assert not found


def test_a_share_of_none_is_no_error(settings: Any):
    settings.DEMO_JOBS = 0
    assert begin_demo(progress=quietly) == 0
