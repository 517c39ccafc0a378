"""The small page that the unsubscribe link of a mail leads people to."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from rest_framework.renderers import BaseRenderer

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class SubscriptionPage(BaseRenderer):
    """Says what one click ends or has ended; it needs no script and loads nothing.

    Its button posts to the address that it stands at, token and all.
    """

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the page, and close it by the answer's headers."""
        response = (renderer_context or {})["response"]
        for name, value in HEADERS.items():
            response[name] = value
        return render_to_string("notifications/subscription.html", data)
