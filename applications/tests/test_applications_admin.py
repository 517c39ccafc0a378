"""A moderator's walk through applications at /admin/: found, read, and left alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services.profile import erase_account
from accounts.tests.test_admin import log_in
from applications.models import Application, Note
from applications.services.moving import move_application
from applications.services.talking import send_message
from applications.tests.factory import new_application, new_resume
from conftest import Cast, actor_for
from jobs.tests.factory import new_job

LIST = "/admin/applications/application/"
SECRETS = ("SECRETLETTER", "SECRETANSWER", "SECRETFILE", "SECRETNOTE", "SECRETMESSAGE")


@pytest.fixture
def erin(cast: Cast) -> Client:
    return log_in("erin@example.org")


def sent(cast: Cast, **fields: Any) -> Application:
    """Let Dana apply to Acme, with all that one can send."""
    resume = new_resume(cast.dana, name="SECRETFILE.pdf", text="SECRETFILE")
    told = {
        "cover_letter": "SECRETLETTER",
        "answers": {"why": "SECRETANSWER"},
        "questions": [{"id": "why", "label": "SECRETANSWER?", "type": "text"}],
        "resume": resume,
    }
    job = new_job(cast.acme, title="Welder")
    application = new_application(job, cast.dana, **told | fields)
    Note.objects.create(application=application, author=cast.bob, text="SECRETNOTE")
    dana = actor_for(cast.dana)
    send_message(actor=dana, application_id=application.pk, text="SECRETMESSAGE")
    return application


def page(client: Client, rest: str = "") -> str:
    answer = client.get(f"{LIST}{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_admin_finds_them_and_nobody_else(cast: Cast, erin: Client) -> None:
    application = sent(cast)
    assert LIST in erin.get("/admin/").content.decode()
    assert "Welder" in page(erin)
    for name in ("alice", "dana"):
        other = log_in(f"{name}@example.org")
        for rest in ("", f"{application.pk}/change/"):
            assert other.get(f"{LIST}{rest}").status_code == 302


def test_a_page_tells_who_what_and_how_far_and_no_more(
    cast: Cast, erin: Client
) -> None:
    application = sent(cast)
    bob = actor_for(cast.bob)
    move_application(actor=bob, application_id=application.pk, to="interview")
    shown = page(erin, f"{application.pk}/change/")
    for told in ("dana@example.org", "Welder", "Acme", "interview"):
        assert told in shown
    for text in (shown, page(erin), page(erin, f"{application.pk}/history/")):
        assert not [each for each in SECRETS if each in text]


def test_why_and_when_somebody_is_refused_is_the_companys(
    cast: Cast, erin: Client
) -> None:
    application = sent(cast)
    move_application(
        actor=actor_for(cast.bob),
        application_id=application.pk,
        to="rejected",
        reason="qualifications",
        notify_at=timezone.now() + timedelta(days=3),
    )
    shown = page(erin, f"{application.pk}/change/")
    steps = shown.partition("moves-group")[2]
    assert "qualifications" not in shown
    assert "rejected" not in steps
    assert "submitted" in steps


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=weld", True),
        ("q=acme", True),
        ("q=DANA%40example", True),
        ("q=dana+welder", True),
        ("q=SECRETLETTER", False),
        ("q=SECRETFILE", False),
        ("q=eve", False),
        ("stage__exact=submitted", True),
        ("stage__exact=hired", False),
    ],
)
def test_they_are_looked_for(
    cast: Cast, erin: Client, query: str, *, found: bool
) -> None:
    application = sent(cast)
    assert (str(application.pk) in page(erin, f"?{query}")) is found


@pytest.mark.parametrize(
    "lookup", ["cover_letter__startswith=S", "resume__text__contains=S", "reason=other"]
)
def test_what_is_not_shown_is_not_asked_for(
    cast: Cast, erin: Client, lookup: str
) -> None:
    sent(cast)
    assert erin.get(f"{LIST}?{lookup}").status_code in {302, 400}


def test_nothing_is_done_here(cast: Cast, erin: Client) -> None:
    application = sent(cast)
    before = Application.objects.values().get()
    chosen = {"_selected_action": [str(application.pk)], "action": "delete_selected"}
    erin.post(LIST, chosen)
    for rest in ("add/", f"{application.pk}/change/", f"{application.pk}/delete/"):
        answer = erin.post(f"{LIST}{rest}", {"stage": "hired", "post": "yes"})
        assert answer.status_code == 403, rest
    assert Application.objects.values().get() == before


def test_an_erased_persons_are_not_there(cast: Cast, erin: Client) -> None:
    application = sent(cast)
    erase_account(user_id=cast.dana.pk)
    assert Application.objects.count() == 1
    assert "Welder" not in page(erin)
    assert erin.get(f"{LIST}{application.pk}/change/").status_code == 302


def test_as_many_queries_for_many(
    cast: Cast, erin: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        new_application(new_job(cast.acme), cast.dana)
    with django_assert_max_num_queries(7):
        page(erin)
