"""Postings: one row each, with everything that an applicant reads."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Company
from jobs.life import OPEN
from jobs.models.kept import HiddenCompany
from jobs.terms import (
    PERIODS_A_YEAR,
    ApplyMethod,
    EmploymentType,
    ExperienceLevel,
    Period,
    QueueReason,
    Status,
    Workplace,
)
from kernel.ids import new_id


def _a_year(bound: str, other: str) -> Any:
    """Return the SQL for pay by the year; a bound that is left out equals the other."""
    factor = Case(
        *(When(salary_period=p, then=Value(n)) for p, n in PERIODS_A_YEAR.items()),
        default=Value(0),
    )
    return Coalesce(F(bound), F(other)) * factor


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, as rules ask for them."""

    def live(self) -> "JobQuerySet":
        """Keep what the public may find: published, not run out, not suspended."""
        return self.filter(
            status=Status.PUBLISHED,
            expires_at__gt=Now(),
            company__suspended_at__isnull=True,
        )

    def public(self) -> "JobQuerySet":
        """Keep what anybody may read by its id: live ones, and those that are over."""
        return self.filter(
            status__in=(Status.PUBLISHED, Status.CLOSED, Status.EXPIRED),
            published_at__isnull=False,
            frozen_at__isnull=True,
            company__suspended_at__isnull=True,
        )

    def of(self, actor: Actor) -> "JobQuerySet":
        """Keep those of the caller's company."""
        if actor.company is None or not actor.is_member:
            return self.none()
        return self.filter(company=actor.company)

    def visible_to(self, actor: Actor) -> "JobQuerySet":
        """Keep the public ones, one's own company's, and for admins all."""
        if actor.is_admin:
            return self
        if actor.company is None or not actor.is_member:
            return self.public()
        return self.public() | self.of(actor)

    def not_hidden_from(self, actor: Actor) -> "JobQuerySet":
        """Leave out the companies that a person does not want to see."""
        if not actor.is_applicant:
            return self
        hidden = HiddenCompany.objects.filter(user=actor.id).values("company")
        return self.exclude(company__in=hidden)

    def open_with_text(
        self, company: UUID, fingerprints: Collection[bytes]
    ) -> "JobQuerySet":
        """Keep a company's open jobs that say one of these texts.

        In two halves, because there is an index for either: all of them are asked for
        with each job that is posted.
        """
        rows = self.filter(
            company=company, fingerprint__in=fingerprints, status__in=OPEN
        )
        return rows.filter(allows_duplicate=False) | rows.filter(allows_duplicate=True)

    def queued(self) -> "JobQuerySet":
        """Keep those that wait for a moderator."""
        return self.filter(queued_at__isnull=False)

    def lapsed(self) -> "JobQuerySet":
        """Keep the published ones whose time has run out."""
        return self.filter(status=Status.PUBLISHED, expires_at__lte=Now())

    def with_status(self) -> "JobQuerySet":
        """Add `status_now`: the state as time and the company's suspension make it."""
        told = Func(
            F("company__suspended_at"),
            template='job_status("jobs_job", %(expressions)s)',
            output_field=models.CharField(),
        )
        return self.annotate(status_now=told)

    def with_card(self) -> "JobQuerySet":
        """Add `card`: the JSON text of what lists show, as the database writes it."""
        written = Func(
            F("company__name"),
            template='job_card("jobs_job", "accounts_company")',
            output_field=models.TextField(),
        )
        return self.with_status().annotate(card=written)


class Job(models.Model):
    """One posting of a company."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="jobs", db_index=False
    )
    external_id = models.CharField(max_length=200, blank=True, default="")
    external_key = models.CharField(max_length=400, null=True, editable=False)  # noqa: DJ001  # unique where there is one
    """The external id, folded: how an upsert finds the job."""

    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=80)
    description = models.TextField()
    """Safe HTML; made by `jobs.texts.safe_html` and by nothing else."""
    description_text = models.TextField()
    """The same as plain text, for search and for feeds."""
    employment_type = models.CharField(
        max_length=20, choices=EmploymentType.choices, default=EmploymentType.FULL_TIME
    )
    workplace = models.CharField(
        max_length=20, choices=Workplace.choices, default=Workplace.ONSITE
    )
    locations = models.JSONField(default=list)
    """`[{city, region, country, latitude, longitude}]`, as they are shown."""
    countries = ArrayField(models.CharField(max_length=2), default=list)
    """The countries of the locations, each once."""
    applicant_countries = ArrayField(models.CharField(max_length=2), default=list)
    experience_level = models.CharField(
        max_length=20, choices=ExperienceLevel.choices, blank=True, default=""
    )
    category = models.CharField(max_length=60, blank=True, default="")
    skills = ArrayField(models.CharField(max_length=100), default=list)
    skill_keys = ArrayField(models.CharField(max_length=200), default=list)
    """The skills as filters compare them."""
    language = models.CharField(max_length=35, default="en")
    main_language = models.GeneratedField(
        expression=Func(F("language"), Value("-"), Value(1), function="split_part"),
        output_field=models.CharField(max_length=35),
        db_persist=True,
    )
    """The language without its country: `en` of `en-GB`."""
    salary_min = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    salary_max = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    salary_currency = models.CharField(max_length=3, blank=True, default="")
    salary_period = models.CharField(
        max_length=10, choices=Period.choices, blank=True, default=""
    )
    salary_year_min = models.GeneratedField(
        expression=_a_year("salary_min", "salary_max"),
        output_field=models.DecimalField(max_digits=18, decimal_places=2, null=True),
        db_persist=True,
    )
    salary_year_max = models.GeneratedField(
        expression=_a_year("salary_max", "salary_min"),
        output_field=models.DecimalField(max_digits=18, decimal_places=2, null=True),
        db_persist=True,
    )
    positions = models.PositiveIntegerField(default=1)
    questions = models.JSONField(default=list)
    apply_method = models.CharField(
        max_length=10, choices=ApplyMethod.choices, default=ApplyMethod.INTERNAL
    )
    apply_url = models.CharField(max_length=2000, blank=True, default="")

    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    """As it was last moved; `status_now` says what that means at this moment."""
    published_at = models.DateTimeField(null=True)
    """The first publication, set once: after it nothing makes a job a draft again."""
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    """Kept when a frozen job is closed: it never comes back into the open by that."""
    frozen_text = models.BinaryField(max_length=32, null=True)
    """The fingerprint of what was frozen: it is known when it is posted anew."""
    queued_at = models.DateTimeField(null=True)
    """Since when it waits for a moderator."""
    queue_reason = models.CharField(
        max_length=10, choices=QueueReason.choices, blank=True, default=""
    )
    queue_rank = models.PositiveSmallIntegerField(default=0)
    """The queue is worked from the highest rank, and in each from the oldest."""
    approved = models.JSONField(null=True)
    """Title, text and apply link as a moderator last approved them."""

    fingerprint = models.BinaryField(max_length=32)
    """A digest of title, text and places, folded: equal ones are duplicates."""
    allows_duplicate = models.BooleanField(default=False)
    content_digest = models.BinaryField(max_length=32)
    """A digest of all that an employer writes: equal means unchanged."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "external_key"],
                condition=Q(external_key__isnull=False),
                name="job_once_per_external_id",
            ),
            models.UniqueConstraint(
                fields=["company", "fingerprint"],
                condition=Q(status__in=OPEN, allows_duplicate=False),
                name="job_once_per_text",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="job_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "pending", "rejected", "closed"))
                | Q(published_at__isnull=False, expires_at__isnull=False),
                name="job_published_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.FROZEN) | Q(frozen_at__isnull=False),
                name="job_frozen_since",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(status=Status.PUBLISHED),
                name="job_newest",
            ),
            models.Index(
                fields=["company", "-published_at", "-id"],
                condition=Q(status=Status.PUBLISHED),
                name="job_newest_of_company",
            ),
            models.Index(
                fields=["category", "-published_at", "-id"],
                include=["expires_at", "company"],  # so that counting reads no rows
                condition=Q(status=Status.PUBLISHED),
                name="job_newest_of_category",
            ),
            models.Index(
                fields=["company", "-created_at", "-id"], name="job_of_company"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status=Status.PUBLISHED),
                name="job_by_expiry",
            ),
            models.Index(
                fields=["-queue_rank", "queued_at", "id"],
                condition=Q(queued_at__isnull=False),
                name="job_in_queue",
            ),
            models.Index(
                fields=["company", "fingerprint"],
                condition=Q(status__in=OPEN, allows_duplicate=True),
                name="job_meant_twice",
            ),
            models.Index(
                fields=["company", "frozen_text"],
                condition=Q(frozen_text__isnull=False),
                name="job_taken_down",
            ),
            # For filters that few jobs pass; for the others the newest are looked at.
            GinIndex(
                fields=[
                    "countries",
                    "skill_keys",
                    "category",
                    "employment_type",
                    "experience_level",
                    "workplace",
                    "main_language",
                ],
                condition=Q(status=Status.PUBLISHED),
                name="job_by_filter",
            ),
        ]

    def __str__(self) -> str:
        """Show its title."""
        return self.title

    @property
    def key(self) -> str:
        """Name the job in events."""
        return f"job:{self.id}"

    @property
    def company_key(self) -> str:
        """Name its company in events' audiences."""
        return f"company:{self.company_id}"

    def content(self) -> dict[str, Any]:
        """Return what a moderator judges: an edit of it is looked at again."""
        return {
            "title": self.title,
            "description": self.description,
            "apply_url": self.apply_url,
        }


def job_path(job_id: UUID) -> str:
    """Return where a job is."""
    return f"/api/v1/jobs/{job_id}/"
