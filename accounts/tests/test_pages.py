"""The pages that mailed links lead to: small, closed, and without a trace."""

import re

import pytest

from conftest import Api

PAGES = ["verify-email", "confirm-email", "reset-password", "accept-invitation"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing_and_keeps_nothing(name: str):
    answer = Api().get(f"/{name}?token=canary-token", Accept="text/html")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    html = answer.content.decode()
    assert "canary-token" not in html
    assert not re.search(r"(src|href)=|https?://|@import|url\(", html)
    assert not re.search(r"\son\w+\s*=", html)


@pytest.mark.parametrize("name", PAGES)
def test_only_the_page_s_own_script_and_style_run(name: str):
    first, second = Api().get(f"/{name}"), Api().get(f"/{name}")
    policy = first["Content-Security-Policy"]
    (nonce, again) = re.findall(r"'nonce-([\w-]+)'", policy)
    assert nonce == again
    assert f"'nonce-{nonce}'" not in second["Content-Security-Policy"]
    html = first.content.decode()
    assert re.findall(r"<(?:script|style)[^>]*>", html) == [
        f'<style nonce="{nonce}">',
        f'<script nonce="{nonce}">',
    ]
    for rule in ("default-src 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "style=" not in html


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leaves_no_session_behind(name: str):
    html = Api().get(f"/{name}").content.decode()
    assert 'post("/api/v1/auth/logout/", { refresh: pair.refresh })' in html


def test_a_page_posts_to_a_route_that_exists(db):
    for name in PAGES:
        html = Api().get(f"/{name}").content.decode()
        endpoint = re.search(r'data-endpoint="([^"]+)"', html)
        assert endpoint
        assert Api().post(endpoint[1], {"token": "x"}).status_code in {400, 401}


@pytest.mark.parametrize("name", PAGES)
def test_a_board_with_a_front_end_has_no_such_pages(settings, name: str):
    settings.FRONTEND_URL = "https://jobs.example.org"
    answer = Api().get(f"/{name}?token=x")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_mail_about_an_export_leads_to_a_page_that_only_tells(settings):
    answer = Api().get("/my-data", Accept="text/html")
    assert answer.status_code == 200
    assert "script-src" in answer["Content-Security-Policy"]
    html = answer.content.decode()
    assert "/api/v1/me/exports/" in html
    assert not re.search(r"<script|(src|href)=|https?://|url\(", html)
    settings.FRONTEND_URL = "https://jobs.example.org"
    assert Api().get("/my-data").status_code == 404


def test_a_page_is_only_read():
    assert Api().post("/verify-email", {}).status_code in {403, 405}
