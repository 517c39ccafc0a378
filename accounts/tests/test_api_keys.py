"""API keys: shown once, good for their scopes, and for as long as the rights last."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import include, path
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.models import ApiKey, Membership, User
from accounts.permissions import gate, recruiters
from accounts.roles import Scope
from conftest import Api, Cast, sign_in
from kernel.views import View

pytestmark = pytest.mark.django_db
KEYS = "/api/v1/me/api-keys/"
ASKED = {"name": "Importer", "scopes": ["jobs:write", "jobs:read", "jobs:read"]}


class Guarded(View):
    """A view that a key with `jobs:read` may read and nobody's key may change."""

    permission_classes = [gate({"GET": Scope.JOBS_READ}, GET=recruiters)]

    def get(self, request):
        actor = actor_of(request)
        return Response({"company": str(actor.company), "key": actor.key})


urlpatterns = [path("", include("jobboard.urls")), path("guarded/", Guarded.as_view())]


def make(api: Api, **changes) -> dict:
    answer = api.post(KEYS, ASKED | changes)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_key_is_shown_once(cast: Cast):
    api = sign_in(cast.alice)
    answer = api.post(KEYS, ASKED)
    made = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert made["key"].startswith("jb_")
    assert made["scopes"] == ["jobs:read", "jobs:write"]
    assert made["key"].startswith(made["shown"])
    assert answer["Location"] == f"http://testserver{KEYS}{made['id']}/"
    (listed,) = api.get(KEYS).json()["results"]
    assert listed == {k: v for k, v in made.items() if k != "key"}
    assert api.get(f"{KEYS}{made['id']}/").json() == listed
    kept = ApiKey.objects.values_list("key_digest", "shown", "name")
    assert made["key"] not in str(list(kept))


def test_a_replay_does_not_show_it_again(cast: Cast):
    api = sign_in(cast.alice)
    first = api.post(KEYS, ASKED, Idempotency_Key="one")
    again = api.post(KEYS, ASKED, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert "key" in first.json()
    assert again.json() == {k: v for k, v in first.json().items() if k != "key"}
    assert ApiKey.objects.count() == 1


@override_settings(ROOT_URLCONF="accounts.tests.test_api_keys")
def test_a_key_opens_what_its_scope_and_its_account_may(cast: Cast):
    owner = sign_in(cast.alice)
    good = Api(make(owner, scopes=["jobs:read"])["key"])
    other_scope = Api(make(owner, scopes=["jobs:write"])["key"])
    assert good.get("/guarded/").json()["company"] == str(cast.acme.pk)
    assert other_scope.get("/guarded/").status_code == 403
    assert ApiKey.objects.get(scopes=["jobs:read"]).last_used_on is not None
    # No key opens what names no scope, above all not the account itself.
    for route in ("/api/v1/me/", KEYS, "/api/v1/me/sessions/"):
        assert good.get(route).status_code == 403
    assert good.delete("/api/v1/me/").status_code == 403
    assert good.post("/api/v1/auth/logout-all/").status_code == 403
    Membership.objects.filter(user=cast.alice).update(company_role="viewer")
    assert good.get("/guarded/").status_code == 403
    Membership.objects.filter(user=cast.alice).delete()
    assert good.get("/guarded/").status_code == 403
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    refused = good.get("/guarded/")
    assert (refused.status_code, refused.json()["code"]) == (401, "api_key_invalid")


@override_settings(ROOT_URLCONF="accounts.tests.test_api_keys")
def test_a_deleted_key_is_refused_from_the_next_request_on(cast: Cast):
    api = sign_in(cast.alice)
    made = make(api)
    key = Api(made["key"])
    assert key.get("/guarded/").status_code == 200
    assert api.delete(f"{KEYS}{made['id']}/").status_code == 204
    assert key.get("/guarded/").status_code == 401
    assert api.delete(f"{KEYS}{made['id']}/").status_code == 404


@pytest.mark.parametrize("key", ["jb_", "jb_x", "jb_" + "x" * 5000, "jb_\u00e9"])
def test_what_is_no_key_is_refused(db, key: str):
    assert Api(key).get("/api/v1/me/").status_code == 401


def test_keys_of_others_are_as_if_they_were_not(cast: Cast):
    made = make(sign_in(cast.alice))
    grace = sign_in(cast.grace)
    assert grace.get(KEYS).json()["results"] == []
    for key_id in (made["id"], uuid4(), "x"):
        assert grace.get(f"{KEYS}{key_id}/").status_code == 404
        assert grace.delete(f"{KEYS}{key_id}/").status_code == 404
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("name", ["dana", "erin"])
def test_keys_are_for_employers(cast: Cast, name: str):
    api = sign_in(getattr(cast, name))
    assert api.get(KEYS).status_code == 403
    assert api.post(KEYS, {"nonsense": 1}).status_code == 403
    assert api.delete(f"{KEYS}x/").status_code == 403


def test_twenty_keys_are_the_most(cast: Cast):
    api = sign_in(cast.alice)
    for _ in range(20):
        make(api)
    refused = api.post(KEYS, ASKED)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_api_keys")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["jobs:delete"]}, "scopes.0"),
        ({"scopes": "jobs:read"}, "scopes"),
        ({"scopes": ["jobs:read"] * 11}, "scopes"),
        ({"scopes": [{}]}, "scopes.0"),
        ({"key": "jb_mine"}, "key"),
    ],
)
def test_a_key_that_cannot_be(cast: Cast, change: dict, field: str):
    answer = sign_in(cast.alice).post(KEYS, ASKED | change)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_the_rows_of_a_list_cost_no_queries(cast: Cast, django_assert_num_queries):
    api = sign_in(cast.alice)
    make(api)
    with django_assert_num_queries(2):  # caller, keys
        api.get(KEYS)
    for _ in range(10):
        make(api)
    with django_assert_num_queries(2):
        assert len(api.get(KEYS).json()["results"]) == 11
