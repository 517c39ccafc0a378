"""The field that reads a company's name."""

from typing import Any

from kernel.fields import Text


class CompanyName(Text):
    """A name that is no link: invitations carry it to people who never asked for it."""

    default_error_messages = {"holds_link": "A name holds no link."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the name unless it spells out an address to open."""
        name = super().to_internal_value(data)
        if "://" in name:
            self.fail("holds_link")
        return name
