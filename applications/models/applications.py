"""Applications: one a person and job, and each step that was taken with it."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Company, User
from applications.models.resumes import Resume
from applications.stages import Reason, Stage
from jobs.models import Job
from kernel.ids import new_id

UNRELEASED = Q(stage=Stage.REJECTED, release_at__gt=Now())
"""Rejections that the applicant must not hear of yet."""


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, as rules ask for them."""

    def visible_to(self, actor: Actor) -> "ApplicationQuerySet":
        """Keep one's own, one's company's, for admins all; never an erased one's."""
        rows = self.filter(applicant__isnull=False)
        if actor.is_admin:
            return rows
        if actor.is_applicant:
            return rows.filter(applicant=actor.id)
        if actor.is_member:
            return rows.filter(company=actor.company)
        return rows.none()

    def held(self) -> "ApplicationQuerySet":
        """Hold them, with the job and company that events name fetched along.

        Not as whoever deletes would, so that what points at them may be written.
        """
        along = self.select_related("job__company")
        return along.select_for_update(of=("self",), no_key=True)

    def as_known_to(self, actor: Actor) -> "ApplicationQuerySet":
        """Add `stage_now` and `changed_at` as far as the caller may know them.

        To an applicant a rejection is no fact until it is released: by the query, so
        that no task that is late can tell, or fail to.
        """
        if not actor.is_applicant:
            return self.annotate(stage_now=F("stage"), changed_at=F("updated_at"))
        return self.annotate(
            stage_now=Case(
                When(UNRELEASED, then=F("stage_before")), default=F("stage")
            ),
            changed_at=Case(
                When(UNRELEASED, then=F("told_at")),
                When(
                    stage=Stage.REJECTED,
                    release_at__isnull=False,
                    then=Greatest("told_at", "release_at"),
                ),
                default=F("told_at"),
            ),
        )


class Application(models.Model):
    """What one person sent for one job, and where it stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(
        Job, on_delete=models.RESTRICT, related_name="applications", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="applications", db_index=False
    )
    """The job's, which never changes: most questions are asked by company."""
    applicant = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="applications",
        db_index=False,
    )
    """None once the person was erased: only what a company may count is left then."""
    resume = models.ForeignKey(
        Resume, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    files = models.ManyToManyField(Resume, related_name="applications")
    """All that was sent along: the résumé, and files that questions asked for."""
    cover_letter = models.TextField(blank=True, default="")
    answers = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    """What was asked, as it stood then: the job's form may change."""
    words = SearchVectorField(null=True, editable=False)
    """Name, letter and résumé; written by a trigger."""

    stage = models.CharField(
        max_length=15, choices=Stage.choices, default=Stage.SUBMITTED
    )
    stage_before = models.CharField(
        max_length=15, choices=Stage.choices, blank=True, default=""
    )
    """Where it stood when it was rejected, and what reopening goes back to."""
    reason = models.CharField(
        max_length=20, choices=Reason.choices, blank=True, default=""
    )
    release_at = models.DateTimeField(null=True)
    """When the applicant hears of a rejection; None is at once."""
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    viewed_at = models.DateTimeField(null=True)
    """When somebody of the company first read it."""
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    """The last change, as the company knows it."""
    told_at = models.DateTimeField(default=timezone.now, editable=False)
    """The last change that the applicant knows of."""

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "applicant"], name="application_once_per_job"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="application_stage_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.REJECTED) | ~Q(stage_before=""),
                name="application_rejected_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(release_at__isnull=True) | Q(stage=Stage.REJECTED),
                name="application_release_of_a_rejection",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "-submitted_at", "-id"], name="application_received"
            ),
            models.Index(
                fields=["company", "stage", "-submitted_at", "-id"],
                name="application_in_stage",
            ),
            models.Index(
                fields=["job", "-submitted_at", "-id"], name="application_for_job"
            ),
            models.Index(
                fields=["applicant", "-submitted_at", "-id"], name="application_sent"
            ),
            models.Index(fields=["-submitted_at", "-id"], name="application_newest"),
            models.Index(
                fields=["updated_at"],
                condition=Q(applicant__isnull=False),
                name="application_by_last_change",
            ),
            GinIndex(
                OpClass(F("company"), name="uuid_ops"),
                F("words"),
                name="application_by_words",
            ),
        ]

    def __str__(self) -> str:
        """Show where it stands, without the person."""
        return f"{self.stage} application"

    @property
    def key(self) -> str:
        """Name it in events."""
        return f"application:{self.id}"

    @property
    def company_key(self) -> str:
        """Name its company in events' audiences."""
        return f"company:{self.company_id}"


class ApplicationMove(models.Model):
    """One step of an application."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="moves", db_index=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    to = models.CharField(max_length=15)
    """A stage, or `reopened`."""
    from_stage = models.CharField(max_length=15, blank=True, default="")
    to_stage = models.CharField(max_length=15, choices=Stage.choices)
    reason = models.CharField(max_length=20, blank=True, default="")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)
    """From when on the applicant may know of it; None is never."""

    class Meta:
        indexes = [
            models.Index(
                fields=["application", "-at", "-id"], name="move_of_application"
            )
        ]

    def __str__(self) -> str:
        """Show from where to where."""
        return f"{self.from_stage} → {self.to_stage}"


def application_path(application_id: object) -> str:
    """Return where an application is."""
    return f"/api/v1/applications/{application_id}/"
