"""Jobs in the admin: the queue first, each with its text, flags and history."""

from typing import Any

from django.contrib.admin import TabularInline, display, register
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from accounts.admin.looking import Looking, moderator
from accounts.admin.site import site
from jobs.actions import actions_for
from jobs.admin.deciding import deciding
from jobs.admin.differences import differences_of, readable
from jobs.admin.narrowing import is_there
from jobs.admin.seeing import letting_be, mark_of, marked
from jobs.models import Job, JobFlag, JobMove
from jobs.services.moderating import approve_job, freeze_job, reject_job, unfreeze_job
from jobs.services.moving import status_now

_DECISIONS = {
    "approve": "Approve",
    "reject": "Reject …",
    "freeze": "Freeze …",
    "unfreeze": "Unfreeze",
}


class _Shown(TabularInline):  # type: ignore[type-arg]  # no class of Django takes one
    """Rows of a job that are shown, and changed nowhere here."""

    extra = 0
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the accounts along."""
        return super().get_queryset(request).select_related("user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: services make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: services change them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: services delete them."""
        return False


class Flags(_Shown):
    """What people find wrong with a job."""

    model = JobFlag
    fk_name = "job"
    fields = readonly_fields = ("user", "reason", "detail", "outcome", "created_at")
    ordering = ("created_at", "pk")
    verbose_name_plural = "flags"


class Moves(_Shown):
    """What happened to a job."""

    model = JobMove
    fields = readonly_fields = (
        "at",
        "action",
        "from_status",
        "to_status",
        "by",
        "user",
        "reason",
        "comment",
    )
    ordering = ("-at", "-pk")
    verbose_name_plural = "history"


@register(Job, site=site)
class Jobs(Looking):
    """Jobs."""

    change_form_template = "admin/jobs/job.html"
    list_display = (
        "title",
        "company",
        "state",
        "waits_for",
        "waiting",
        "published_at",
        "expires_at",
    )
    list_filter = (("queued_at", is_there("waiting")), "queue_reason", "status")
    list_select_related = ("company",)
    search_fields = ("title", "company__name")
    search_help_text = "A part of the title or of the company's name."
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "company",
                    "verified",
                    "state",
                    "waits_for",
                    "waiting",
                    "differences",
                    "text",
                    "places",
                    "pay",
                    "apply_method",
                    "apply_link",
                )
            },
        ),
        (
            "Particulars",
            {
                "classes": ("collapse",),
                "fields": (
                    "id",
                    "external_id",
                    "employment_type",
                    "workplace",
                    "applicant_countries",
                    "experience_level",
                    "category",
                    "skills",
                    "language",
                    "positions",
                    "questions",
                    "created_at",
                    "updated_at",
                    "published_at",
                    "expires_at",
                    "closed_at",
                    "frozen_at",
                ),
            },
        ),
    )
    inlines = (Flags, Moves)
    actions = (
        letting_be("Approve the chosen jobs", approve_job),
        deciding("Reject the chosen jobs", reject_job),
        deciding("Freeze the chosen jobs", freeze_job),
        letting_be("Unfreeze the chosen jobs", unfreeze_job),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Ask for the state of each at this moment."""
        rows: Any = super().get_queryset(request)
        return rows.with_status()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Begin with the queue, as moderators work it; then the newest."""
        oldest = F("queued_at").asc(nulls_last=True)
        return ["-queue_rank", oldest, "-created_at", "-pk"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer on the page of one job what can be done with it now."""
        job = context["original"]
        can = actions_for(job, moderator(request)) if job is not None else []
        context["decisions"] = [
            (name, label) for name, label in _DECISIONS.items() if name in can
        ]
        context["mark"] = mark_of(job) if job is not None else ""
        return super().render_change_form(request, context, *args, **kwargs)

    @display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: Job) -> SafeString:
        """Offer to choose a job, and note which text of it was on the page."""
        return marked(super().action_checkbox(obj), obj)

    @display(description="status")
    def state(self, job: Job) -> str:
        """Tell its state as time and its company's suspension make it."""
        return status_now(job)

    @display(description="queue", ordering="queue_reason", empty_value="-")
    def waits_for(self, job: Job) -> str | None:
        """Say why it waits for a moderator."""
        urgent = " (urgent)" if job.queue_rank else ""
        return f"{job.queue_reason}{urgent}" if job.queue_reason else None

    @display(description="waiting for", ordering="queued_at", empty_value="-")
    def waiting(self, job: Job) -> str | None:
        """Say how long it has waited."""
        return timesince(job.queued_at) if job.queued_at else None

    @display(description="company verified", boolean=True)
    def verified(self, job: Job) -> bool:
        """Tell whether its company publishes without review."""
        return job.company.is_verified

    @display
    def text(self, job: Job) -> str:
        """Show it as plain text, with the addresses behind its links."""
        return readable(job.description)

    @display(description="changes")
    def differences(self, job: Job) -> str:
        """Compare it with what was approved."""
        return differences_of(job)

    @display(empty_value="-")
    def places(self, job: Job) -> str:
        """Name its places."""
        named = ("city", "region", "country")
        told = [[place.get(part) for part in named] for place in job.locations]
        return "; ".join(", ".join(filter(None, parts)) for parts in told)

    @display(empty_value="-")
    def pay(self, job: Job) -> str | None:
        """Say what it pays."""
        if not job.salary_currency:
            return None
        bounds = [f"{each:,.2f}" for each in (job.salary_min, job.salary_max) if each]
        amount = " to ".join(bounds)
        return f"{amount} {job.salary_currency} per {job.salary_period}"

    @display(description="apply at", empty_value="-")
    def apply_link(self, job: Job) -> str | None:
        """Show the address as text: what it leads to may be what is wrong."""
        return format_html("<code>{}</code>", job.apply_url) if job.apply_url else None
