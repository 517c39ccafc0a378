"""POST me/notifications/read/: some or all, one's own only, as often as one likes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conftest import Cast, sign_in
from notifications.models import Notification
from notifications.tests.test_notifications_list import note

pytestmark = pytest.mark.django_db
READ = "/api/v1/me/notifications/read/"


def test_some_are_read_and_the_rest_is_counted(cast: Cast):
    first, second, third = (note(cast.dana) for _ in range(3))
    api = sign_in(cast.dana)
    answer = api.post(READ, {"ids": [str(first.pk), str(second.pk)]})
    assert (answer.status_code, answer.json()) == (200, {"unread": 1})
    assert Notification.objects.get(read_at=None) == third
    first.refresh_from_db()
    read_at = first.read_at
    assert api.post(READ, {"ids": [str(first.pk)]}).json() == {"unread": 1}
    first.refresh_from_db()
    assert first.read_at == read_at


def test_all_are_read_but_nobody_elses_and_nothing_to_come(cast: Cast):
    note(cast.dana)
    eves = note(cast.eve)
    coming = note(cast.dana, visible_at=timezone.now() + timedelta(days=1))
    assert sign_in(cast.dana).post(READ, {"all": True}).json() == {"unread": 0}
    unread = Notification.objects.filter(read_at=None)
    assert {row.pk for row in unread} == {eves.pk, coming.pk}


def test_foreign_unknown_and_coming_ids_are_passed_over_alike(cast: Cast):
    coming = note(cast.mallory, visible_at=timezone.now() + timedelta(days=1))
    mine = note(cast.mallory)
    for each in (note(cast.eve).pk, coming.pk, uuid4()):
        answer = sign_in(cast.mallory).post(READ, {"ids": [str(each)]})
        assert (answer.status_code, answer.json()) == (200, {"unread": 1})
    ids = [str(uuid4()), str(mine.pk)]
    assert sign_in(cast.mallory).post(READ, {"ids": ids}).json() == {"unread": 0}
    assert Notification.objects.filter(read_at=None).count() == 2


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "non_field_errors", "invalid"),
        ({"ids": [], "all": True}, "non_field_errors", "invalid"),
        ({"all": False}, "all", "invalid"),
        ({"all": "true"}, "all", "invalid"),
        ({"all": None}, "all", "null"),
        ({"ids": None}, "ids", "null"),
        ({"ids": "x"}, "ids", "not_a_list"),
        ({"ids": ["x"]}, "ids.0", "invalid"),
        ({"ids": [7]}, "ids.0", "invalid"),
        ({"ids": [None]}, "ids.0", "null"),
        ({"ids": [str(uuid4())] * 201}, "ids", "max_length"),
        ({"all": True, "id": "x"}, "id", "unknown_field"),
    ],
)
def test_one_of_the_two_is_asked_for(cast: Cast, body, field, code):
    note(cast.dana)
    answer = sign_in(cast.dana).post(READ, body)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert Notification.objects.filter(read_at=None).count() == 1


def test_two_hundred_at_once_are_enough(cast: Cast):
    body = {"ids": [str(uuid4()) for _ in range(200)]}
    assert sign_in(cast.dana).post(READ, body).status_code == 200


def test_no_ids_are_none(cast: Cast):
    note(cast.dana)
    assert sign_in(cast.dana).post(READ, {"ids": []}).json() == {"unread": 1}


def test_a_key_makes_the_answer_repeatable(cast: Cast):
    api = sign_in(cast.dana)
    note(cast.dana)
    first = api.post(READ, {"all": True}, Idempotency_Key="k1")
    late = note(cast.dana)
    again = api.post(READ, {"all": True}, Idempotency_Key="k1")
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json() == {"unread": 0}
    late.refresh_from_db()
    assert late.read_at is None
