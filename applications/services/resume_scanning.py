"""What becomes of a résumé that waits for the scanner: ready, or gone."""

from uuid import UUID

from django.db import transaction

from applications.files import RESUMES
from applications.models import Resume
from applications.models.resumes import Scan
from applications.resume_kinds import RESUME_INFECTED
from applications.resumes.scanner import is_clean, is_on
from applications.services.resume_keeping import drop
from events.services import record_event


@transaction.atomic
def scan_resume(resume_id: UUID) -> None:
    """Have a waiting résumé scanned; nothing happens to one that does not wait.

    Where the scanner was switched off since, it is as good as any that came after.
    """
    waiting = Resume.objects.filter(pk=resume_id, status=Scan.PENDING)
    # Whoever has it is scanning it.
    held = waiting.select_for_update(no_key=True, skip_locked=True).first()
    if held is None:
        return
    try:
        harmless = not is_on() or _is_clean(held)
    except FileNotFoundError:
        # A disk was lost. There is nothing to be afraid of, and nothing to be served.
        drop(held)
        return
    if harmless:
        held.status = Scan.READY
        held.save(update_fields=["status"])
        return
    record_event(
        kind=RESUME_INFECTED.name,
        actor="system",
        subject=held.key,
        audience=[f"user:{held.user_id}"],
        payload={"file_name": held.name},
    )
    drop(held)


def _is_clean(held: Resume) -> bool:
    with RESUMES.open(held.stored_as) as file:
        return is_clean(file)
