"""Fields that only accounts have: addresses, passwords, secrets."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from accounts.emails import LONGEST as LONGEST_ADDRESS
from accounts.emails import NotAnAddress, read_address
from accounts.passwords import LONGEST as LONGEST_PASSWORD
from accounts.passwords import composed
from kernel.fields import Text

_LONGEST_SECRET = 4096
_LONGEST_TYPED = 4 * LONGEST_PASSWORD  # so many characters may become one


@extend_schema_field(
    {"type": "string", "format": "email", "maxLength": LONGEST_ADDRESS}
)
class Address(Text):
    """An e-mail address, in the spelling that it will be written to."""

    default_error_messages = {"invalid_address": "This is not an e-mail address."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the address, its domain in ASCII."""
        try:
            return read_address(super().to_internal_value(data))
        except NotAnAddress:
            self.fail("invalid_address")


class _Untrimmed(serializers.CharField):
    """A text that is taken as it was typed."""

    default_error_messages = {"invalid": "This must be a text."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        """Refuse other types before DRF turns them into text."""
        if data is not empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)


class Password(_Untrimmed):
    """A password: any characters, counted as `composed` counts them.

    How strong it must be is asked by the service that sets it; any may be tried.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_PASSWORD, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return it composed; one that is far too long is refused before that."""
        text = super().to_internal_value(data)
        if len(text) > _LONGEST_TYPED:
            self.fail("max_length", max_length=LONGEST_PASSWORD)
        return composed(text)


class Secret(_Untrimmed):
    """A token, from a mail or from us."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=_LONGEST_SECRET, **kwargs)
