"""The tables of jobs; a file for postings, one for moderation, one for people's own."""

from jobs.models.imports import JobImport, NamedRow, RefusedRow
from jobs.models.jobs import Job
from jobs.models.kept import HiddenCompany, SavedJob
from jobs.models.moderation import JobFlag, JobMove

__all__ = [
    "HiddenCompany",
    "Job",
    "JobFlag",
    "JobImport",
    "JobMove",
    "NamedRow",
    "RefusedRow",
    "SavedJob",
]
