"""The small pages that links in mails lead to where no front end is configured.

They load nothing, keep nothing and talk to our own API only. A button posts the
token: what merely opens links, as mail scanners do, must not use them up.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View as PlainView

from kernel.problems import NotFound


@dataclass(frozen=True)
class Page:
    """What one page says and posts."""

    title: str
    endpoint: str
    button: str
    done: str
    new_password: bool = False
    sign_in: bool = False


_CONFIRM = "/api/v1/auth/verify-email/"
PAGES = {
    "verify-email": Page(
        title="Confirm your address",
        endpoint=_CONFIRM,
        button="Confirm",
        done="Your address is confirmed. You can sign in now.",
    ),
    "confirm-email": Page(
        title="Confirm your new address",
        endpoint=_CONFIRM,
        button="Confirm",
        done="Your account has this address from now on.",
    ),
    "reset-password": Page(
        title="Set a new password",
        endpoint="/api/v1/auth/password/reset/",
        button="Set it",
        done="Your new password counts from now on. Sign in again.",
        new_password=True,
    ),
    "accept-invitation": Page(
        title="Accept the invitation",
        endpoint="/api/v1/invitations/accept/",
        button="Sign in and accept",
        done="You belong to the company now.",
        sign_in=True,
    ),
}


class LinkPage(PlainView):
    """One of the pages."""

    http_method_names = ["get", "head"]
    template = "accounts/link.html"
    name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; with a front end of its own the board has no such page."""
        if settings.FRONTEND_URL:
            raise NotFound
        nonce = secrets.token_urlsafe(16)
        context = {"page": PAGES.get(self.name), "nonce": nonce}
        response = render(request, self.template, context)
        response["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{nonce}';"
            f" style-src 'nonce-{nonce}'; connect-src 'self'; base-uri 'none';"
            " form-action 'none'; frame-ancestors 'none'"
        )
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response


class DataPage(LinkPage):
    """Where the mail about an export leads: it says where to find it."""

    template = "accounts/my_data.html"
