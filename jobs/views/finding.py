"""Which jobs a request may speak of, and how the one it names is fetched."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from rest_framework.request import Request

from accounts.actor import Actor, actor_of
from accounts.roles import Scope
from jobs.models import Job
from jobs.models.jobs import JobQuerySet
from jobs.serializers.shapes import job_shape
from kernel.problems import Forbidden, NotFound

READ, WRITE = Scope.JOBS_READ, Scope.JOBS_WRITE


def reader_of(request: Request) -> Actor:
    """Return who reads: a key without the scope reads what anybody may."""
    actor = actor_of(request)
    if actor.scopes is None or READ in actor.scopes:
        return actor
    return replace(actor, company=None, company_role="")


def find_job(rows: JobQuerySet) -> Any:
    """Return the one of a caller's jobs that was asked for, with its card."""
    job = rows.with_card().first()
    if job is None:
        raise NotFound
    return job


def find_own_job(actor: Actor, job_id: UUID) -> Any:
    """Return a job that the caller may change; others that they see are refused."""
    job = find_job(Job.objects.visible_to(actor).filter(pk=job_id))
    if job.company_id != actor.company:
        raise Forbidden
    return job


def show_job(request: Request, actor: Actor, job_id: UUID) -> dict[str, Any]:
    """Return a job of the caller's company as it now is."""
    return job_shape(request, actor)(find_job(Job.objects.of(actor).filter(pk=job_id)))
