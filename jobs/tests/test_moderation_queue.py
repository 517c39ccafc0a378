"""What moderators find in the queue, and in which order."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company
from conftest import Cast, new_company, new_user, sign_in
from jobs.models import Job, JobFlag
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in

QUEUE = "/api/v1/moderation/jobs/"
NOW = timezone.now()


def titles(cast: Cast, query: str = "") -> list[str]:
    answer = sign_in(cast.erin).get(f"{QUEUE}{query}")
    assert answer.status_code == 200, answer.content
    return [job["title"] for job in answer.json()["results"]]


def queued(company: Company, title: str, age: int, status: str, **fields: Any) -> Job:
    """Make a job that has waited so many hours."""
    since = NOW - timedelta(hours=age)
    return new_job(company, status, title=title, queued_at=since, **fields)


@pytest.fixture
def busy(cast: Cast) -> None:
    """Fill the queue, and put beside it what does not belong there."""
    queued(cast.globex, "New", 2, "pending")
    queued(cast.globex, "Newer", 1, "pending")
    queued(cast.globex, "Edited", 5, "published", queue_reason="edited")
    queued(cast.globex, "Frozen", 3, "frozen", queue_reason="flagged")
    queued(cast.acme, "Top", 1, "published", queue_reason="flagged", queue_rank=10)
    for status in ("draft", "published", "rejected", "frozen", "closed", "expired"):
        new_job(cast.globex, status, title=f"Not waiting: {status}")


@pytest.mark.usefixtures("busy")
def test_the_most_urgent_and_then_the_oldest_come_first(cast: Cast):
    assert titles(cast) == ["Top", "Edited", "Frozen", "New", "Newer"]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=new", "New Newer"),
        ("q=ACME", "Top"),
        ("q=glob", "Edited Frozen New Newer"),
        ("q=nothing", ""),
        ("q=%25", ""),
        ("company=acme", "Top"),
        ("company=acme,globex&reason=flagged", "Top Frozen"),
        ("company=nobody", ""),
        ("reason=new", "New Newer"),
        ("reason=new&reason=flagged", "Top Frozen New Newer"),
        ("reason__not=new,edited", "Top Frozen"),
        ("reason=", "Top Edited Frozen New Newer"),
    ],
)
def test_filters(cast: Cast, query: str, found: str):
    assert titles(cast, f"?{query}") == found.split()


@pytest.mark.usefixtures("busy")
def test_a_company_is_named_by_its_id_too(cast: Cast):
    assert titles(cast, f"?company={cast.acme.pk}") == ["Top"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("reason=knew", ("reason", "invalid_choice")),
        ("status=pending", ("status", "unknown_parameter")),
        ("q=a&q=b", ("q", "repeated_parameter")),
        ("q=" + "x" * 201, ("q", "max_length")),
        ("company__not=acme", ("company__not", "unknown_parameter")),
    ],
)
def test_what_is_no_filter_is_refused(cast: Cast, query: str, expected: Any):
    assert errors_in(sign_in(cast.erin).get(f"{QUEUE}?{query}")) == {expected}


@pytest.mark.usefixtures("busy")
def test_a_walk_through_the_queue(cast: Cast):
    erin = sign_in(cast.erin)
    walked, url = [], f"{QUEUE}?page_size=2"
    while url:
        page = erin.get(url).json()
        walked += [job["title"] for job in page["results"]]
        url = page["next"]
    assert walked == ["Top", "Edited", "Frozen", "New", "Newer"]


def test_what_cannot_be_decided_now_is_left_out(cast: Cast):
    """What ran out is over; a suspended company's comes back to its place with it."""
    edited, flagged = {"queue_reason": "edited"}, {"queue_reason": "flagged"}
    past = NOW - timedelta(minutes=1)
    queued(cast.acme, "Ran out", 9, "published", expires_at=past, **flagged)
    queued(cast.acme, "Late", 8, "pending", expires_at=past)
    queued(cast.globex, "Suspended", 7, "published", **edited)
    queued(cast.globex, "Suspended too", 6, "pending")
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=NOW)
    assert titles(cast) == ["Late"]
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=None)
    assert titles(cast) == ["Late", "Suspended", "Suspended too"]


def test_an_item_says_why_it_waits(cast: Cast):
    job = queued(cast.globex, "Welder", 4, "published", queue_reason="edited")
    Job.objects.filter(pk=job.pk).update(
        description="<p>Pay <b>first</b>.</p>", apply_url="https://example.com/pay"
    )
    reasons = {"dana": "scam", "eve": "scam", "mallory": "spam", "newt": "other"}
    for name, reason in reasons.items():
        outcome = "dismissed" if name == "newt" else ""
        JobFlag.objects.create(
            job=job, user=getattr(cast, name), reason=reason, outcome=outcome
        )
    [item] = sign_in(cast.erin).get(QUEUE).json()["results"]
    assert item["queue"] == {
        "reason": "edited",
        "since": job.queued_at.isoformat().replace("+00:00", "Z"),
        "changes": {
            "description": {
                "before": job.description,
                "after": "<p>Pay <b>first</b>.</p>",
            },
            "apply_url": {"before": "", "after": "https://example.com/pay"},
        },
        "flags": {"scam": 2, "spam": 1},
    }
    read = sign_in(cast.erin).get(f"/api/v1/jobs/{job.pk}/").json()
    assert {**read, "queue": item["queue"]} == item
    assert sign_in(cast.erin).get(f"{QUEUE}{job.pk}/").json() == item


def test_a_new_job_has_no_changes(cast: Cast):
    queued(cast.globex, "New", 1, "pending")
    [item] = sign_in(cast.erin).get(QUEUE).json()["results"]
    assert (item["queue"]["changes"], item["queue"]["flags"]) == ({}, {})
    assert item["actions"] == ["approve", "reject"]


def test_it_asks_as_often_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries
):
    erin = sign_in(cast.erin)
    queued(cast.globex, "First", 1, "pending")
    erin.get(QUEUE)
    for number in range(20):
        company = new_company(f"Co {number}", new_user(f"Boss{number}", "employer"))
        job = queued(company, f"Job {number}", 1, "frozen", queue_reason="flagged")
        JobFlag.objects.create(job=job, user=cast.dana, reason="scam")
    with django_assert_max_num_queries(4):
        assert len(erin.get(QUEUE).json()["results"]) == 20
