"""Notifications go half a year after they could be seen, if they were read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import Cast
from events.schedule import all_entries
from notifications.models import Notification
from notifications.schedules import prune
from notifications.services import prune_notifications
from notifications.tests.test_notifications_list import note

pytestmark = pytest.mark.django_db
READ = {"read_at": timezone.now()}


@pytest.mark.parametrize(
    ("days", "fields", "stays"),
    [(179, READ, True), (181, READ, False), (364, {}, True), (366, {}, False)],
)
def test_age_and_reading_decide(cast: Cast, days, fields, stays):
    note(cast.dana, visible_at=timezone.now() - timedelta(days=days), **fields)
    prune_notifications()
    assert Notification.objects.exists() == stays


def test_they_go_in_batches_until_none_is_left(cast: Cast, monkeypatch):
    for _ in range(5):
        note(cast.dana, visible_at=timezone.now() - timedelta(days=400))
    assert prune_notifications(limit=2) == 2
    monkeypatch.setattr(
        "notifications.schedules.prune_notifications",
        lambda: prune_notifications(limit=1),
    )
    prune(timezone.now())
    assert not Notification.objects.exists()


def test_the_schedule_prunes():
    assert "notifications.prune" in {entry.name for entry in all_entries()}
