"""A moderator's walk through /admin/."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.admin.site import site
from accounts.keys import signing_key
from accounts.models import ApiKey, Company, Invitation, Session, User
from conftest import PASSWORD, Cast, new_company, new_session, new_user, sign_in
from events.models import Event
from search.models import Synonym

TABLES = ["user", "company", "invitation", "session", "apikey", "signingkey"]


def path(table: str, rest: str = "") -> str:
    return f"/admin/accounts/{table}/{rest}"


def log_in(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/admin/login/", {"username": email, "password": password})
    return client


@pytest.fixture
def erin(cast: Cast) -> Client:
    return log_in("erin@example.org")


def act(client: Client, table: str, action: str, *rows: Any) -> str:
    chosen = [str(row.pk) for row in rows]
    body = {"action": action, "_selected_action": chosen}
    return client.post(path(table), body, follow=True).content.decode()


def test_an_admin_signs_in_and_finds_the_tables(erin: Client):
    index = erin.get("/admin/").content.decode()
    for table in TABLES:
        assert path(table) in index
        assert erin.get(path(table)).status_code == 200, table


def test_nobody_else_gets_in(cast: Cast):
    for email in ["alice@example.org", "dana@example.org", "nobody@example.org", ""]:
        client = log_in(email)
        for table in ["", *TABLES]:
            answer = client.get(path(table) if table else "/admin/")
            assert answer.status_code == 302
            assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"role": "applicant"}, {"ver": 7}, {"password": "!"}],
)
def test_a_session_ends_when_the_account_changes(
    cast: Cast, erin: Client, change: dict
):
    assert erin.get("/admin/").status_code == 200
    User.objects.filter(pk=cast.erin.pk).update(**change)
    assert erin.get("/admin/").status_code == 302


def test_a_wrong_password_is_counted(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 1
    client = Client()
    guess = {"username": "erin@example.org", "password": "wrong"}
    codes = [client.post("/admin/login/", guess).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    right = client.post("/admin/login/", {**guess, "password": PASSWORD})
    assert right.status_code == 429


def test_companies_are_moderated_by_actions(cast: Cast, erin: Client):
    said = act(erin, "company", "verify", cast.acme, cast.globex)
    assert "Done: Globex." in said
    assert "Not done: Acme. That cannot be done now" in said
    assert Company.objects.get(pk=cast.globex.pk).is_verified
    act(erin, "company", "unverify", cast.globex)
    act(erin, "company", "suspend", cast.globex)
    assert Company.objects.get(pk=cast.globex.pk).is_suspended
    act(erin, "company", "unsuspend", cast.globex)
    kinds = list(Event.objects.order_by("arrival").values_list("kind", flat=True))
    assert kinds == [
        "company.verified",
        "company.unverified",
        "company.suspended",
        "company.unsuspended",
    ]
    assert set(Event.objects.values_list("actor", flat=True)) == {cast.erin.key}


def test_accounts_are_banned_by_actions(cast: Cast, erin: Client):
    alice = sign_in(cast.alice)
    assert "Done: alice@example.org." in act(erin, "user", "ban", cast.alice)
    assert alice.get("/api/v1/companies/").status_code == 401
    assert Company.objects.get(pk=cast.acme.pk).is_suspended
    act(erin, "user", "unban", cast.alice)
    assert User.objects.get(pk=cast.alice.pk).is_active
    assert "without an admin" in act(erin, "user", "ban", cast.erin)
    assert User.objects.get(pk=cast.erin.pk).is_active


@pytest.mark.parametrize(
    ("table", "query", "found"),
    [
        ("user", "q=BOB", {"bob@example.org"}),
        ("user", "q=bob%20exa", {"bob@example.org"}),
        ("user", "role__exact=admin", {"erin@example.org"}),
        ("company", "q=glo", {"Globex"}),
        ("company", "verified_at__isempty=0", {"Acme"}),
    ],
)
def test_rows_are_searched_and_filtered(
    cast: Cast, erin: Client, table: str, query: str, found: set
):
    page = erin.get(f"{path(table)}?{query}").content.decode()
    rows = re.search(r"<tbody>.*</tbody>", page, re.DOTALL)
    assert rows
    everything = {"bob@example.org", "erin@example.org", "Globex", "Acme"}
    first = set(re.findall(r'change/[^"]*">([^<]+)</a>', rows[0]))
    assert first & everything == found


def test_a_company_shows_its_members_and_its_history(cast: Cast, erin: Client):
    act(erin, "company", "suspend", cast.acme)
    page = erin.get(path("company", f"{cast.acme.pk}/change/")).content.decode()
    assert "bob@example.org" in page
    assert "<input" not in re.sub(r'<input type="hidden"[^>]*>', "", page)
    history = erin.get(path("company", f"{cast.acme.pk}/history/")).content.decode()
    assert "company.suspended" in history
    assert "reason: moderation" in history
    other = erin.get(path("company", f"{cast.globex.pk}/history/")).content.decode()
    assert "Nothing is known." in other
    act(erin, "user", "ban", cast.dana)
    history = erin.get(path("user", f"{cast.dana.pk}/history/")).content.decode()
    assert "account.banned" in history


def test_nothing_is_added_changed_or_deleted_by_hand(cast: Cast, erin: Client):
    rows = {"user": cast.dana, "company": cast.acme}
    for table, row in rows.items():
        for rest in ["add/", f"{row.pk}/change/", f"{row.pk}/delete/"]:
            answer = erin.post(path(table, rest), {"name": "X", "email": "x"})
            assert answer.status_code == 403, (table, rest)
        assert "delete_selected" not in erin.get(path(table)).content.decode()
        erin.post(
            path(table),
            {"action": "delete_selected", "_selected_action": [str(row.pk)]},
        )
        row.refresh_from_db()
    assert erin.get("/admin/password_change/").status_code == 404
    body = {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"}
    assert erin.post("/admin/password_change/", body).status_code == 404


def test_every_table_that_is_shown_is_read_only_but_for_synonyms():
    pages = dict(site._registry)  # noqa: SLF001  # it has no other name
    assert pages.pop(Synonym)
    for page in pages.values():
        assert not page.has_add_permission(None)
        assert not page.has_change_permission(None)
        assert not page.has_delete_permission(None)


def test_no_secret_is_shown(cast: Cast, erin: Client):
    session = new_session(cast.dana)
    key = ApiKey.objects.create(
        user=cast.alice, name="k", scopes=[], shown="jb_abc", key_digest=b"d" * 32
    )
    invited = Invitation.objects.create(
        company=cast.acme,
        email="i@example.org",
        email_key="i@example.org",
        company_role="viewer",
        token_digest=b"t" * 32,
        expires_at=timezone.now() + timedelta(days=1),
    )
    kid = signing_key().kid
    rows = {"session": session, "apikey": key, "invitation": invited}
    secrets = [str(session.current_jti), "d" * 32, "t" * 32, cast.dana.password[-40:]]
    pages = [erin.get(path(table, f"{row.pk}/change/")) for table, row in rows.items()]
    pages += [erin.get(path(table)) for table in TABLES]
    pages += [erin.get(path("user", f"{cast.dana.pk}/change/"))]
    pages += [erin.get(path("signingkey"), {"q": ""})]
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert not any(secret in text for secret in secrets)
        assert "argon2" not in text
    assert kid in pages[-1].content.decode()
    assert Session.objects.get(pk=session.pk).revoked_at is None


@pytest.mark.parametrize(
    ("table", "query"),
    [
        ("user", "password__startswith=argon2"),
        ("user", "password__gt=a"),
        ("user", "email=dana@example.org"),
        ("user", "sessions__current_jti__startswith=0"),
        ("apikey", "key_digest=x"),
        ("apikey", "user__password__startswith=argon2"),
        ("session", "address_digest=x"),
        ("session", "user__role__exact=admin"),
        ("invitation", "token_digest=x"),
        ("company", "memberships__user__password__startswith=argon2"),
        ("signingkey", "private_encrypted=x"),
    ],
)
def test_only_the_filters_that_are_shown_may_be_asked(
    erin: Client, table: str, query: str
):
    assert erin.get(f"{path(table)}?{query}").status_code == 400


def test_every_filter_that_is_shown_may_be_asked(cast: Cast, erin: Client):
    asked = 0
    for table in TABLES:
        page = erin.get(path(table)).content.decode()
        for query in re.findall(r'href="\?([^"]*__[^"]*)"', page):
            asked += 1
            assert erin.get(f"{path(table)}?{unescape(query)}").status_code == 200
    assert asked > 10


@pytest.mark.parametrize("rest", ["1/1/", "1/abc/", "x/y/"])
def test_no_page_jumps_to_a_row_on_the_site(erin: Client, rest: str):
    assert erin.get(f"/admin/r/{rest}").status_code == 404


def test_lists_do_not_ask_for_each_row(
    cast: Cast, erin: Client, django_assert_max_num_queries
):
    for number in range(20):
        new_company(f"Co {number}", new_user(f"Boss{number}", "employer"))
    for table in TABLES:
        with django_assert_max_num_queries(8):
            erin.get(path(table))


def test_its_own_files_are_served(erin: Client):
    page = erin.get("/admin/").content.decode()
    [style] = re.findall(r'href="(/static/admin/css/base[^"]*)"', page)
    answer = erin.get(style)
    assert answer.status_code == 200
    assert b"body" in b"".join(answer)
    answer.close()


def test_a_browser_signs_in(cast: Cast) -> None:
    """What a browser sends: a form with its token, and where the form came from."""
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/admin/login/")
    assert page["Referrer-Policy"] == "same-origin"
    answer = browser.post(
        "/admin/login/",
        {
            "username": cast.erin.email,
            "password": PASSWORD,
            "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
        },
        headers={"Origin": "http://testserver"},
    )
    assert answer.status_code == 302
