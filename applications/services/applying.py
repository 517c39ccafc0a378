"""Applying: once for each person and job, whole or not at all."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from applications.forms import check_answers, file_error, files_in
from applications.kinds import APPLICATION_SUBMITTED
from applications.limits import APPLICATIONS_BY
from applications.models import Application, ApplicationMove, Resume
from applications.models.applications import application_path
from applications.services.recording import record
from applications.stages import Stage
from jobs.actions import actions_for
from jobs.models import Job
from jobs.services.moving import status_now
from jobs.terms import ApplyMethod, Status
from kernel.ids import id_in
from kernel.limits import require
from kernel.problems import Conflict, FieldError, Invalid, NotAuthenticated, NotFound

_HOLD_JOB = "SELECT FROM jobs_job WHERE id = %s FOR SHARE"


class AlreadyApplied(Conflict):
    """One person applies for a job once, after a withdrawal too."""

    code = "already_applied"
    title = "You have applied for this job"
    detail = "Links leads to your application."


class JobNotOpen(Conflict):
    """The job takes no applications now."""

    code = "job_not_open"
    title = "This job takes no applications"


class ExternalApplication(Conflict):
    """The employer takes applications elsewhere."""

    code = "external_application"
    title = "Apply at the employer's own address"
    detail = "apply_url says where."


@transaction.atomic
def apply_for_job(
    *,
    actor: Actor,
    job_id: UUID,
    resume: str | None,
    cover_letter: str,
    answers: Mapping[str, Any],
) -> Application:
    """Send an application, with an error for each thing that is missing or wrong.

    The job is held, and shared with others who apply: whoever closes it waits for us,
    or we see that it is closed.
    """
    if actor.id is None:
        raise NotAuthenticated
    job = _held_job(actor, job_id)
    _require_open(job, actor)
    kept, errors = check_answers(job.questions, answers)
    asked = files_in(job.questions, kept)
    files, missing = _held_files(actor, {"resume": resume, **asked})
    if errors or missing:
        raise Invalid(errors=[*errors, *missing])
    require(APPLICATIONS_BY, str(actor.id))
    now = timezone.now()
    sent = {
        "submitted_at": now,
        "updated_at": now,
        "told_at": now,
        "company_id": job.company_id,
        "resume": files.get("resume"),
        "cover_letter": cover_letter,
        "answers": kept,
        "questions": job.questions,
    }
    # The database decides between two at once.
    application, is_new = Application.objects.get_or_create(
        job=job, applicant_id=actor.id, defaults=sent
    )
    if not is_new:
        raise AlreadyApplied(links={"application": application_path(application.pk)})
    if files:
        application.files.add(*set(files.values()))
    ApplicationMove.objects.create(
        application=application,
        at=now,
        told_at=now,
        to=Stage.SUBMITTED,
        to_stage=Stage.SUBMITTED,
        user_id=actor.id,
    )
    record(
        APPLICATION_SUBMITTED,
        application,
        actor=actor,
        to_applicant=True,
        fields={"job": str(job.pk)},
    )
    return application


def _held_job(actor: Actor, job_id: UUID) -> Job:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_JOB, [job_id])
    rows = Job.objects.visible_to(actor).with_status().select_related("company")
    job: Job | None = rows.filter(pk=job_id).first()
    if job is None:
        raise NotFound
    return job


def _require_open(job: Job, actor: Actor) -> None:
    """Refuse one who has applied, and a job that takes no applications here."""
    mine = Application.objects.filter(job=job, applicant=actor.id)
    sent = mine.values_list("pk", flat=True).first()
    if sent is not None:
        raise AlreadyApplied(links={"application": application_path(sent)})
    if status_now(job) != Status.PUBLISHED:
        raise JobNotOpen(f"It is {status_now(job)}.", allowed=actions_for(job, actor))
    if job.apply_method == ApplyMethod.EXTERNAL:
        raise ExternalApplication(apply_url=job.apply_url)


def _held_files(
    actor: Actor, wanted: Mapping[str, str | None]
) -> tuple[dict[str, Resume], list[FieldError]]:
    """Hold the files that were named, and say which are none of the person's own.

    Held, because deleting a file that nobody received takes it away for good.
    """
    ids = {field: id_in(told) for field, told in wanted.items() if told is not None}
    held = _by_id(actor, [each for each in ids.values() if each is not None])
    files = {field: held[each] for field, each in ids.items() if each in held}
    return files, [file_error(field) for field in ids if field not in files]


def _by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID | None, Resume]:
    rows = Resume.objects.owned_by(actor).filter(pk__in=ids).order_by("pk")
    return {each.pk: each for each in rows.select_for_update(no_key=True)}
