"""GET and PATCH me/notification-preferences/: what one can switch off, and did."""

import pytest

from conftest import Cast, sign_in
from notifications.models import Preference
from notifications.services import wants_email

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/notification-preferences/"
OTHERS = {"applications": True, "jobs": True, "reports": True}
"""What the apps of the board declare, beside the news of these tests."""


def test_only_what_can_be_switched_off_is_shown(mailed, invited, cast: Cast):
    assert sign_in(cast.dana).get(PATH).json() == {"email": {"news": True} | OTHERS}


def test_a_switch_holds_for_oneself_alone(mailed, cast: Cast):
    api = sign_in(cast.dana)
    for wanted in (False, True):
        answer = api.patch(PATH, {"email": {"news": wanted}})
        assert answer.status_code == 200
        shown = {"email": {"news": wanted} | OTHERS}
        assert answer.json() == api.get(PATH).json() == shown
        assert wants_email(recipient=cast.dana.key, category="news") == wanted
        assert wants_email(recipient=cast.eve.key, category="news")


@pytest.mark.parametrize("body", [{}, {"email": {}}])
def test_what_is_not_named_stays(mailed, cast: Cast, body):
    api = sign_in(cast.dana)
    api.patch(PATH, {"email": {"news": False}})
    assert api.patch(PATH, body).json() == {"email": {"news": False} | OTHERS}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"email": {"new": True}}, "email.new", "unknown_field"),
        ({"email": {"news": "off"}}, "email.news", "invalid"),
        ({"email": {"news": None}}, "email.news", "null"),
        ({"email": None}, "email", "null"),
        ({"news": False}, "news", "unknown_field"),
    ],
)
def test_nothing_else_is_taken(mailed, cast: Cast, body, field, code):
    answer = sign_in(cast.dana).patch(PATH, body)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert not Preference.objects.exists()


def test_a_change_from_what_one_saw_long_ago_is_refused(mailed, cast: Cast):
    api = sign_in(cast.dana)
    seen = api.get(PATH)["ETag"]
    body = {"email": {"news": False}}
    assert api.patch(PATH, body, If_Match=seen).status_code == 200
    stale = api.patch(PATH, {"email": {"news": True}}, If_Match=seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert api.get(PATH).json() == {"email": {"news": False} | OTHERS}
