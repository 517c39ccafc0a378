"""What a person keeps: jobs to come back to, companies not to be shown again."""

from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from accounts.actor import Actor
from accounts.models import Company
from accounts.services.moderation import NotNow
from jobs.actions import actions_for
from jobs.models import HiddenCompany, Job, SavedJob
from jobs.services.moving import status_now
from jobs.terms import Status
from kernel.problems import Conflict, NotAuthenticated, NotFound


class AlreadySaved(Conflict):
    """A job is saved once."""

    code = "already_saved"
    title = "You have saved this job"
    detail = "It is in your list; links leads to it."


class AlreadyHidden(Conflict):
    """A company is hidden once."""

    code = "already_hidden"
    title = "You have hidden this company"
    detail = "It is in your list; links leads to it."


def saved_path(job_id: UUID) -> str:
    """Return where a person finds a job that they saved."""
    return f"/api/v1/me/saved-jobs/{job_id}/"


def hidden_path(company_id: UUID) -> str:
    """Return where a person finds a company that they hid."""
    return f"/api/v1/me/hidden-companies/{company_id}/"


def saved_jobs(actor: Actor) -> "QuerySet[SavedJob]":
    """Return what the caller saved and may still see, each with its job's card.

    What is over stays and says so; what was taken down, or is of a company that the
    caller has hidden since, is left out as long as that lasts.
    """
    shown = Job.objects.visible_to(actor).not_hidden_from(actor)
    cards = Prefetch("job", Job.objects.with_card())
    mine = SavedJob.objects.visible_to(actor)
    return mine.filter(job__in=shown.values("pk")).prefetch_related(cards)


def hidden_companies(actor: Actor) -> "QuerySet[HiddenCompany]":
    """Return what the caller has hidden, as far as it can be seen at all."""
    shown = Company.objects.visible_to(actor).values("pk")
    mine = HiddenCompany.objects.visible_to(actor)
    return mine.filter(company__in=shown).select_related("company")


@transaction.atomic
def save_job(*, actor: Actor, job_id: UUID) -> SavedJob:
    """Keep a public job in the caller's list."""
    job = Job.objects.visible_to(actor).with_status().filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job.")
    if SavedJob.objects.visible_to(actor).filter(job=job).exists():
        raise AlreadySaved(links={"saved_job": saved_path(job.pk)})
    if status_now(job) != Status.PUBLISHED:
        raise NotNow(
            f"Only a published job is saved, and this one is {status_now(job)}.",
            allowed=actions_for(job, actor),
        )
    # The database decides between two at once.
    saved, is_new = SavedJob.objects.get_or_create(user_id=_own_id(actor), job=job)
    if not is_new:
        raise AlreadySaved(links={"saved_job": saved_path(job.pk)})
    return saved


@transaction.atomic
def unsave_job(*, actor: Actor, job_id: UUID) -> None:
    """Take a job out of the caller's list, whatever has become of it."""
    gone, _ = SavedJob.objects.visible_to(actor).filter(job=job_id).delete()
    if not gone:
        raise NotFound


@transaction.atomic
def hide_company(*, actor: Actor, company_id: UUID) -> HiddenCompany:
    """Leave a company out of the caller's lists from now on."""
    company = Company.objects.visible_to(actor).filter(pk=company_id).first()
    if company is None:
        raise NotFound("There is no such company.")
    hidden, is_new = HiddenCompany.objects.get_or_create(
        user_id=_own_id(actor), company=company
    )
    if not is_new:
        raise AlreadyHidden(links={"hidden_company": hidden_path(company.pk)})
    return hidden


@transaction.atomic
def unhide_company(*, actor: Actor, company_id: UUID) -> None:
    """Show a company to the caller again."""
    mine = HiddenCompany.objects.visible_to(actor)
    gone, _ = mine.filter(company=company_id).delete()
    if not gone:
        raise NotFound


def _own_id(actor: Actor) -> UUID:
    """Return who keeps it; nobody keeps nothing."""
    if actor.id is None:
        raise NotAuthenticated
    return actor.id
