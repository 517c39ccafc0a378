"""What jobs hold about a person, for the person to have."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, When

from accounts.exports import add_section, leave_out
from accounts.models import Company, User
from accounts.services.rights import actor_with_rights_of
from jobs.models import HiddenCompany, Job, JobFlag, JobImport, JobMove, SavedJob


def _titled(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Add the titles of jobs that the person may still see."""
    seen = Job.objects.visible_to(actor_with_rights_of(user)).values("pk")
    title = Case(When(Q(job__in=seen), then=F("job__title")), default=None)
    titled: QuerySet[Any] = rows.annotate(title=title)
    return titled


def _hidden(user: User) -> QuerySet[Any]:
    seen = Company.objects.visible_to(actor_with_rights_of(user)).values("pk")
    name = Case(When(Q(company__in=seen), then=F("company__name")), default=None)
    mine = HiddenCompany.objects.filter(user=user)
    named: QuerySet[Any] = mine.annotate(company_name=name)
    return named.order_by("created_at")


add_section(
    "saved_jobs",
    "Jobs that you saved.",
    lambda user: _titled(SavedJob.objects.filter(user=user), user).order_by("id"),
    *("id", "title", "created_at"),
    shown={"job": "job_id"},
)
add_section(
    "hidden_companies",
    "Companies that you do not want to see.",
    _hidden,
    *("id", "company_name", "created_at"),
    shown={"company": "company_id"},
)
add_section(
    "job_flags",
    "What you told us is wrong with jobs.",
    lambda user: _titled(JobFlag.objects.filter(user=user), user).order_by("id"),
    *("id", "title", "reason", "detail", "created_at"),
    shown={"job": "job_id"},
)
add_section(
    "job_flags_answered",
    "Flags of others that you answered as a moderator.",
    lambda user: JobFlag.objects.filter(resolved_by=user).order_by("id"),
    *("id", "outcome", "resolved_at"),
    shown={"job": "job_id"},
    holds=("resolved_by",),
)
add_section(
    "job_steps",
    "Jobs that you posted, changed or decided about, step by step.",
    lambda user: _titled(JobMove.objects.filter(user=user), user).order_by("at", "id"),
    *("id", "title", "at", "action", "from_status", "to_status", "reason", "comment"),
    "by",
    shown={"job": "job_id"},
)
add_section(
    "job_imports",
    "Files of jobs that you handed in.",
    lambda user: JobImport.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "mode", "dry_run", "format", "file_name", "status", "size", "rows"),
    *("created", "updated", "unchanged", "closed", "failed"),
    *("created_at", "started_at", "finished_at"),
    shown={"company": "company_id"},
)
leave_out(
    "the company's: what became of its file",
    *("jobs_jobimport.stage", "jobs_jobimport.detail", "jobs_jobimport.position"),
    *("jobs_jobimport.row", "jobs_jobimport.errors", "jobs_jobimport.unnamed"),
    *("jobs_jobimport.first_unnamed", "jobs_jobimport.live_before"),
    *("jobs_jobimport.changes", "jobs_jobimport.closings", "jobs_jobimport.stored_as"),
    *("jobs_namedrow", "jobs_refusedrow"),
)
leave_out("the company's; who did what to it is in job_steps", "jobs_job")
