"""Exports: a copy of everything that is held about a person, made for that person."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models.users import User
from kernel.ids import new_id


class ExportStatus(models.TextChoices):
    """How far an export is."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


UNFINISHED = (ExportStatus.QUEUED, ExportStatus.RUNNING)


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports, as rules ask for them."""

    def visible_to(self, actor: Actor) -> "ExportQuerySet":
        """Keep the caller's own; nobody else's, whoever asks."""
        return self.filter(user=actor.id) if actor.id else self.none()

    def unfinished(self) -> "ExportQuerySet":
        """Keep those that are still to be made; a person has one at most."""
        return self.filter(status__in=UNFINISHED)

    def ready(self) -> "ExportQuerySet":
        """Keep those with a file."""
        return self.filter(status=ExportStatus.READY)


class Export(models.Model):
    """One copy of a person's data, and where its file lies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="exports", db_index=False
    )
    status = models.CharField(
        max_length=10, choices=ExportStatus.choices, default=ExportStatus.QUEUED
    )
    stored_as = models.CharField(max_length=32, blank=True, default="")
    """What we call the file; blank while there is none."""
    size = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ExportStatus.values),
                name="export_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status=ExportStatus.READY) ^ Q(stored_as=""),
                name="export_has_a_file_when_ready",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=UNFINISHED),
                name="export_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="export_newest"),
            models.Index(fields=["created_at"], name="export_by_age"),
            models.Index(
                fields=["stored_as"], condition=~Q(stored_as=""), name="export_of_file"
            ),
        ]

    def __str__(self) -> str:
        """Show how far it is, without the person."""
        return f"{self.status} export"

    @property
    def key(self) -> str:
        """Name it in events."""
        return f"export:{self.id}"

    @property
    def has_expired(self) -> bool:
        """Tell whether its time is over, whether or not its file is gone yet."""
        ready = self.status == ExportStatus.READY and self.expires_at is not None
        is_over = ready and self.expires_at <= timezone.now()  # type: ignore[operator]  # asked just now
        return self.status == ExportStatus.EXPIRED or is_over


def export_path(export_id: object) -> str:
    """Return where an export is."""
    return f"/api/v1/me/exports/{export_id}/"
