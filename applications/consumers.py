"""What the log makes happen to applications and résumés: batch by batch, one by one."""

from uuid import UUID

from applications.kinds import RETENTION_CONTINUED
from applications.resume_kinds import RESUME_HANDED_IN
from applications.resumes.scanner import ScannerAway
from applications.services.resume_scanning import scan_resume
from applications.services.retaining import erase_batch
from events.models import Delivery
from events.registry import SLOW, NotNow, consumer


@consumer("applications.resumes", kinds=[RESUME_HANDED_IN.name], queue=SLOW, seconds=60)
def scan_file(delivery: Delivery) -> None:
    """Have a new résumé scanned, if there is a scanner."""
    _, _, resume_id = delivery.event.subject.partition(":")
    try:
        scan_resume(UUID(resume_id))
    except ScannerAway as error:
        raise NotNow from error


@consumer(
    "applications.retention", kinds=[RETENTION_CONTINUED.name], queue=SLOW, seconds=120
)
def erase_next_batch(delivery: Delivery) -> None:
    """Erase the next batch, and ask for the one after it."""
    erase_batch()
