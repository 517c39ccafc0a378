"""Hashing: in turn, in a thread that yields, without a connection."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection, connections, transaction

from accounts import passwords
from accounts.models import User
from accounts.passwords import compare_password, hash_like, hash_password, pattern_of
from conftest import PASSWORD, Api, Cast, new_user
from kernel.problems import Unavailable

TOKEN = "/api/v1/auth/token/"


@pytest.mark.django_db(transaction=True)
def test_sixty_four_sign_ins_at_once_are_served_or_sent_away():
    """Few wait for their turn to hash; nobody else waits behind them."""
    new_user("Dana", "applicant")

    def attempt(number: int):
        try:
            body = {"email": "dana@example.org", "password": PASSWORD}
            return Api().post(TOKEN, body)
        finally:
            connection.close()

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(attempt, range(64)))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 3
    for answer in answers:
        if answer.status_code == 503:
            assert answer["Retry-After"] in {"1", "2", "3"}
            assert answer.json()["code"] == "unavailable"


@pytest.mark.django_db(transaction=True)
def test_a_hash_holds_no_connection(monkeypatch):
    new_user("Dana", "applicant")
    seen = []
    real = passwords.low_level.hash_secret
    # The connection of the thread that serves the request, seen from the other one.
    serving = connections["default"]

    def hash_secret(*args, **kwargs):
        seen.append(serving.connection)
        return real(*args, **kwargs)

    monkeypatch.setattr(passwords.low_level, "hash_secret", hash_secret)
    body = {"email": "dana@example.org", "password": PASSWORD}
    assert Api().post(TOKEN, body).status_code == 200
    sign_up = {
        "email": "zoe@example.org",
        "password": PASSWORD,
        "full_name": "Zoe",
        "role": "applicant",
    }
    assert Api().post("/api/v1/auth/register/", sign_up).status_code == 202
    assert seen == [None, None]


def test_a_made_up_pattern_costs_what_a_password_does():
    made_up = pattern_of(None)
    assert made_up != pattern_of(None)
    hashed = hash_like(PASSWORD, made_up)
    assert hashed != made_up
    assert hashed.rpartition("$")[0] == made_up.rpartition("$")[0]
    assert compare_password(PASSWORD, [hashed]) == [True]
    assert compare_password(PASSWORD + "x", [hashed]) == [False]
    assert compare_password(PASSWORD, [None]) == [False]
    assert compare_password("!unusable", ["!unusable"]) == [False]
    assert compare_password(PASSWORD, [made_up, hashed]) == [False, True]


def test_a_password_is_the_same_however_it_was_composed():
    composed, apart = "p\u00e4sswort-\u00e9", "pa\u0308sswort-e\u0301"
    for one, other in [(composed, apart), (apart, composed)]:
        assert compare_password(one, [hash_password(other)]) == [True]
        assert check_password(one, hash_password(other))


def test_turns_are_given_back_when_hashing_fails(monkeypatch):
    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(passwords.low_level, "hash_secret", fail)
    for _ in range(10):
        with pytest.raises(MemoryError):
            hash_like(PASSWORD, pattern_of(None))
    monkeypatch.undo()
    assert hash_like(PASSWORD, pattern_of(None))


def test_who_waits_too_long_is_sent_away(monkeypatch):
    monkeypatch.setattr(passwords, "_PATIENCE", 0.05)
    busy = threading.Event()
    running = passwords._hasher.submit(busy.wait)  # noqa: SLF001
    with pytest.raises(Unavailable):
        hash_like(PASSWORD, pattern_of(None))
    busy.set()
    assert running.result(timeout=5)
    assert hash_like(PASSWORD, pattern_of(None))


def test_a_hash_that_has_begun_is_waited_for(monkeypatch):
    monkeypatch.setattr(passwords, "_PATIENCE", 0.01)
    begun, enough = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        enough.wait(timeout=5)
        return "made"

    hashing = passwords._hasher.submit(work)  # noqa: SLF001
    begun.wait(timeout=5)
    later = threading.Timer(0.1, enough.set)
    later.start()
    assert passwords._result_of(hashing) == "made"  # noqa: SLF001
    later.join()


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no niceness there")
def test_hashing_yields_to_every_other_thread():
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    there = passwords._hasher.submit(niceness).result(timeout=5)  # noqa: SLF001
    assert there >= niceness() + 10 or there == 19


@pytest.mark.django_db
def test_inside_a_transaction_the_connection_stays(cast: Cast):
    with transaction.atomic():
        assert compare_password(PASSWORD, [cast.dana.password]) == [True]
        assert User.objects.count()
