"""What happened to a job, and what people find wrong with it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from jobs.models.jobs import Job
from jobs.terms import FlagOutcome, FlagReason, Status
from kernel.ids import new_id


class By(models.TextChoices):
    """In what part somebody moved a job."""

    COMPANY = "company"
    MODERATOR = "moderator"
    SYSTEM = "system"


class JobMove(models.Model):
    """One step in the life of a job."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(
        Job, on_delete=models.CASCADE, related_name="moves", db_index=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10, choices=Status.choices)
    to_status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.CharField(max_length=30, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    by = models.CharField(max_length=10, choices=By.choices)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["job", "-at", "-id"], name="move_of_job")]

    def __str__(self) -> str:
        """Show from where to where."""
        return f"{self.from_status} → {self.to_status}"


class JobFlagQuerySet(models.QuerySet["JobFlag"]):
    """Flags, as rules ask for them."""

    def open(self) -> "JobFlagQuerySet":
        """Keep those that no moderator has answered."""
        return self.filter(outcome="")

    def counting(self) -> "JobFlagQuerySet":
        """Keep those that count against a job: not dismissed, and not a rival's.

        Members of companies never count: another's has an interest, and its own too.
        """
        return self.exclude(outcome=FlagOutcome.DISMISSED).filter(
            ~Q(user__role=Role.EMPLOYER) | Q(user__membership__isnull=True),
            user__is_active=True,
            user__email_verified_at__isnull=False,
        )


class JobFlag(models.Model):
    """What one account says is wrong with a job."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(
        Job, on_delete=models.CASCADE, related_name="flags", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=FlagReason.choices)
    detail = models.TextField(blank=True, default="")
    outcome = models.CharField(
        max_length=10, choices=FlagOutcome.choices, blank=True, default=""
    )
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = JobFlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "user"], name="flag_once_per_job")
        ]
        indexes = [
            models.Index(
                fields=["created_at", "id"],
                condition=Q(outcome=""),
                name="flag_open_oldest",
            ),
            models.Index(fields=["created_at", "id"], name="flag_oldest"),
        ]

    def __str__(self) -> str:
        """Show what it is for, without the person."""
        return f"{self.reason} flag"

    @property
    def key(self) -> str:
        """Name the flag in events."""
        return f"flag:{self.id}"
