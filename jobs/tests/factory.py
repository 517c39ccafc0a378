"""Jobs for tests, past the API: valid rows in every state."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Company
from jobs.content import columns_of, digest_of, fingerprint_of
from jobs.models import Job
from jobs.services.moving import LASTS
from jobs.terms import QueueReason, Status

_numbers = count(1)
BERLIN = {
    "city": "Berlin",
    "region": "Berlin",
    "country": "DE",
    "latitude": 52.52437,
    "longitude": 13.41053,
}
WRITTEN = {
    "title",
    "description",
    "description_format",
    "employment_type",
    "workplace",
    "locations",
    "applicant_countries",
    "experience_level",
    "category",
    "skills",
    "language",
    "salary",
    "positions",
    "questions",
    "apply",
    "expires_at",
    "external_id",
    "allow_duplicate",
}
"""What a body may say; any other field given is a column, set as it is."""


def new_job(company: Company, status: str = "published", **fields: Any) -> Job:
    """Make a job of its own text: `new_job(acme, "draft", title="Welder")`."""
    number = next(_numbers)
    body = {
        "title": f"Welder {number}",
        "description": f"<p>You weld part {number}.</p>",
        "description_format": "html",
        "locations": [BERLIN],
        **{name: value for name, value in fields.items() if name in WRITTEN},
    }
    job = Job(company=company, status=status, **columns_of(body))
    for name, value in dates_of(job, Status(status)).items():
        setattr(job, name, value)
    for name, value in fields.items():
        if name not in WRITTEN:
            setattr(job, name, value)
    columns = vars(job)
    job.fingerprint = fingerprint_of(columns)
    job.content_digest = digest_of(columns)
    job.save(force_insert=True)
    return job


def dates_of(job: Job, status: Status) -> dict[str, Any]:
    """Return what a job has beside its text when it is in a state."""
    now = timezone.now()
    if status in {Status.DRAFT, Status.REJECTED}:
        return {"created_at": now}
    if status == Status.PENDING:
        return {"created_at": now, "queued_at": now, "queue_reason": QueueReason.NEW}
    at = now - timedelta(days=40) if status == Status.EXPIRED else now
    ends: datetime = job.expires_at or at + LASTS
    return {
        "created_at": at,
        "published_at": at,
        "expires_at": ends,
        "approved": job.content(),
        "closed_at": now if status == Status.CLOSED else None,
        "frozen_at": now if status == Status.FROZEN else None,
    }
