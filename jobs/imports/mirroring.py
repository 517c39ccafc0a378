"""Closing what a mirror's file does not name, unless that would be too much."""

from accounts.actor import Actor
from events.services import record_event
from jobs.imports.deciding import Changed
from jobs.imports.names import LIVE, missing_jobs
from jobs.imports.session import Session
from jobs.imports.writing import write_changed
from jobs.kinds import MOVED
from jobs.life import Move
from jobs.models import Job, JobImport, JobMove
from jobs.models.moderation import By
from jobs.services.moving import advance
from jobs.terms import CloseReason

BATCH = 100
"""So many jobs at once are held, which others may want to change."""
COMMENT = "import"


def why_not_to_close(job_import: JobImport) -> str:
    """Say why nothing may be closed; nothing where it may."""
    if job_import.unnamed:
        return (
            f"{job_import.unnamed} rows have no external id that can be read, the first"
            f" is row {job_import.first_unnamed}. So nobody can tell what is missing:"
            " nothing was closed. Mend these rows and send the file again."
        )
    missing, live = missing_jobs(job_import).count(), job_import.live_before or 0
    if missing * 2 > live:
        return (
            f"{missing} of {live} live jobs are missing in the file, which is more than"
            " half: nothing was closed. If that is meant, close some of them first;"
            " if not, send the whole file."
        )
    return ""


def close_missing(job_import: JobImport, importer: Actor) -> int:
    """Close some of the missing jobs, and say how many there were."""
    some = missing_jobs(job_import).order_by("pk").values_list("pk", flat=True)[:BATCH]
    rows = Job.objects.select_for_update(no_key=True).filter(pk__in=list(some))
    # Whoever held one of them may have closed it just now.
    held = rows.filter(status__in=LIVE).order_by("pk")
    changed = [_closed(job, importer) for job in held]
    with Session() as session:
        write_changed(session, changed)
    for change in changed:
        _record(change.job, importer)
    return len(changed)


def planned_closings(job_import: JobImport, most: int) -> list[dict[str, object]]:
    """Return what a dry run shows of the jobs that would be closed."""
    ids = missing_jobs(job_import).order_by("pk").values_list("external_id", flat=True)
    return [
        {"row": None, "external_id": external_id, "action": "close", "fields": []}
        for external_id in ids[:most]
    ]


def _closed(job: Job, importer: Actor) -> Changed:
    before = job.status
    change = Changed(job)
    advance(job, Move.CLOSE)
    change.moves.append(
        JobMove(
            job_id=job.pk,
            action=Move.CLOSE,
            from_status=before,
            to_status=job.status,
            reason=CloseReason.OTHER,
            comment=COMMENT,
            by=By.COMPANY,
            user_id=importer.id,
        )
    )
    return change


def _record(job: Job, importer: Actor) -> None:
    record_event(
        kind=MOVED[Move.CLOSE].name,
        actor=importer.key or "system",
        subject=job.key,
        audience=[job.company_key, "admins"],
        payload={
            "company": str(job.company_id),
            "reason": CloseReason.OTHER.value,
            "title": job.title,
            "comment": COMMENT,
        },
    )
