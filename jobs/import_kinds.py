"""What happens to imports.

The jobs of a file have no events of their own when they are made or changed: a file of
100,000 would bury the log. What became of them is counted in `import.continued`, once
for each part of the file, and stands in every job's history.
"""

from events.models import Event
from events.registry import register_kind
from events.wording import Notice
from jobs.kinds import COMPANY_AND_ADMINS

COUNTS = ("created", "updated", "unchanged", "closed", "failed")


def to_importer(event: Event) -> list[str]:
    """Address whoever handed the file in; nobody when the account is gone."""
    return [event.actor] if event.actor.startswith("user:") else []


IMPORT_QUEUED = register_kind(
    "import.queued",
    meaning="A file of jobs was handed in.",
    audience=COMPANY_AND_ADMINS,
    fields=["company", "mode", "dry_run"],
)
IMPORT_STARTED = register_kind(
    "import.started",
    meaning="The first part of a file of jobs is to be read.",
    audience=COMPANY_AND_ADMINS,
    fields=["company"],
)
IMPORT_CONTINUED = register_kind(
    "import.continued",
    meaning=(
        "A part of a file was taken over, and the next one is to be. Its jobs have no"
        " events of their own, but for those that are closed."
    ),
    audience=COMPANY_AND_ADMINS,
    fields=["company", "row", *COUNTS],
)
IMPORT_FINISHED = register_kind(
    "import.finished",
    meaning="An import is over: done, halted or failed; the counts are of all of it.",
    audience=COMPANY_AND_ADMINS,
    fields=["company", "status", *COUNTS],
    notices=[
        Notice(
            name="ended",
            to=to_importer,
            text=(
                "Your import is {status}: {created} created, {updated} updated,"
                " {unchanged} unchanged, {closed} closed, {failed} failed."
            ),
        )
    ],
)
