"""Applications for tests, past the API: valid rows in every stage."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications.models import Application, ApplicationMove, Resume
from applications.models.resumes import Kind
from applications.stages import Stage
from jobs.models import Job

_numbers = count(1)
HOUR = timedelta(hours=1)


def new_resume(user: User, **fields: Any) -> Resume:
    """Make a résumé of which there is no file."""
    named = {"name": "cv.pdf", "kind": Kind.PDF, "size": 10, **fields}
    return Resume.objects.create(user=user, stored_as=f"{next(_numbers):032x}", **named)


def new_application(
    job: Job, applicant: User, stage: str = "submitted", **fields: Any
) -> Application:
    """Make an application: `new_application(job, dana, "interview")`."""
    if stage == Stage.REJECTED:
        fields = {"stage_before": Stage.IN_REVIEW, **fields}
    application = Application.objects.create(
        job=job, company=job.company, applicant=applicant, stage=stage, **fields
    )
    if application.resume is not None:
        application.files.add(application.resume)
    at = timezone.now()
    ApplicationMove.objects.create(
        application=application,
        at=at,
        told_at=at,
        to=Stage.SUBMITTED,
        to_stage=Stage.SUBMITTED,
        user=applicant,
    )
    return application
