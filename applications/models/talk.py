"""What is said of an application: notes within the company, messages between sides."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from applications.models.applications import Application
from kernel.ids import new_id


class Side(models.TextChoices):
    """Who speaks."""

    APPLICANT = "applicant"
    COMPANY = "company"


class Note(models.Model):
    """What a member of the company noted; nothing shows it to an applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["application", "-created_at", "-id"],
                name="application_note_newest",
            )
        ]

    def __str__(self) -> str:
        """Show that it is one, without its text."""
        return f"note on {self.application_id}"


class Message(models.Model):
    """What one side wrote to the other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["application", "-created_at", "-id"],
                name="application_message_newest",
            )
        ]

    def __str__(self) -> str:
        """Show from which side, without its text."""
        return f"message of the {self.side}"
