"""Opening a company, showing it, and changing it."""

from datetime import timedelta

import jwt
import pytest
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Company, Membership, Session, User
from accounts.services.companies import edit_company
from accounts.services.suspension import suspend
from conftest import Api, Cast, actor_for, join, new_company, new_user, sign_in
from events.models import Event
from kernel.problems import Forbidden

COMPANIES = "/api/v1/companies/"
AN_ID = "0190b0c8-7b1a-7000-8000-000000000000"
PUBLIC = {
    "id",
    "name",
    "slug",
    "url",
    "website",
    "description",
    "retention_months",
    "verified",
    "created_at",
    "updated_at",
}


def jti_of(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False})["jti"])


def one(company: Company) -> str:
    return f"{COMPANIES}{company.pk}/"


def code_of(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def test_opening_a_company_answers_with_tokens_that_own_it(cast: Cast):
    newt = sign_in(cast.newt)
    made = newt.post(
        COMPANIES,
        {
            "name": "Wayne & Söhne",
            "website": "https://wayne.example",
            "description": "Bats.",
        },
    )
    assert made.status_code == 201, made.content
    body = made.json()
    assert set(body) == PUBLIC | {"suspended", "tokens"}
    assert body["slug"] == "wayne-sohne"
    assert body["verified"] is False
    assert (
        made["Location"] == body["url"] == f"http://testserver{COMPANIES}{body['id']}/"
    )
    assert set(body["tokens"]) == {"access", "refresh", "expires_in"}
    assert newt.get(COMPANIES).json()["code"] == "token_revoked"
    owner = Api(body["tokens"]["access"])
    assert owner.patch(body["url"], {"name": "Wayne"}).status_code == 200
    assert Event.objects.filter(kind="company.created").count() == 1


def test_the_refresh_token_of_before_goes_on_working(cast: Cast):
    """The answer may be lost: whoever never saw it must not be signed out."""
    newt = sign_in(cast.newt)
    lost = newt.post(COMPANIES, {"name": "Wayne"}, Idempotency_Key="k1").json()
    Session.objects.update(rotated_at=timezone.now() - timedelta(seconds=20))
    refresh = "/api/v1/auth/token/refresh/"
    pair = Api().post(refresh, {"refresh": newt.refresh})
    assert pair.status_code == 200
    assert jti_of(lost["tokens"]["refresh"]) == jti_of(newt.refresh)
    owner = Api(pair.json()["access"])
    again = owner.post(COMPANIES, {"name": "Wayne"}, Idempotency_Key="k1")
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert owner.patch(one(Company.objects.get(name="Wayne")), {}).status_code == 200
    last = Api().post(refresh, {"refresh": pair.json()["refresh"]})
    assert last.status_code == 200


def test_a_second_company_is_refused_with_a_link_to_the_first(cast: Cast):
    again = sign_in(cast.bob).post(COMPANIES, {"name": "Second"})
    assert code_of(again) == (409, "already_in_company")
    assert again.json()["links"] == {"company": f"http://testserver{one(cast.acme)}"}


def test_a_replay_does_not_show_the_tokens_again(cast: Cast):
    newt = sign_in(cast.newt)
    first = newt.post(COMPANIES, {"name": "Wayne"}, Idempotency_Key="k1")
    newt.token = first.json()["tokens"]["access"]
    again = newt.post(COMPANIES, {"name": "Wayne"}, Idempotency_Key="k1")
    assert again.status_code == 201
    assert again["Idempotency-Replayed"] == "true"
    shown = first.json()
    del shown["tokens"]
    assert again.json() == shown


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme", "acme-2"),
        ("ACME!", "acme-2"),
        ("Żabka Łódź", "zabka-lodz"),
        ("Яндекс", "yandeks"),
        ("Чайный дом", "chaynyy-dom"),
        ("Ελλάδα", "ellada"),
        ("株式会社", "company"),
        (
            "0190b0c8-7b1a-7000-8000-000000000000",
            "company-0190b0c8-7b1a-7000-8000-000000000000",
        ),
        ("x" * 200, "x" * 60),
    ],
)
def test_slugs_come_from_names(cast: Cast, name: str, slug: str):
    made = sign_in(cast.newt).post(COMPANIES, {"name": name})
    assert made.json()["slug"] == slug


def test_many_companies_of_one_name(cast: Cast):
    slugs = set()
    for number in range(12):
        owner = new_user(f"Owner{number}", "employer")
        slugs.add(sign_in(owner).post(COMPANIES, {"name": "Acme"}).json()["slug"])
    assert len(slugs) == 12
    assert "acme-9" in slugs


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "required"),
        ({"name": ""}, "name", "blank"),
        ({"name": "  "}, "name", "blank"),
        ({"name": None}, "name", "null"),
        ({"name": 5}, "name", "invalid"),
        ({"name": "a\nb"}, "name", "line_break"),
        ({"name": "x" * 201}, "name", "max_length"),
        ({"name": "A", "website": "javascript:alert(1)"}, "website", "invalid_url"),
        ({"name": "Win at https://evil.example"}, "name", "holds_link"),
        ({"name": "A\r\nBcc: b@example.org"}, "name", "line_break"),
        ({"name": "A", "website": "ftp://a.example"}, "website", "invalid_url"),
        ({"name": "A", "website": "https://u:p@a.example"}, "website", "invalid_url"),
        ({"name": "A", "website": "https://[::1"}, "website", "invalid_url"),
        ({"name": "A", "website": "a.example"}, "website", "invalid_url"),
        ({"name": "A", "description": "x" * 10_001}, "description", "max_length"),
        ({"name": "A", "slug": "b"}, "slug", "read_only_field"),
        ({"name": "A", "verified": True}, "verified", "read_only_field"),
        ({"name": "A", "suspended": False}, "suspended", "read_only_field"),
        ({"name": "A", "verified_at": None}, "verified_at", "unknown_field"),
        ({"name": "A", "tokens": {}}, "tokens", "unknown_field"),
        ({"nmae": "A"}, "nmae", "unknown_field"),
    ],
)
def test_bad_fields_are_named(cast: Cast, body: dict, field: str, code: str):
    answer = sign_in(cast.newt).post(COMPANIES, body)
    assert answer.status_code == 400, answer.content
    errors = {(each["field"], each["code"]) for each in answer.json()["errors"]}
    assert (field, code) in errors
    assert not Membership.objects.filter(user=cast.newt).exists()


def test_who_sees_a_company(cast: Cast):
    hidden = new_company("Hidden", new_user("Zoe", "employer", email_verified_at=None))
    gone = new_company("Gone", new_user("Yan", "employer"))
    suspend(gone, by="system", reason="moderation")
    member = new_user("Wim", "employer")
    join(member, gone, "viewer")
    table = {
        cast.acme: {None: 200, cast.dana: 200, cast.grace: 200, cast.erin: 200},
        cast.globex: {None: 200, cast.alice: 200, cast.grace: 200, cast.erin: 200},
        hidden: {None: 404, cast.dana: 404, cast.alice: 404, cast.erin: 200},
        gone: {None: 404, cast.dana: 404, cast.alice: 404, cast.erin: 200, member: 200},
    }
    for company, callers in table.items():
        for caller, status in callers.items():
            api = sign_in(caller) if caller else Api()
            assert api.get(one(company)).status_code == status, (company, caller)
            listed = {row["id"] for row in api.get(COMPANIES).json()["results"]}
            assert (str(company.pk) in listed) == (status == 200), (company, caller)


def test_only_members_and_admins_read_whether_it_is_suspended(cast: Cast):
    for caller, sees in [
        (None, False),
        (cast.dana, False),
        (cast.grace, False),
        (cast.vera, True),
        (cast.erin, True),
    ]:
        api = sign_in(caller) if caller else Api()
        assert ("suspended" in api.get(one(cast.acme)).json()) == sees


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"acme", "globex"}),
        ("?q=ACM", {"acme"}),
        ("?q=%25", set()),
        ("?verified=true", {"acme"}),
        ("?verified=false", {"globex"}),
        ("?suspended=true", set()),
        ("?q=&verified=", {"acme", "globex"}),
    ],
)
def test_the_list_is_filtered(cast: Cast, query: str, expected: set):
    rows = Api().get(COMPANIES + query).json()["results"]
    assert {row["slug"] for row in rows} == expected


@pytest.mark.parametrize(
    "query", ["?verified=yes", "?verifed=true", "?q=a&q=b", "?q=" + "x" * 201]
)
def test_bad_filters_are_refused(cast: Cast, query: str):
    assert Api().get(COMPANIES + query).status_code == 400


def test_the_list_is_walked_newest_first(cast: Cast):
    url, seen = COMPANIES + "?page_size=1", []
    while url:
        page = Api().get(url).json()
        seen += [row["slug"] for row in page["results"]]
        url = page["next"] and page["next"].removeprefix("http://testserver")
    assert seen == ["globex", "acme"]


def test_an_edit_keeps_the_slug_and_is_recorded_once(cast: Cast):
    alice = sign_in(cast.alice)
    before = alice.get(one(cast.acme)).json()
    body = {"name": "Acme Two", "description": "Line\r\nline"}
    after = alice.patch(one(cast.acme), body).json()
    assert after["slug"] == "acme"
    assert (after["name"], after["description"]) == ("Acme Two", "Line\nline")
    assert after["verified"] == before["verified"]
    assert after["updated_at"] > before["updated_at"]
    alice.patch(one(cast.acme), body)
    event = Event.objects.get(kind="company.edited")
    assert event.payload == {"changed": ["description", "name"]}
    assert set(event.audience) == {cast.acme.key, "admins"}


def test_a_stale_edit_is_refused(cast: Cast):
    alice = sign_in(cast.alice)
    tag = alice.get(one(cast.acme))["ETag"]
    assert alice.patch(one(cast.acme), {"name": "B"}, If_Match=tag).status_code == 200
    stale = alice.patch(one(cast.acme), {"name": "C"}, If_Match=tag)
    assert code_of(stale) == (412, "precondition_failed")
    assert Company.objects.get(pk=cast.acme.pk).name == "B"
    assert alice.get(one(cast.acme), If_None_Match=tag).status_code == 200


def test_an_owner_who_ceased_to_be_one_edits_nothing(cast: Cast):
    """The token was read, then the demotion was committed, then the row is locked."""
    actor = actor_for(cast.alice)
    Membership.objects.filter(user=cast.alice).update(company_role="viewer")
    with pytest.raises(Forbidden):
        edit_company(
            actor=actor,
            company=cast.acme,
            changes={"name": "X"},
            check=lambda _: None,
        )


def test_the_rows_of_a_list_cost_no_queries(cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        Api().get(COMPANIES)
    for number in range(20):
        new_company(f"Co {number}", new_user(f"Boss{number}", "employer"))
    with django_assert_num_queries(1):
        assert len(Api().get(COMPANIES).json()["results"]) == 20


def test_a_changed_role_is_not_used_to_open_a_company(cast: Cast):
    newt = sign_in(cast.newt)
    User.objects.filter(pk=cast.newt.pk).update(role="applicant")
    assert code_of(newt.post(COMPANIES, {"name": "X"})) == (403, "forbidden")
