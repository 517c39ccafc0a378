"""What the log makes happen to jobs: files are read, one part after the other."""

from uuid import UUID

import jobs.import_schedules  # noqa: F401  # their house-keeping is found with them
from events.models import Delivery
from events.registry import SLOW, consumer
from jobs.demo import add_jobs, note_progress
from jobs.import_kinds import (
    IMPORT_CONTINUED,
    IMPORT_FINISHED,
    IMPORT_QUEUED,
    IMPORT_STARTED,
)
from jobs.imports.checking import check_row
from jobs.kinds import DEMO_JOBS_WANTED
from jobs.services.importing import begin_next
from jobs.services.taking_over import take_part


@consumer("jobs.demo", kinds=[DEMO_JOBS_WANTED.name], queue=SLOW, seconds=120)
def add_demo_jobs(delivery: Delivery) -> None:
    """Add the next batch of the demo's jobs, and ask for the one after it."""
    add_jobs(delivery.event.payload["begin"], progress=note_progress)


@consumer("jobs.imports_begin", kinds=[IMPORT_QUEUED.name, IMPORT_FINISHED.name])
def begin_import(delivery: Delivery) -> None:
    """Begin the next import of a company."""
    begin_next(UUID(delivery.event.payload["company"]))


@consumer(
    "jobs.imports",
    kinds=[IMPORT_STARTED.name, IMPORT_CONTINUED.name],
    queue=SLOW,
    seconds=120,
)
def import_part(delivery: Delivery) -> None:
    """Take the next part of a file over, and ask for the one after it."""
    _, _, import_id = delivery.event.subject.partition(":")
    take_part(import_id=UUID(import_id), check=check_row)
