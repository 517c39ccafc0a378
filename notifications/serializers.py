"""The shapes of notifications and of mail preferences."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from kernel.fields import Flag, Instant, List, Text
from kernel.serializers import LONGEST_LIST, StrictSerializer
from kernel.validation import hinted
from notifications.models import Notification
from notifications.services import categories, render_notification


class NotificationOut(StrictSerializer):
    """One line for one person."""

    id = serializers.UUIDField()
    kind = Text(max_length=100)
    text = Text(max_length=500)
    subject = Text(max_length=100)
    created_at = Instant()
    read_at = Instant(allow_null=True)


class NotificationPage(StrictSerializer):
    """A page, the ones beside it, and how many are unread on all of them."""

    results = NotificationOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    unread = serializers.IntegerField(min_value=0)


def shape_notification(notification: Notification) -> dict[str, Any]:
    """Return a notification as its reader sees it; it begins when it may be seen."""
    return {
        "id": str(notification.pk),
        "kind": notification.kind,
        "text": render_notification(notification),
        "subject": notification.subject,
        "created_at": notification.visible_at,
        "read_at": notification.read_at,
    }


class Id(serializers.UUIDField):
    """An id as it was given out: a text."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse the numbers that DRF would take for ids."""
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class ReadIn(StrictSerializer):
    """Which notifications were read: some, or all."""

    ids = List(child=Id(), max_length=LONGEST_LIST, required=False)
    all = Flag(required=False)

    def validate_all(self, value: bool) -> bool:
        """Refuse `false`, which says nothing."""
        if not value:
            raise ValidationError([hinted("Say true, or leave it out.", "invalid")])
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two."""
        if len(attrs) != 1:
            text = "Give either ids or all, and not both."
            raise ValidationError([hinted(text, "invalid")])
        return attrs


class UnreadOut(StrictSerializer):
    """How many notifications are left unread."""

    unread = serializers.IntegerField(min_value=0)


class MailChoices(StrictSerializer):
    """For each category of mail that can be switched off: whether it is wanted."""

    def get_fields(self) -> dict[str, Any]:
        """Return one field for each category that some app's mails have."""
        return {category: Flag(required=False) for category in categories()}


class PreferencesOut(StrictSerializer):
    """What a person wants mail about."""

    email = MailChoices()


class PreferencesIn(StrictSerializer):
    """What is to change of it."""

    email = MailChoices(required=False)


def shape_preferences(email: dict[str, bool]) -> dict[str, Any]:
    """Return the preferences as their owner sees them."""
    return {"email": email}


class SubscriptionOut(StrictSerializer):
    """One category of mails, and whether its reader still gets them."""

    category = Text(max_length=100)
    subscribed = Flag()


class OneClickIn(StrictSerializer):
    """What mail clients post (RFC 8058); the token alone decides."""

    def get_fields(self) -> dict[str, Any]:
        """Name the one field as the RFC does, which is no name in Python."""
        return {"List-Unsubscribe": serializers.CharField(required=False)}
