"""Fields that only jobs have: codes of the catalogue, amounts, addresses."""

import math
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError as FormError
from django.core.validators import URLValidator
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.currencies import CURRENCIES
from jobs.catalogue.languages import LANGUAGES, normal_language
from jobs.services.moving import MOST_DAYS
from kernel.fields import Instant, Number, Text
from kernel.validation import hinted, near_miss

LONGEST_TITLE = 200
LONGEST_URL = 2000
LONGEST_EXTERNAL_ID = 200
LONGEST_EXTERNAL_KEY = 400
_CENTS = Decimal("0.01")
_MOST = 999_999_999_999
_WEB = URLValidator(schemes=["http", "https"])
_SEEN = "LNPS"
"""Letters, numbers, punctuation, symbols; marks and joiners alone show nothing."""
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
_QUESTION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class _Code(Text):
    """A code from a long list; a near miss says which was probably meant."""

    known: Collection[str] = ()
    what = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the code if it is on the list."""
        if data not in self.known:
            meant = near_miss(data, self.known)
            raise ValidationError([hinted(self.what, "invalid_choice", meant)])
        return str(data)


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{2}$"})
class Country(_Code):
    """A country."""

    known = COUNTRIES
    what = "Write a country as ISO 3166-1 alpha-2: DE, US."


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{3}$"})
class Currency(_Code):
    """A currency."""

    known = CURRENCIES
    what = "Write a currency as ISO 4217: EUR, USD."


@extend_schema_field({"type": "string", "enum": list(CATEGORIES)})
class Category(_Code):
    """A group of occupations."""

    known = CATEGORIES
    what = "There is no such category; categories/ lists them."


class Language(Text):
    """The language of a text, brought to the usual case of BCP 47."""

    default_error_messages = {
        "unknown_language": "Write a language as BCP 47: en, en-GB, pt-BR."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=35, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the tag in its usual case."""
        tag = data if data in LANGUAGES else normal_language(data.strip())
        if tag is None:
            self.fail("unknown_language")
        return str(tag)


@extend_schema_field(
    {"type": "number", "exclusiveMinimum": 0, "maximum": _MOST, "multipleOf": 0.01}
)
class Amount(Number):
    """An amount of money: more than nothing, in hundredths."""

    default_error_messages = {
        "min_value": "An amount is more than 0.",
        "max_value": f"An amount is at most {_MOST}.",
        "too_precise": "An amount has at most two decimals.",
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return it as a decimal number."""
        value = super().to_internal_value(data)
        if value <= 0:
            self.fail("min_value")
        if value > _MOST:
            self.fail("max_value")
        exact = Decimal(str(data)).quantize(_CENTS)
        if not math.isclose(exact, value, rel_tol=1e-15):
            self.fail("too_precise")
        return exact


class Coordinate(Number):
    """A latitude or longitude, as fine as a front door."""

    def to_internal_value(self, data: Any) -> float:
        """Return it with six decimals: a tenth of a metre."""
        return round(super().to_internal_value(data), 6)


class WebAddress(Text):
    """An http or https address without a name and password in it; blank for none."""

    default_error_messages = {
        "invalid_url": "Write an address like https://example.com/apply."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_URL, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the address if a browser could open it."""
        url = super().to_internal_value(data)
        if url and not _is_web_address(url):
            self.fail("invalid_url")
        return url


class Title(Text):
    """What a job is called: something of it can be seen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_TITLE, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return it unless there are only marks, joiners and the like."""
        text = super().to_internal_value(data)
        if not any(map(_is_seen, text)):
            self.fail("blank")
        return text


class ExternalId(Text):
    """The employer's own name of a job, as its spelling is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_EXTERNAL_ID, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return it trimmed; folding its case may make it longer."""
        text = super().to_internal_value(data)
        if len(text.casefold()) > LONGEST_EXTERNAL_KEY:
            self.fail("max_length", max_length=LONGEST_EXTERNAL_ID)
        return text


class QuestionId(Text):
    """What answers are filed under."""

    default_error_messages = {
        "invalid_id": "Begin with a letter or digit; go on with these and _ . -"
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return it if it can be the name of a field."""
        text = super().to_internal_value(data)
        if not _QUESTION_ID.fullmatch(text):
            self.fail("invalid_id")
        return text


class End(Instant):
    """When a job's time runs out: from now on, and within a year."""

    default_error_messages = {
        "not_ahead": "This must be in the future.",
        "too_far": f"This must be within {MOST_DAYS} days.",
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the instant."""
        value = super().to_internal_value(data)
        now = timezone.now()
        if value <= now:
            self.fail("not_ahead")
        if value > now + timedelta(days=MOST_DAYS):
            self.fail("too_far")
        return value


def _is_web_address(url: str) -> bool:
    try:
        _WEB(url)
        parts = urlsplit(url)
        is_port = parts.port != 0  # one beyond 65535 is a ValueError
    except (FormError, ValueError):
        return False
    return is_port and "@" not in parts.netloc


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in _SEEN and character not in _FILLERS
