"""The link in a mail that ends its category: machines post, people look first."""

import re
from urllib.parse import quote, urlsplit

import pytest
from django.db import transaction

from conftest import Api, Cast, sign_in
from events.services import record_event
from events.tests.conftest import deliver_all
from notifications.models import Preference
from notifications.services import unsubscribe_token, wants_email

pytestmark = pytest.mark.django_db
PATH = "/api/v1/notifications/unsubscribe/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
    b"One-Click\r\n--b--\r\n"
)


def link(user, category="news"):
    token = unsubscribe_token(recipient=user.key, category=category)
    return f"{PATH}?token={quote(token)}"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM, b"List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=b", MULTIPART),
        ("application/json", None),
    ],
)
def test_one_click_ends_it_for_whoever_the_mail_was_to(cast: Cast, content_type, body):
    answer = Api().post(link(cast.dana), body, Content_Type=content_type)
    assert answer.status_code == 200
    assert answer.json() == {"category": "news", "subscribed": False}
    assert answer["Cache-Control"] == "no-store"
    assert not wants_email(recipient=cast.dana.key, category="news")
    assert wants_email(recipient=cast.dana.key, category="other")
    assert wants_email(recipient=cast.eve.key, category="news")


@pytest.mark.django_db(transaction=True)
def test_the_link_in_a_mail_ends_the_mails(mailed, outbox, monkeypatch, cast: Cast):
    monkeypatch.undo()  # real accounts, no stand-ins
    with transaction.atomic():
        record_event(
            kind=mailed,
            actor="system",
            subject="job:1",
            audience=[cast.dana.key],
            payload={"title": "t"},
        )
    assert deliver_all() + deliver_all() >= 2
    [letter] = outbox()
    url = re.fullmatch(r"<(\S+)>", letter["List-Unsubscribe"].strip())[1]
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert url in text
    assert url in html
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == "https://jobs.example.org"
    path = f"{parts.path}?{parts.query}"
    body = letter["List-Unsubscribe-Post"].encode()
    assert Api().post(path, body, Content_Type=FORM).status_code == 200
    with transaction.atomic():
        record_event(
            kind=mailed,
            actor="system",
            subject="job:2",
            audience=[cast.dana.key],
            payload={"title": "t"},
        )
    deliver_all()
    deliver_all()
    assert len(outbox()) == 1


def test_looking_changes_nothing(cast: Cast):
    for accept in ("*/*", BROWSER):
        assert Api().get(link(cast.dana), Accept=accept).status_code == 200
    assert not Preference.objects.exists()
    assert Api().get(link(cast.dana)).json() == {"category": "news", "subscribed": True}


def test_a_browser_gets_a_page_whose_button_posts_to_the_same_address(cast: Cast):
    before = Api().get(link(cast.dana), Accept=BROWSER)
    assert before["Content-Type"] == "text/html; charset=utf-8"
    html = before.content.decode()
    assert '<form method="post"><button>' in html
    assert not re.search(r"(src|href|action|style)=|https?://|<script", html)
    done = Api().post(link(cast.dana), b"", Accept=BROWSER, Content_Type=FORM)
    after = Api().get(link(cast.dana), Accept=BROWSER)
    assert "<form" not in done.content.decode()
    assert done.content == after.content
    for page in (before, done):
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors"):
            assert rule in page["Content-Security-Policy"]


def test_the_page_escapes_its_category(cast: Cast):
    html = Api().get(link(cast.dana, "<b>"), Accept=BROWSER).content.decode()
    assert "<b>" not in html


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?token=",
        "?token=x",
        "?token=%00",
        "?token=%F0%9F%92%A9:a:b",
        "?token=a:b:c",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_token_of_ours_there_is_nothing_to_see(db, query, method):
    answer = Api().request(method, PATH + query)
    assert answer.status_code == 400
    expected = "invalid_request" if "%00" in query else "unsubscribe_token_invalid"
    assert answer.json()["code"] == expected


def test_parameters_are_the_token_once(cast: Cast):
    for more in ("&x=1", "&token=y"):
        assert Api().post(link(cast.dana) + more).status_code == 400
    assert not Preference.objects.exists()


def test_a_link_that_outlives_its_reader_keeps_nothing_of_them(cast: Cast):
    path = link(cast.dana)
    assert sign_in(cast.dana).delete("/api/v1/me/").status_code == 204
    assert Api().post(path).status_code == 200
    assert not Preference.objects.exists()


def test_a_token_that_was_sent_along_is_not_looked_at(cast: Cast):
    assert Api("nonsense").post(link(cast.dana)).status_code == 200
