"""Refresh tokens: exchanged once, whoever asks at the same time; reuse ends it all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Session, User
from accounts.roles import Role
from accounts.services.sessions import end_all_sessions
from accounts.tests.mailbox import Mailbox
from accounts.tokens import AccessToken, RefreshToken
from conftest import Api, Cast, new_user, sign_in

REFRESH = "/api/v1/auth/token/refresh/"


def refresh(token: str):
    return Api().post(REFRESH, {"refresh": token})


def code_of(answer):
    return answer.status_code, answer.json().get("code")


@pytest.mark.django_db
def test_a_refresh_token_gives_the_next_pair(cast: Cast):
    api = sign_in(cast.alice)
    answer = refresh(api.refresh)
    assert answer.status_code == 200
    pair = answer.json()
    assert pair["refresh"] != api.refresh
    assert Api(pair["access"]).get("/api/v1/me/").status_code == 200
    assert api.get("/api/v1/me/").status_code == 200
    assert refresh(pair["refresh"]).status_code == 200
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_refreshing_reads_the_rights_again(cast: Cast):
    api = sign_in(cast.erin)
    User.objects.filter(pk=cast.erin.pk).update(role=Role.APPLICANT, ver=2)
    assert api.get("/api/v1/me/").json()["code"] == "token_revoked"
    pair = refresh(api.refresh).json()
    assert pair["user"]["role"] == "applicant"
    admin_only = Api(pair["access"]).get("/api/v1/users/")
    assert code_of(admin_only) == (403, "forbidden")


@pytest.mark.django_db
def test_the_old_one_within_ten_seconds_is_a_race_and_revokes_nothing(cast: Cast):
    api = sign_in(cast.dana)
    new = refresh(api.refresh).json()["refresh"]
    Session.objects.update(rotated_at=timezone.now() - timedelta(seconds=9))
    assert code_of(refresh(api.refresh)) == (409, "refresh_raced")
    assert refresh(new).status_code == 200


@pytest.mark.django_db
def test_the_old_one_later_ends_the_session_and_tells_its_owner(
    cast: Cast, mailbox: Mailbox
):
    api = sign_in(cast.dana)
    other = sign_in(cast.dana)
    pair = refresh(api.refresh).json()
    Session.objects.update(rotated_at=timezone.now() - timedelta(seconds=11))
    assert code_of(refresh(api.refresh)) == (401, "token_reused")
    assert code_of(refresh(pair["refresh"])) == (401, "token_revoked")
    assert Api(pair["access"]).get("/api/v1/me/").status_code == 401
    assert other.get("/api/v1/me/").status_code == 200
    assert mailbox.subjects("dana@example.org") == ["We ended one of your sessions"]
    # The session is over: another copy says nothing new, and no second mail goes out.
    assert code_of(refresh(api.refresh)) == (401, "token_revoked")
    assert len(mailbox.read()) == 1


@pytest.mark.django_db
def test_one_from_long_ago_is_reuse_at_any_time(cast: Cast):
    api = sign_in(cast.dana)
    second = refresh(api.refresh).json()["refresh"]
    refresh(second)
    assert code_of(refresh(api.refresh)) == (401, "token_reused")


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["banned", "deleted", "ended", "unproven", "session"])
def test_who_may_not_act_gets_no_pair(cast: Cast, gone: str):
    api = sign_in(cast.dana)
    mine = User.objects.filter(pk=cast.dana.pk)
    if gone == "banned":
        mine.update(is_active=False)
    elif gone == "deleted":
        mine.delete()
    elif gone == "unproven":
        mine.update(email_verified_at=None)
    elif gone == "session":
        Session.objects.all().delete()
    else:
        end_all_sessions(mine.get())
    assert code_of(refresh(api.refresh)) == (401, "token_revoked")


@pytest.mark.django_db
def test_a_refresh_token_lives_for_thirty_days_from_its_last_use(
    cast: Cast, time_machine
):
    start = timezone.now()
    api = sign_in(cast.dana)
    time_machine.move_to(start + timedelta(days=29), tick=False)
    pair = refresh(api.refresh).json()
    time_machine.move_to(start + timedelta(days=58), tick=False)
    assert refresh(pair["refresh"]).status_code == 200
    assert code_of(refresh(api.refresh)) == (401, "token_expired")


@pytest.mark.django_db
def test_neither_kind_of_token_does_for_the_other(cast: Cast):
    api = sign_in(cast.dana)
    assert code_of(refresh(api.token)) == (401, "token_invalid")
    assert code_of(Api(api.refresh).get("/api/v1/me/")) == (401, "token_invalid")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "claims", [{"sid": "x"}, {"sid": None}, {"jti": "x"}, {"sid": 7}, {"jti": []}]
)
def test_a_genuine_token_of_another_shape_is_refused(cast: Cast, claims: dict):
    token = RefreshToken()
    token["sub"] = str(cast.dana.pk)
    token.payload.update(claims)
    assert code_of(refresh(str(token))) == (401, "token_invalid")


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", None, 7, [], {}])
def test_what_is_no_text_is_a_bad_request(token: object):
    assert refresh(token).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_new_pair():
    user = new_user("Dana", "applicant")
    token = sign_in(user).refresh
    for _ in range(5):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(_refresh_in_thread, [token] * 20))
        good = [answer for answer in answers if answer.status_code == 200]
        raced = [a for a in answers if code_of(a) == (409, "refresh_raced")]
        assert (len(good), len(raced)) == (1, 19)
        token = good[0].json()["refresh"]
    assert Session.objects.count() == 1


def _refresh_in_thread(token: str):
    try:
        return refresh(token)
    finally:
        connection.close()


@pytest.mark.django_db
def test_an_access_token_of_no_session_is_refused(cast: Cast):
    token = AccessToken()
    token["sub"] = str(cast.dana.pk)
    token["role"], token["company"], token["ver"] = "admin", None, 1
    assert code_of(Api(str(token)).get("/api/v1/me/")) == (401, "token_invalid")
