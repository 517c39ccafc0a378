"""What the log makes happen to résumés: they are scanned."""

from uuid import UUID

from applications.resume_kinds import RESUME_HANDED_IN
from applications.resumes.scanner import ScannerAway
from applications.services.resume_scanning import scan_resume
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
