"""An erased person takes along what they were told and what they had chosen."""

from uuid import uuid4

import pytest
from django.utils import timezone

from conftest import Cast, sign_in
from notifications.models import Notification, Preference
from notifications.services import set_preference

pytestmark = pytest.mark.django_db


def test_an_erased_person_takes_it_along(cast: Cast, monkeypatch):
    monkeypatch.setattr("notifications.services.categories", lambda: ["news"])
    for user in (cast.dana, cast.eve):
        set_preference(recipient=user.key, category="news", email=False)
        Notification.objects.create(
            recipient=user.key,
            event=uuid4(),
            kind="member.left",
            notice="left",
            subject=user.key,
            payload={},
            visible_at=timezone.now(),
        )
    assert sign_in(cast.dana).delete("/api/v1/me/").status_code == 204
    assert Notification.objects.get().recipient == cast.eve.key
    assert Preference.objects.get().recipient == cast.eve.key
