"""Reports that somebody asked for, and schedules that ask again and again."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.models import Company, User
from applications.models import Application
from kernel.ids import new_id
from reports.terms import OF_ADMINS, OF_EMPLOYERS, Cadence, Format, Kind, Status


def kinds_of(actor: Actor) -> tuple[Kind, ...]:
    """Return the kinds that a caller may ask for."""
    if actor.is_admin:
        return OF_ADMINS
    return OF_EMPLOYERS if actor.is_member else ()


def _of(actor: Actor) -> Q:
    """Say which rows are a caller's with the rights that they have now.

    What somebody asked for as a member of one company is nothing to them in another.
    """
    company = None if actor.is_admin else actor.company
    mine = Q(user=actor.id, kind__in=kinds_of(actor))
    return mine & (Q(company__isnull=True) if company is None else Q(company=company))


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, as rules ask for them."""

    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        """Keep one's own, as long as one may still ask for such a report."""
        return self.filter(_of(actor))

    def waiting(self) -> "ReportQuerySet":
        """Keep those that are not begun, oldest first."""
        return self.filter(status=Status.QUEUED).order_by("created_at", "id")

    def running(self) -> "ReportQuerySet":
        """Keep those that are being built; a person has one at most."""
        return self.filter(status=Status.RUNNING)


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    """Schedules, as rules ask for them."""

    def visible_to(self, actor: Actor) -> "ReportScheduleQuerySet":
        """Keep one's own, as long as one may still ask for such a report."""
        return self.filter(_of(actor))

    def due(self, moment: datetime) -> "ReportScheduleQuerySet":
        """Keep those whose time has come, the longest overdue first."""
        rows = self.filter(is_active=True, next_at__lte=moment)
        return rows.order_by("next_at", "id")


class ReportSchedule(models.Model):
    """That somebody wants a report each day, week or month."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, null=True, related_name="+"
    )
    """None for what is about the whole board."""
    kind = models.CharField(max_length=20, choices=Kind.choices)
    format = models.CharField(max_length=5, choices=Format.choices)
    cadence = models.CharField(max_length=10, choices=Cadence.choices)
    timezone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    """False when its owner paused it, or lost the right to such reports."""
    next_at = models.DateTimeField()
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now, editable=False)

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-created_at", "-id"], name="report_schedule_of_user"
            ),
            models.Index(
                fields=["next_at", "id"],
                condition=Q(is_active=True),
                name="report_schedule_due",
            ),
        ]

    def __str__(self) -> str:
        """Show what it asks for."""
        return f"{self.cadence} {self.kind}"

    @property
    def key(self) -> str:
        """Name the schedule in events."""
        return f"report_schedule:{self.id}"


class Course(models.Model):
    """How an application went; triggers write it, and `reports.courses` says what."""

    application = models.OneToOneField(
        Application,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    company_id = models.UUIDField()
    job_id = models.UUIDField()
    submitted_at = models.DateTimeField()
    stage = models.CharField(max_length=15)
    reason = models.CharField(max_length=20)
    place = models.SmallIntegerField()
    """The furthest stage that it ever reached, from 1 to 6: submitted to hired."""
    hired_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    """The first step of the company's that the applicant knows of, or will."""
    messaged_at = models.DateTimeField(null=True)
    """The first message of the company's."""

    class Meta:
        indexes = [
            models.Index(fields=["company_id", "submitted_at"], name="course_by_start"),
            models.Index(
                fields=["company_id", "hired_at"],
                condition=Q(hired_at__isnull=False),
                name="course_by_hire",
            ),
        ]

    def __str__(self) -> str:
        """Show how far it came."""
        return f"course to {self.place}"


class Report(models.Model):
    """One report: what was asked for, how far it is, and where its file lies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, null=True, related_name="+"
    )
    """The one that all its figures are about; None for the whole board."""
    schedule = models.ForeignKey(
        ReportSchedule, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    slot_at = models.DateTimeField(null=True)
    """The time of the schedule that it is for."""
    kind = models.CharField(max_length=20, choices=Kind.choices)
    format = models.CharField(max_length=5, choices=Format.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    timezone = models.CharField(max_length=64, default="UTC")
    """Where its days begin."""
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    detail = models.CharField(max_length=500, blank=True, default="")
    """Why it failed, in words for whoever asked."""
    progress = models.PositiveSmallIntegerField(default=0)
    rows = models.BigIntegerField(null=True)
    """Rows that were written so far; None before the first."""
    stored_as = models.CharField(max_length=32, blank=True, default="")
    """The file; while it is written this names the run that may finish it."""
    size = models.BigIntegerField(null=True)
    figures = models.JSONField(null=True)
    """What charts and tables show, without any list of persons; gone with the file."""
    created_at = models.DateTimeField(default=now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    """Until when the file is kept."""

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status=Status.RUNNING),
                name="report_runs_alone",
            ),
            models.UniqueConstraint(
                fields=["schedule", "slot_at"], name="report_once_per_slot"
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=models.F("last_day")),
                name="report_period_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.READY)
                | Q(expires_at__isnull=False, stored_as__gt=""),
                name="report_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="report_of_user"),
            models.Index(
                fields=["user", "created_at", "id"],
                condition=Q(status=Status.QUEUED),
                name="report_waiting",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status=Status.READY),
                name="report_by_expiry",
            ),
            models.Index(
                fields=["stored_as"],
                condition=Q(stored_as__gt=""),
                name="report_by_file",
            ),
            models.Index(fields=["finished_at"], name="report_by_end"),
        ]

    def __str__(self) -> str:
        """Show what it is."""
        return f"{self.kind} report"

    @property
    def key(self) -> str:
        """Name the report in events."""
        return f"report:{self.id}"

    @property
    def user_key(self) -> str:
        """Name whoever asked for it."""
        return f"user:{self.user_id}"

    @property
    def status_now(self) -> str:
        """Return where it stands: a file whose time is over counts as gone at once."""
        if self.status == Status.READY and self.is_outdated:
            return Status.EXPIRED
        return self.status

    @property
    def is_outdated(self) -> bool:
        """Tell whether its file is to be kept no longer."""
        return self.expires_at is not None and self.expires_at <= now()

    @property
    def file_name(self) -> str:
        """Return what the file is called when it is saved."""
        days = f"{self.first_day:%Y-%m-%d}_{self.last_day:%Y-%m-%d}"
        return f"{self.kind}_{days}.{self.format}"


def report_path(report_id: object) -> str:
    """Return where a report is."""
    return f"/api/v1/reports/{report_id}/"


def schedule_path(schedule_id: object) -> str:
    """Return where a schedule is."""
    return f"/api/v1/report-schedules/{schedule_id}/"
