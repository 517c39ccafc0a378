"""The work of an import, a part at a time; each part is one short transaction.

Where reading stands, what it gave, and what is to follow are written together with the
jobs themselves: whoever is killed in between leaves nothing half done, and the next one
begins where the last commit ended.
"""

from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from events.services import record_event
from jobs.import_kinds import COUNTS, IMPORT_CONTINUED
from jobs.imports.candidates import Check
from jobs.imports.chunks import Taker, Tally
from jobs.imports.files import IMPORTS
from jobs.imports.formats import READERS
from jobs.imports.mirroring import close_missing, planned_closings, why_not_to_close
from jobs.imports.names import missing_jobs
from jobs.imports.parts import Part
from jobs.imports.rows import Place
from jobs.models import JobImport
from jobs.models.imports import ImportStage, ImportStatus
from jobs.services.importing import actor_key, end_import, importer_of

MOST_ROWS = 1_000_000
MOST_ERRORS = 100_000
MOST_SHOWN = 1_000
"""So many changes of a dry run are kept; how many there are is always said."""
_COUNTED = ("rows", "created", "updated", "unchanged", "failed", "errors")
GONE = "The file is not there any more. Send it again."
NO_RIGHTS = "Whoever handed the file in may no longer post for the company."
SUSPENDED = "The company is suspended."


@transaction.atomic
def take_part(*, import_id: UUID, check: Check) -> None:
    """Do the next part of a running import, and see to it that another one follows."""
    job_import = _hold(import_id)
    if job_import is None:
        return
    importer = importer_of(job_import)
    if job_import.company.is_suspended:
        end_import(job_import, ImportStatus.FAILED, SUSPENDED)
    elif importer is None or importer.id is None:
        end_import(job_import, ImportStatus.FAILED, NO_RIGHTS)
    elif job_import.stage == ImportStage.CLOSING:
        _close(job_import, importer)
    else:
        _read(job_import, Taker(job_import, importer.id, check))


def _hold(import_id: UUID) -> JobImport | None:
    rows = JobImport.objects.running().select_related("company")
    return (
        rows.select_for_update(of=("self",), no_key=True).filter(pk=import_id).first()
    )


def _read(job_import: JobImport, taker: Taker) -> None:
    """Take the next rows over."""
    place = Place(job_import.position, job_import.row)
    try:
        with IMPORTS.open(job_import.stored_as) as file:
            rows = READERS[job_import.format](file, place)
            part = Part(rows, begin=place.offset)
            tally = taker.take(part)
    except FileNotFoundError:
        end_import(job_import, ImportStatus.FAILED, GONE)
        return
    _add(job_import, part, tally)
    if part.broken:
        _break_off(job_import, part.broken)
    elif too_much := _excess(job_import):
        _break_off(job_import, too_much)
    elif not part.is_last:
        _go_on(job_import)
    elif not job_import.is_mirror:
        end_import(job_import, ImportStatus.DONE)
    elif why := why_not_to_close(job_import):
        end_import(job_import, ImportStatus.HALTED, why)
    else:
        job_import.stage = ImportStage.CLOSING
        job_import.save(update_fields=["stage"])
        _go_on(job_import)


def _add(job_import: JobImport, part: Part, tally: Tally) -> None:
    """Add what came of some rows to what came of those before."""
    for name in _COUNTED:
        setattr(job_import, name, getattr(job_import, name) + getattr(tally, name))
    job_import.unnamed += len(tally.unnamed)
    if job_import.first_unnamed is None and tally.unnamed:
        job_import.first_unnamed = tally.unnamed[0]
    if part.last_taken:
        job_import.position = part.last_taken.end
        job_import.row = part.last_taken.number
    if part.is_last and not part.broken:
        job_import.position = job_import.size
    saved = [*_COUNTED, "unnamed", "first_unnamed", "position", "row"]
    if job_import.dry_run and len(job_import.changes) < MOST_SHOWN:
        job_import.changes = (job_import.changes + tally.changes)[:MOST_SHOWN]
        saved.append("changes")
    job_import.save(update_fields=saved)


def _excess(job_import: JobImport) -> str:
    """Say what there is too much of in a file; nothing where it is alright."""
    if job_import.row > MOST_ROWS:
        return f"The file has more than {MOST_ROWS:,} rows: split it."
    if job_import.errors > MOST_ERRORS:
        return f"More than {MOST_ERRORS:,} things are wrong with the rows so far."
    return ""


def _break_off(job_import: JobImport, why: str) -> None:
    """End an import whose file was not read to its end."""
    ending = ImportStatus.HALTED if job_import.is_mirror else ImportStatus.FAILED
    closed = " Nothing was closed." if job_import.is_mirror else ""
    told = f"After row {job_import.row}: {why} The rows before it count.{closed}"
    end_import(job_import, ending, told)


def _close(job_import: JobImport, importer: Actor) -> None:
    """Close some of what the file does not name."""
    if job_import.dry_run:
        job_import.closings = planned_closings(job_import, MOST_SHOWN)
        job_import.closed = missing_jobs(job_import).count()
        job_import.save(update_fields=["closings", "closed"])
        end_import(job_import, ImportStatus.DONE)
        return
    closed = close_missing(job_import, importer)
    job_import.closed += closed
    job_import.save(update_fields=["closed"])
    if closed:
        _go_on(job_import)
    else:
        end_import(job_import, ImportStatus.DONE)


def _go_on(job_import: JobImport) -> None:
    """Ask for the next part."""
    record_event(
        kind=IMPORT_CONTINUED.name,
        actor=actor_key(job_import),
        subject=job_import.key,
        audience=[job_import.company_key, "admins"],
        payload={
            "company": str(job_import.company_id),
            "row": job_import.row,
            **{name: getattr(job_import, name) for name in COUNTS},
        },
    )
