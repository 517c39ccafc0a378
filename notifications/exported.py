"""What notifications hold about a person, for the person to have."""

from accounts.exports import Row, add_section, leave_out
from notifications.models import Notification, Preference
from notifications.services import render_notification


def _worded(row: Row) -> Row:
    """Add the words that the person reads."""
    line = Notification(kind=row["kind"], notice=row["notice"], payload=row["payload"])
    return {**row, "text": render_notification(line)}


add_section(
    "notifications",
    "What you were told in the application.",
    lambda user: Notification.objects.of_recipient(user.key).order_by("visible_at"),
    *("id", "kind", "notice", "subject", "payload", "read_at"),
    shown={"created_at": "visible_at"},
    holds=("recipient",),
    finish=_worded,
)
leave_out("a number of the log", "notifications_notification.event")

add_section(
    "mail_preferences",
    "Which mails you switched off or on.",
    lambda user: Preference.objects.filter(recipient=user.key).order_by("category"),
    *("category", "email", "updated_at"),
    holds=("recipient",),
)
leave_out("a number of the row alone", "notifications_preference.id")
