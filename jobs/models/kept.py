"""What a person keeps: saved jobs, and companies that they do not want to see."""

from django.db import models
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Company, User
from kernel.ids import new_id


class OwnQuerySet(models.QuerySet):  # type: ignore[type-arg]  # of either model below
    """Rows that belong to one person."""

    def visible_to(self, actor: Actor) -> "OwnQuerySet":
        """Keep the caller's own."""
        return self.filter(user=actor.id) if actor.id else self.none()


class SavedJob(models.Model):
    """That a person saved a job."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.CASCADE, related_name="+", db_index=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "job"], name="job_saved_once")
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="job_saved_newest")
        ]

    def __str__(self) -> str:
        """Show which it is, without the person."""
        return f"saved {self.job_id}"


class HiddenCompany(models.Model):
    """That a person does not want to see a company's jobs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="+", db_index=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"], name="company_hidden_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["user", "-created_at", "-id"], name="company_hidden_newest"
            )
        ]

    def __str__(self) -> str:
        """Show which it is, without the person."""
        return f"hidden {self.company_id}"
