"""What moderators see of applications at /admin/: who applied for what, and how far.

No more than the API shows them: neither letters, answers and files, nor what companies
note, nor why they refuse somebody. Nothing is done here: companies move applications.
"""

from typing import Any

from django.contrib.admin import TabularInline, display, register
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin.looking import Looking, moderator
from accounts.admin.site import site
from applications.models import Application, ApplicationMove
from applications.models.talk import Side
from jobs.admin.narrowing import is_there

_THEIRS = ("cover_letter", "answers", "questions", "words")
"""What is between the sides, and is not even fetched."""


class Steps(TabularInline):  # type: ignore[type-arg]  # no class of Django takes one
    """The steps of an application that both sides know of."""

    model = ApplicationMove
    fields = readonly_fields = ("at", "from_stage", "to_stage", "side")
    extra = 0
    ordering = ("-at", "-pk")
    verbose_name_plural = "steps"
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out what the applicant has not been told."""
        steps = super().get_queryset(request).filter(told_at__lte=Now())
        return steps.select_related("application")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: services make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: a step was taken or it was not."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: they go with the application."""
        return False

    @display(description="by")
    def side(self, move: ApplicationMove) -> str:
        """Tell whose step it was, without a name."""
        is_own = move.user_id == move.application.applicant_id
        return str(Side.APPLICANT if is_own else Side.COMPANY)


@register(Application, site=site)
class Applications(Looking):
    """Applications, the latest first."""

    list_display = ("applicant", "about", "company", "stage", "submitted_at")
    list_filter = ("stage", ("viewed_at", is_there("read by the company")))
    list_select_related = ("applicant", "job", "company")
    search_fields = (
        "applicant__email_key",
        "applicant__full_name",
        "job__title",
        "company__name",
    )
    search_help_text = "Parts of the applicant, the job's title or the company's name."
    ordering = ("-submitted_at", "-pk")
    fields = ("id", *list_display, "viewed_at", "updated_at")
    inlines = (Steps,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Show what the API shows to an admin: not those of erased people."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(moderator(request)).defer(*_THEIRS)

    @display(description="job")
    def about(self, application: Application) -> str:
        """Lead to the job."""
        place = reverse("admin:jobs_job_change", args=[application.job_id])
        return format_html('<a href="{}">{}</a>', place, application.job)
