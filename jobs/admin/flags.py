"""Flags in the admin: who says what about which job, and what became of it."""

from functools import partial
from typing import Any

from django.contrib.admin import display, register
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.actor import Actor
from accounts.admin.looking import Looking, acting
from accounts.admin.site import site
from accounts.models import Company
from jobs.admin.narrowing import is_there
from jobs.models import JobFlag
from jobs.services.flagging import resolve_flag
from jobs.terms import FlagOutcome


def _resolve(actor: Actor, flag: JobFlag, *, outcome: FlagOutcome) -> None:
    resolve_flag(actor=actor, flag_id=flag.pk, outcome=outcome)


@register(JobFlag, site=site)
class Flags(Looking):
    """Flags, those that are open first."""

    list_display = (
        "reason",
        "about",
        "company",
        "detail",
        "user",
        "created_at",
        "outcome",
    )
    list_filter = (("outcome", is_there("answered")), "outcome", "reason")
    list_select_related = ("job__company", "user")
    search_fields = ("job__title", "job__company__name")
    search_help_text = "A part of the job's title or of the company's name."
    fields = (
        "id",
        "about",
        "company",
        "reason",
        "detail",
        "user",
        "created_at",
        "outcome",
        "resolved_at",
        "resolved_by",
    )
    actions = (
        acting(
            "Uphold the chosen flags", partial(_resolve, outcome=FlagOutcome.UPHELD)
        ),
        acting(
            "Dismiss the chosen flags",
            partial(_resolve, outcome=FlagOutcome.DISMISSED),
        ),
    )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Begin with those that nobody has answered, the oldest of them first."""
        return ["outcome", "created_at", "pk"]

    @display(description="job")
    def about(self, flag: JobFlag) -> str:
        """Lead to the job."""
        place = reverse("admin:jobs_job_change", args=[flag.job_id])
        return format_html('<a href="{}">{}</a>', place, flag.job)

    @display(description="company")
    def company(self, flag: JobFlag) -> Company:
        """Name the company."""
        return flag.job.company
