"""What is left of résumés: files without a row, rows that nobody answered for."""

import logging
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from applications.files import RESUMES
from applications.models import Application, Resume
from applications.models.resumes import Scan
from applications.resumes.scanner import ScannerAway
from applications.services.resume_keeping import drop
from applications.services.resume_scanning import scan_resume
from kernel.problems import Unavailable

log = logging.getLogger("applications.resumes")

BATCH = 1_000
ALONE = timedelta(days=1)
"""So long after its writing a file has its row, or never will have."""
QUIET = timedelta(minutes=5)
LATE = timedelta(hours=1)
AT_ONCE = 20


def sweep_files() -> int:
    """Remove files that no row names, a batch of names at a time; say how many went."""
    names, removed = RESUMES.untouched(for_=ALONE), 0
    while batch := list(islice(names, BATCH)):
        rows = Resume.objects.filter(stored_as__in=batch)
        for name in set(batch) - set(rows.values_list("stored_as", flat=True)):
            RESUMES.remove(name)
            removed += 1
    return removed


def scan_waiting() -> int:
    """Have those scanned that wait for long: a safeguard; say how many were."""
    pending = Resume.objects.filter(status=Scan.PENDING)
    late = pending.filter(created_at__lt=Now() - LATE).count()
    if late:
        log.error("resumes_wait_for_the_scanner", extra={"waiting": late})
    waiting = pending.filter(created_at__lt=Now() - QUIET).order_by("created_at")
    scanned = 0
    for resume_id in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            scan_resume(resume_id)
        except (ScannerAway, Unavailable):
            break
        scanned += 1
    return scanned


def drop_unwanted() -> int:
    """Delete a batch of what its owner does not want and nobody else has any more."""
    had = Application.files.through.objects.filter(resume=OuterRef("pk"))
    unwanted = Resume.objects.filter(~Exists(had), removed_at__isnull=False)
    return sum(map(_drop, list(unwanted.values_list("pk", flat=True)[:BATCH])))


@transaction.atomic
def _drop(resume_id: UUID) -> int:
    rows = Resume.objects.filter(pk=resume_id, removed_at__isnull=False)
    held = rows.select_for_update().first()
    if held is None or held.applications.exists():
        return 0
    drop(held)
    return 1
