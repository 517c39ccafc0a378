"""Signing out: here, everywhere, with tokens in every condition."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Session, User
from conftest import Api, Cast, sign_in

pytestmark = pytest.mark.django_db
LOGOUT, EVERYWHERE = "/api/v1/auth/logout/", "/api/v1/auth/logout-all/"
REFRESH = "/api/v1/auth/token/refresh/"


def test_signing_out_ends_this_session_at_once(anonymous, cast: Cast):
    here, there = sign_in(cast.dana), sign_in(cast.dana)
    assert anonymous.post(LOGOUT, {"refresh": here.refresh}).status_code == 204
    assert here.get("/api/v1/me/").status_code == 401
    assert anonymous.post(REFRESH, {"refresh": here.refresh}).status_code == 401
    assert there.get("/api/v1/me/").status_code == 200


def test_signing_out_twice_is_as_once(anonymous, cast: Cast):
    refresh = sign_in(cast.dana).refresh
    for _ in range(2):
        assert anonymous.post(LOGOUT, {"refresh": refresh}).status_code == 204
    Session.objects.all().delete()
    assert anonymous.post(LOGOUT, {"refresh": refresh}).status_code == 204


def test_an_expired_token_has_nothing_left_to_end(anonymous, cast: Cast, time_machine):
    refresh = sign_in(cast.dana).refresh
    time_machine.move_to(timezone.now() + timedelta(days=31), tick=False)
    assert anonymous.post(LOGOUT, {"refresh": refresh}).status_code == 204


def test_an_exchanged_token_still_signs_out(anonymous, cast: Cast):
    api = sign_in(cast.dana)
    pair = anonymous.post(REFRESH, {"refresh": api.refresh}).json()
    assert anonymous.post(LOGOUT, {"refresh": api.refresh}).status_code == 204
    assert Api(pair["access"]).get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "\u00e9"])
def test_what_we_never_signed_is_refused(anonymous, token: str):
    answer = anonymous.post(LOGOUT, {"refresh": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_signing_out_everywhere_ends_every_session(anonymous, cast: Cast):
    apis = [sign_in(cast.dana) for _ in range(3)]
    assert apis[0].post(EVERYWHERE).status_code == 204
    assert User.objects.get(pk=cast.dana.pk).ver > cast.dana.ver
    for api in apis:
        assert api.get("/api/v1/me/").status_code == 401
        assert anonymous.post(REFRESH, {"refresh": api.refresh}).status_code == 401
    assert sign_in(cast.eve).get("/api/v1/me/").status_code == 200
    assert sign_in(cast.dana).get("/api/v1/me/").status_code == 200


def test_signing_out_everywhere_needs_somebody(anonymous):
    assert anonymous.post(EVERYWHERE).status_code == 401
    assert anonymous.post(EVERYWHERE, {"x": 1}).status_code == 401


def test_it_takes_no_body_and_no_idempotency_key(cast: Cast):
    api = sign_in(cast.dana)
    assert api.post(EVERYWHERE, {"x": 1}).status_code == 400
    assert api.post(EVERYWHERE, Idempotency_Key="k").status_code == 400
    assert api.get("/api/v1/me/").status_code == 200
