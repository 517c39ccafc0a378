"""GET me/notifications/: one's own, the newest first, and how many are unread."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import Cast, sign_in
from notifications.models import Notification
from notifications.services import UNWORDED

pytestmark = pytest.mark.django_db
LIST = "/api/v1/me/notifications/"


def note(user, **fields):
    """Write a notification as its consumer would."""
    return Notification.objects.create(
        recipient=user.key,
        **{
            "event": uuid4(),
            "kind": "member.role_changed",
            "notice": "role_changed",
            "subject": user.key,
            "payload": {"after": "viewer", "before": "owner", "company": "1"},
            "visible_at": timezone.now(),
            **fields,
        },
    )


def test_one_of_them_as_its_reader_sees_it(cast: Cast):
    row = note(cast.vera, visible_at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    answer = sign_in(cast.vera).get(LIST)
    assert answer.json() == {
        "results": [
            {
                "id": str(row.pk),
                "kind": "member.role_changed",
                "text": "You are now viewer in your company.",
                "subject": cast.vera.key,
                "created_at": "2026-05-01T12:00:00Z",
                "read_at": None,
            }
        ],
        "next": None,
        "previous": None,
        "unread": 1,
    }


def test_the_newest_comes_first_and_a_walk_meets_each_once(cast: Cast):
    now = timezone.now()
    at = [now - timedelta(minutes=age) for age in (3, 1, 1, 2, 5)]
    rows = [note(cast.dana, visible_at=each) for each in at]
    expected = sorted(rows, key=lambda row: (row.visible_at, row.pk), reverse=True)
    api, seen, page = sign_in(cast.dana), [], {"next": f"{LIST}?page_size=2"}
    while page["next"]:
        page = api.get(LIST + "?" + page["next"].partition("?")[2]).json()
        seen += [row["id"] for row in page["results"]]
        assert page["unread"] == 5
    assert seen == [str(row.pk) for row in expected]


def test_what_is_anothers_or_lies_ahead_is_neither_listed_nor_counted(cast: Cast):
    note(cast.eve)
    note(cast.dana, visible_at=timezone.now() + timedelta(minutes=1))
    page = sign_in(cast.dana).get(LIST).json()
    assert (page["results"], page["unread"]) == ([], 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unread=true", {"new"}),
        ("unread=false", {"old"}),
        ("unread=", {"new", "old"}),
    ],
)
def test_the_filter_keeps_what_was_read_or_was_not(cast: Cast, query, expected):
    rows = {
        str(note(cast.dana).pk): "new",
        str(note(cast.dana, read_at=timezone.now()).pk): "old",
    }
    page = sign_in(cast.dana).get(f"{LIST}?{query}").json()
    assert {rows[row["id"]] for row in page["results"]} == expected
    assert page["unread"] == 1


@pytest.mark.parametrize("query", ["unread=1", "unread=maybe", "read=true", "kind=x"])
def test_a_filter_that_is_none_is_refused(cast: Cast, query):
    assert sign_in(cast.dana).get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize(
    "gone",
    [
        {"kind": "company.dissolved"},
        {"notice": "renamed"},
        {"payload": {}},
    ],
)
def test_one_whose_words_are_gone_stays_in_the_list(cast: Cast, gone):
    note(cast.dana, **gone)
    note(cast.dana)
    texts = [row["text"] for row in sign_in(cast.dana).get(LIST).json()["results"]]
    assert texts == ["You are now viewer in your company.", UNWORDED]


def test_the_number_of_queries_does_not_grow(cast: Cast):
    api, counts = sign_in(cast.dana), []
    for _ in range(2):
        for _ in range(5):
            note(cast.dana)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert api.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
