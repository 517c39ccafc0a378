"""Jobs whose time has run out are expired; nobody has seen them since it did."""

from django.db import transaction

from jobs.models import Job
from jobs.services.moving import lock_job

BATCH = 100


@transaction.atomic
def expire_lapsed(*, limit: int = BATCH) -> int:
    """Expire so many jobs, the longest lapsed first, and say how many there were.

    Those that somebody holds are left to whoever does: `lock_job` expires them too.
    """
    lapsed = Job.objects.lapsed().order_by("expires_at")
    held = lapsed.select_for_update(skip_locked=True, no_key=True)
    found = list(held.values_list("pk", flat=True)[:limit])
    for job_id in found:
        lock_job(job_id)
    return len(found)
