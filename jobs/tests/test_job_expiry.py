"""Jobs whose time has run out are expired by the schedule, each with its event."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import Cast
from events.models import Event
from events.schedule import all_entries
from jobs.models import Job, JobMove
from jobs.schedules import expire
from jobs.services.expiry import expire_lapsed
from jobs.terms import Status
from jobs.tests.factory import new_job
from kernel.tests.databases import another_connection

OLD = timezone.now() - timedelta(days=1)


def test_only_what_is_public_and_over_is_expired(cast: Cast):
    for status in Status:
        new_job(cast.acme, status, expires_at=OLD if status != "draft" else None)
    still = new_job(cast.acme)
    assert expire_lapsed() == 1
    assert expire_lapsed() == 0
    still.refresh_from_db()
    assert still.status == "published"
    moved = JobMove.objects.get()
    assert (moved.from_status, moved.to_status, moved.by) == (
        "published",
        "expired",
        "system",
    )
    event = Event.objects.get()
    assert (event.kind, event.actor) == ("job.expired", "system")


def test_it_goes_in_batches_the_longest_lapsed_first(cast: Cast):
    jobs = [
        new_job(cast.acme, expires_at=OLD - timedelta(hours=hours))
        for hours in range(5)
    ]
    assert expire_lapsed(limit=2) == 2
    left = Job.objects.filter(status="published")
    assert set(left) == set(jobs[:3])
    expire(timezone.now())
    assert not left.all().exists()


def test_a_lapsed_job_leaves_the_queue(cast: Cast):
    new_job(cast.globex, expires_at=OLD, queued_at=OLD, queue_reason="edited")
    expire_lapsed()
    assert not Job.objects.queued().exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_somebody_holds_is_left_to_them(cast: Cast):
    held, free = (new_job(cast.acme, expires_at=OLD) for _ in "ab")
    with another_connection("holder") as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT FROM jobs_job WHERE id = %s FOR UPDATE", [held.pk])
        assert expire_lapsed() == 1
        cursor.execute("ROLLBACK")
    free.refresh_from_db()
    assert free.status == "expired"


def test_it_runs_every_minute():
    [entry] = [each for each in all_entries() if each.name == "jobs.expire"]
    now = timezone.now()
    assert len(entry.due(now - timedelta(minutes=5), now)) == 1
