"""What a person is told in the application, and what they want no mail about."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

from kernel.ids import new_id

READ_KEPT = timedelta(days=180)
KEPT_AT_MOST = timedelta(days=365)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Named questions to the notifications."""

    def of_recipient(self, recipient: str) -> Self:
        """Keep what one person may see by now."""
        return self.filter(recipient=recipient, visible_at__lte=Now())

    def unread(self) -> Self:
        """Keep what was not read."""
        return self.filter(read_at=None)

    def outdated(self) -> Self:
        """Keep what is read and half a year old, and whatever is a year old."""
        read = models.Q(read_at__isnull=False, visible_at__lt=Now() - READ_KEPT)
        return self.filter(read | models.Q(visible_at__lt=Now() - KEPT_AT_MOST))


class Notification(models.Model):
    """One line for one person; its words are rendered when it is read.

    Only ids and codes are kept, so that nothing about others stays here when they
    are erased. `visible_at` may lie ahead: until then the query does not show it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.CharField(max_length=100)
    event = models.UUIDField()
    kind = models.CharField(max_length=100)
    notice = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    payload = models.JSONField()
    visible_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "notice", "recipient"],
                name="notification_once_per_event_and_recipient",
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-visible_at", "-id"],
                name="notification_newest_first",
            ),
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at=None),
                name="notification_unread",
            ),
            models.Index(fields=["visible_at"], name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Preference(models.Model):
    """Whether a person wants the mails of one category; without a row they do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.CharField(max_length=100)
    category = models.CharField(max_length=100)
    email = models.BooleanField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "category"],
                name="preference_once_per_recipient_and_category",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.id}"
