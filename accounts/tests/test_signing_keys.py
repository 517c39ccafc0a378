"""The keys that sign: rotated without a sign-out, retired, published, looked up."""

import time
from datetime import timedelta
from io import StringIO

import jwt
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import keys
from accounts.keys import forget_keys, signing_key, verifying_key
from accounts.models import SigningKey
from accounts.services.pruning import prune_signing_keys
from accounts.services.signing_keys import rotate_signing_key
from conftest import PASSWORD, Api, Cast, sign_in

pytestmark = pytest.mark.django_db
KEY_SET = "/.well-known/jwks.json"
REFRESH = "/api/v1/auth/token/refresh/"
NEW_SECRET = "another secret key of more than 32 letters"


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def test_a_new_key_is_published_first_and_signs_later(cast: Cast, time_machine):
    start = timezone.now()
    before = sign_in(cast.dana)
    new = rotate_signing_key()
    assert signing_key().kid == kid_of(before.token)
    listed = Api().get(KEY_SET).json()["keys"]
    assert {key["kid"] for key in listed} == {new.kid, signing_key().kid}
    time_machine.move_to(start + timedelta(minutes=9, seconds=55), tick=False)
    assert signing_key().kid == kid_of(before.token)
    time_machine.move_to(start + timedelta(minutes=10, seconds=5), tick=False)
    assert signing_key().kid == new.kid
    after = sign_in(cast.dana)
    assert kid_of(after.token) == new.kid
    # What the old key signed still counts: nobody is signed out.
    assert before.get("/api/v1/me/").status_code == 200
    pair = Api().post(REFRESH, {"refresh": before.refresh}).json()
    assert kid_of(pair["access"]) == kid_of(pair["refresh"]) == new.kid


def test_a_refresh_token_outlives_the_key_that_signed_it(cast: Cast, time_machine):
    start = timezone.now()
    rotated = sign_in(cast.dana)
    rotate_signing_key()
    time_machine.move_to(start + timedelta(minutes=9), tick=False)
    last = sign_in(cast.dana)
    assert kid_of(last.refresh) == kid_of(rotated.refresh)
    time_machine.move_to(start + timedelta(days=30, minutes=8), tick=False)
    forget_keys()
    assert Api().post(REFRESH, {"refresh": last.refresh}).status_code == 200
    time_machine.move_to(start + timedelta(days=31), tick=False)
    forget_keys()
    assert verifying_key(kid_of(rotated.refresh)) is None


def test_a_leaked_key_is_refused_at_once(cast: Cast):
    before = sign_in(cast.dana)
    rotate_signing_key(at_once=True)
    refused = before.get("/api/v1/me/")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")
    assert Api().post(REFRESH, {"refresh": before.refresh}).status_code == 401
    assert sign_in(cast.dana).get("/api/v1/me/").status_code == 200
    assert len(Api().get(KEY_SET).json()["keys"]) == 1


def test_a_retired_key_is_deleted(cast: Cast):
    rotate_signing_key(at_once=True)
    assert SigningKey.objects.count() == 2
    assert prune_signing_keys() == 1
    assert SigningKey.objects.get().kid == signing_key().kid


def test_the_command_rotates_and_says_from_when(db):
    out = StringIO()
    call_command("rotate_signing_key", stdout=out)
    newest = SigningKey.objects.latest("signs_from")
    assert out.getvalue().startswith(f"{newest.kid} signs from ")
    call_command("rotate_signing_key", "--at-once", stdout=out)
    assert SigningKey.objects.filter(retired_at__isnull=True).count() == 1


def test_the_key_set_is_public_and_holds_no_private_part(cast: Cast):
    token = sign_in(cast.dana).token
    answer = Api().get(KEY_SET, Origin="https://elsewhere.example")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert (key["alg"], key["use"], key["crv"]) == ("ES256", "sig", "P-256")
    public = jwt.PyJWK(key)
    claims = jwt.decode(token, public.key, ["ES256"], audience="jobboard")
    assert claims["sub"] == str(cast.dana.pk)
    assert Api().get(KEY_SET, If_None_Match=answer["ETag"]).status_code == 304


def test_the_private_half_lies_encrypted(db):
    signing_key()
    kept = bytes(SigningKey.objects.get().private_encrypted)
    assert b"PRIVATE" not in kept


def test_a_new_secret_key_still_opens_the_keys(cast: Cast, settings):
    api = sign_in(cast.dana)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW_SECRET
    forget_keys()
    assert api.get("/api/v1/me/").status_code == 200


def test_losing_the_old_secret_key_signs_nobody_out(cast: Cast, settings, caplog):
    before = sign_in(cast.dana)
    settings.SECRET_KEY = NEW_SECRET
    forget_keys()
    assert before.get("/api/v1/me/").status_code == 200
    assert len(Api().get(KEY_SET).json()["keys"]) == 2
    body = {"email": cast.dana.email, "password": PASSWORD}
    pair = Api().post("/api/v1/auth/token/", body).json()
    assert kid_of(pair["access"]) != kid_of(before.token)
    assert Api(pair["access"]).get("/api/v1/me/").status_code == 200
    assert Api().post(REFRESH, {"refresh": before.refresh}).status_code == 200
    assert SigningKey.objects.count() == 2
    lines = [line for line in caplog.records if line.name == "accounts.keys"]
    assert {line.levelname for line in lines} == {"ERROR"}
    assert kid_of(before.token) in lines[0].getMessage()
    assert NEW_SECRET not in caplog.text
    rotate_signing_key()
    assert before.get("/api/v1/me/").status_code == 200


def test_a_rotation_moves_the_keys_to_the_new_secret_key(cast: Cast, settings):
    before = sign_in(cast.dana)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEW_SECRET
    rotate_signing_key()
    settings.SECRET_KEY_FALLBACKS = []
    forget_keys()
    assert signing_key().kid == kid_of(before.token)
    assert before.get("/api/v1/me/").status_code == 200
    assert SigningKey.objects.count() == 2


def test_unknown_kids_do_not_hammer_the_database(cast: Cast):
    token = sign_in(cast.dana).token or ""
    claims = jwt.decode(token, options={"verify_signature": False})
    private = signing_key().private
    strangers = [
        jwt.encode(claims, private, "ES256", headers={"kid": f"unknown-{number}"})
        for number in range(100)
    ]
    began = time.monotonic()
    with CaptureQueriesContext(connection) as seen:
        for stranger in strangers:
            assert Api(stranger).get("/api/v1/me/").status_code == 401
    reads = [query for query in seen if "signingkey" in query["sql"].lower()]
    # Once a second at most, however slow the machine.
    assert len(reads) <= 5 + (time.monotonic() - began)


def test_a_key_of_another_process_is_found_at_its_first_use(cast: Cast, monkeypatch):
    api = sign_in(cast.dana)
    known = dict(keys._ring.keys())  # noqa: SLF001
    rotate_signing_key(at_once=True)
    fresh = sign_in(cast.dana)
    # This process has not heard of the new key, and looked two seconds ago.
    monkeypatch.setattr(keys._ring, "_keys", known)  # noqa: SLF001
    monkeypatch.setattr(keys._ring, "_read_at", keys.time.monotonic() - 2)  # noqa: SLF001
    assert fresh.get("/api/v1/me/").status_code == 200
    assert api.get("/api/v1/me/").status_code == 401
