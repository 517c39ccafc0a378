"""Résumés: a file that a person handed in, and what is known of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from kernel.ids import new_id


class Kind(models.TextChoices):
    """What a file turned out to be."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    TXT = "txt"


class Scan(models.TextChoices):
    """What a scanner for viruses has said of a file; without one, all are ready."""

    READY = "ready"
    PENDING = "pending"


class ResumeQuerySet(models.QuerySet["Resume"]):
    """Résumés, as rules ask for them."""

    def owned_by(self, actor: Actor) -> "ResumeQuerySet":
        """Keep those that the caller has, and has not deleted."""
        return self.filter(user=actor.id, removed_at__isnull=True)

    def readable_by(self, actor: Actor) -> "ResumeQuerySet":
        """Keep those whose file the caller may read: one's own, and received ones.

        What was sent with an application stays readable to both sides of it.
        """
        if actor.is_applicant:
            kept = Q(removed_at__isnull=True) | Q(applications__isnull=False)
            return self.filter(kept, user=actor.id).distinct()
        if actor.is_member:
            return self.filter(applications__company=actor.company).distinct()
        return self.none()


class Resume(models.Model):
    """One file of a person; it never changes, and lasts while somebody needs it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="resumes", db_index=False
    )
    name = models.CharField(max_length=200)
    """What the person called it, made harmless."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=32, unique=True)
    text = models.TextField(blank=True, default="")
    """The words in it, for those who received it to find."""
    status = models.CharField(max_length=10, choices=Scan.choices, default=Scan.READY)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)
    """Since when its owner does not want it; applications may still have it."""

    objects = ResumeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Scan.values), name="resume_status_is_known"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="resume_newest"),
            models.Index(
                fields=["created_at"],
                condition=Q(status=Scan.PENDING),
                name="resume_to_scan",
            ),
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="resume_removed",
            ),
        ]

    def __str__(self) -> str:
        """Show what it is, without the person."""
        return f"{self.kind} résumé"

    @property
    def key(self) -> str:
        """Name it in events."""
        return f"resume:{self.id}"


def resume_path(resume_id: object) -> str:
    """Return where a résumé is."""
    return f"/api/v1/resumes/{resume_id}/"
