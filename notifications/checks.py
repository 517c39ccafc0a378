"""What `manage.py check` says about mail."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004  # Django's name


def check_mail(**kwargs: Any) -> list[CheckMessage]:
    """Warn of mails that would become files in production, and of links to nowhere."""
    found: list[CheckMessage] = []
    if settings.DEVELOPMENT:
        return found
    if settings.EMAIL_BACKEND == "notifications.backends.FileBackend":
        found.append(
            Warning(
                "No mail server is configured: mails are written to files and reach"
                " nobody.",
                hint="Set EMAIL_HOST and EMAIL_FROM; see docs/configuration.md.",
                id="notifications.W001",
            )
        )
    if not settings.PUBLIC_URL:
        found.append(
            Warning(
                "PUBLIC_URL is not set: links in mails lead to this machine only.",
                hint="Set PUBLIC_URL to the address under which the API is reached.",
                id="notifications.W002",
            )
        )
    return found
