"""The field that reads a company's website."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from kernel.fields import Text

LONGEST = 500


class Website(Text):
    """An http or https address without a name and password in it; blank for none."""

    default_error_messages = {
        "invalid_url": "Write an address like https://example.com."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the address if a browser could open it."""
        url = super().to_internal_value(data)
        if url and not _is_web_address(url):
            self.fail("invalid_url")
        return url


def _is_web_address(url: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(url)
        return "@" not in urlsplit(url).netloc
    except (ValidationError, ValueError):
        return False
