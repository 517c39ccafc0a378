"""What a moderator has judged is judged again when it changes."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from jobs.models import Job
from jobs.models.jobs import JobQuerySet
from jobs.terms import QueueReason, Status

_SHOWN = (Status.PUBLISHED, Status.FROZEN)
_OVER = (Status.CLOSED, Status.EXPIRED)


def taken_down(company: UUID, fingerprints: Collection[bytes]) -> JobQuerySet:
    """Return a company's jobs that were frozen with these texts, closed ones too."""
    return Job.objects.filter(company=company, frozen_text__in=fingerprints)


def is_trusted(job: Job) -> bool:
    """Tell whether nobody needs to look at a job before it is public.

    Nobody looks at what a verified company writes, unless it is what was taken off the
    board before: else posting it once more would undo that.
    """
    if not job.company.is_verified:
        return False
    same = taken_down(job.company_id, [bytes(job.fingerprint)])
    return not same.exclude(pk=job.pk).exists()


def review_edit(job: Job) -> None:
    """Queue a locked job that shows something else than what was approved."""
    is_edited = job.approved != job.content()
    if changes := judge_edit(job, trusted=is_edited and is_trusted(job)):
        job.save(update_fields=changes)


def judge_edit(job: Job, *, trusted: bool) -> list[str]:
    """Change a job in memory as an edit asks for; return which of its columns did.

    What is over can still be read by its id, and comes back as it then is.
    """
    if not _is_shown(job):
        return []
    content = job.content()
    changes: dict[str, object] = {}
    if trusted:
        changes = {"approved": content} if job.approved != content else {}
    elif job.approved != content and job.queued_at is None:
        changes = {"queued_at": timezone.now(), "queue_reason": QueueReason.EDITED}
    elif job.approved == content and job.queue_reason == QueueReason.EDITED:
        changes = {"queued_at": None, "queue_reason": ""}
    for name, value in changes.items():
        setattr(job, name, value)
    return list(changes)


def _is_shown(job: Job) -> bool:
    was_public = job.published_at is not None and job.frozen_at is None
    return job.status in _SHOWN or (job.status in _OVER and was_public)
