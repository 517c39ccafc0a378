"""What expires is taken away; admins are made on the command line."""

import io
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session as AdminSession
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Invitation, MailedToken, Membership, Session, User
from accounts.schedules import clear_admin_sessions
from accounts.secrets import digest
from accounts.services.mailed_tokens import Purpose, issue_token
from accounts.services.pruning import (
    prune_invitations,
    prune_mailed_tokens,
    prune_sessions,
    prune_unproven_accounts,
)
from conftest import PASSWORD, Api, Cast, new_session, new_user, sign_in
from events.models import Event
from events.schedule import all_entries

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=40)


def test_expired_sessions_go_in_batches(cast: Cast):
    for _ in range(5):
        session = new_session(cast.dana)
        Session.objects.filter(pk=session.pk).update(expires_at=LONG_AGO)
    kept = sign_in(cast.dana)
    assert [prune_sessions(limit=3) for _ in range(3)] == [3, 2, 0]
    assert Session.objects.get().pk == kept.session.pk


def test_expired_tokens_go(cast: Cast):
    old = issue_token(user=cast.dana, purpose=Purpose.RESET, data={})
    MailedToken.objects.update(expires_at=LONG_AGO)
    new = issue_token(user=cast.dana, purpose=Purpose.RESET, data={})
    assert prune_mailed_tokens() == 1
    left = MailedToken.objects.get()
    assert bytes(left.token_digest) == digest(new) != digest(old)


def test_a_sign_up_that_nobody_proved_goes_with_its_last_token(cast: Cast):
    old = new_user("Old", "applicant", email_verified_at=None, created_at=LONG_AGO)
    waiting = new_user("Una", "applicant", email_verified_at=None, created_at=LONG_AGO)
    issue_token(user=waiting, purpose=Purpose.VERIFY, data={})
    fresh = new_user("Fay", "applicant", email_verified_at=None)
    banned = new_user(
        "Ban", "applicant", email_verified_at=None, is_active=False, created_at=LONG_AGO
    )
    everyone = User.objects.count()
    assert prune_unproven_accounts() == 1
    assert User.objects.count() == everyone - 1
    assert not User.objects.filter(pk=old.pk).exists()
    assert User.objects.filter(pk__in=[waiting.pk, fresh.pk, banned.pk]).count() == 3


@pytest.mark.parametrize("accepted", [True, False])
def test_an_invitation_goes_a_month_after_it_expired(cast: Cast, accepted: bool):
    now = timezone.now()
    for number, days in enumerate([-31, -32, -29, 1]):
        Invitation.objects.create(
            company=cast.acme,
            email_key=f"guest{number}@example.org",
            company_role="viewer",
            token_digest=bytes([number]),
            expires_at=now + timedelta(days=days),
            accepted_at=now if accepted else None,
        )
    assert [prune_invitations(limit=1) for _ in range(3)] == [1, 1, 0]
    assert Invitation.objects.count() == 2


def test_sessions_of_the_admin_go_when_they_are_over():
    for number, days in enumerate([-1, 1]):
        expires = timezone.now() + timedelta(days=days)
        AdminSession.objects.create(pk=f"key{number}", expire_date=expires)
    clear_admin_sessions(timezone.now())
    assert AdminSession.objects.get().pk == "key1"


def test_the_schedule_prunes():
    names = {entry.name for entry in all_entries()}
    assert {"accounts.prune", "accounts.clear_admin_sessions"} <= names


def test_a_known_account_is_made_an_admin(cast: Cast):
    before = sign_in(cast.newt)
    out = StringIO()
    call_command("make_admin", "NEWT@example.org", stdout=out)
    assert out.getvalue() == "newt@example.org is an admin.\n"
    assert before.get("/api/v1/me/").status_code == 401
    assert sign_in(cast.newt).get("/api/v1/users/").status_code == 200
    event = Event.objects.get(subject=cast.newt.key)
    assert (event.kind, event.actor) == ("account.role_changed", "system")
    assert event.payload == {"before": "employer", "after": "admin"}


def test_a_member_leaves_the_company_to_become_an_admin(cast: Cast):
    call_command("make_admin", "bob@example.org", stdout=StringIO())
    assert not Membership.objects.filter(user=cast.bob).exists()
    with pytest.raises(CommandError, match="another member an owner"):
        call_command("make_admin", "alice@example.org", stdout=StringIO())


@pytest.mark.parametrize("unproven", [False, True])
def test_an_admin_is_made_with_a_password(monkeypatch, unproven: bool):
    if unproven:
        # Somebody signed up with the address; it must not be their password.
        new_user("Root", "applicant", email_verified_at=None)
    monkeypatch.setattr("sys.stdin", io.StringIO("a password for root\n"))
    call_command(
        "make_admin", "root@example.org", "--password-stdin", stdout=StringIO()
    )
    tries = [
        Api().post("/api/v1/auth/token/", {"email": "root@example.org", "password": p})
        for p in ("a password for root", PASSWORD)
    ]
    assert [answer.status_code for answer in tries] == [200, 401]
    assert tries[0].json()["user"]["role"] == "admin"
    events = Event.objects.filter(kind="account.role_changed", actor="system")
    assert events.count() == unproven


@pytest.mark.parametrize("typed", ["short\n", "password1\n", "\n"])
def test_a_weak_password_makes_no_admin(monkeypatch, typed: str):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(CommandError):
        call_command("make_admin", "root@example.org", "--password-stdin")
    assert not User.objects.exists()


def test_an_admin_has_an_address():
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("make_admin", "root")


def test_createsuperuser_makes_an_admin(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser",
        interactive=False,
        email="Root@EXAMPLE.org",
        full_name="Root",
        stdout=StringIO(),
    )
    body = {"email": "root@example.org", "password": PASSWORD}
    assert Api().post("/api/v1/auth/token/", body).json()["user"]["role"] == "admin"


def refused_superuser(email: str) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command(
            "createsuperuser",
            interactive=False,
            email=email,
            full_name="Root",
            stdout=StringIO(),
        )
    return str(refusal.value)


@pytest.mark.parametrize("proven", [True, False])
def test_createsuperuser_refuses_an_address_that_has_an_account(monkeypatch, proven):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    changes = {} if proven else {"email_verified_at": None}
    user = new_user("Root", "applicant", **changes)
    assert "use make_admin" in refused_superuser("ROOT@example.org")
    assert User.objects.get() == user


def test_createsuperuser_has_the_rules_of_every_sign_up(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "password1")
    assert "too common" in refused_superuser("root@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    assert "not an e-mail address" in refused_superuser("root")
    assert not User.objects.exists()
