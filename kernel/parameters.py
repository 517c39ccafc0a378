"""Query parameters, none of which is ever ignored."""

import re
from collections.abc import Collection
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest

from kernel.problems import FieldError, Invalid
from kernel.validation import near_miss

PAGE_SIZE = "page_size"
CURSOR = "cursor"
DEFAULT_PAGE_SIZE = 20
LARGEST_PAGE = 100
_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)


def error_in(
    parameter: str, code: str, detail: str, did_you_mean: str | None = None
) -> FieldError:
    """Return what is wrong with one parameter."""
    error = FieldError(parameter=parameter, code=code, detail=detail)
    if did_you_mean:
        error["did_you_mean"] = did_you_mean
    return error


def check_parameters(
    request: HttpRequest, *, known: Collection[str], repeatable: Collection[str] = ()
) -> None:
    """Refuse unknown, repeated and unreadable parameters, all of them at once."""
    _check_encoding(request.META.get("QUERY_STRING", ""))
    errors: list[FieldError] = []
    for name, values in request.GET.lists():
        if name not in known:
            meant = near_miss(name, known)
            hint = f" Did you mean {meant}?" if meant else ""
            errors.append(
                error_in(
                    name[:100],
                    "unknown_parameter",
                    f"There is no such parameter here.{hint}",
                    meant,
                )
            )
        elif len(values) > 1 and name not in repeatable:
            errors.append(
                error_in(name, "repeated_parameter", "Give this parameter once.")
            )
        elif any("\x00" in value for value in values):
            errors.append(error_in(name, "null_character", "It contains U+0000."))
    if errors:
        raise Invalid(errors=errors)


def _check_encoding(query: str) -> None:
    """Refuse what is not UTF-8; Django would put U+FFFD in its place."""
    try:
        # WSGI hands bytes over as Latin-1: a raw 0xFF is U+00FF here.
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeDecodeError as error:
        raise Invalid("The query string is not percent-encoded UTF-8.") from error


def page_size(request: HttpRequest, *, least: int = 1) -> int:
    """Return how many results the client asked for."""
    raw = request.GET.get(PAGE_SIZE, "").strip()
    if not raw:
        return DEFAULT_PAGE_SIZE
    if not _DIGITS.fullmatch(raw) or not least <= int(raw) <= LARGEST_PAGE:
        detail = f"Give a whole number from {least} to {LARGEST_PAGE}."
        raise Invalid(errors=[error_in(PAGE_SIZE, "out_of_range", detail)])
    return int(raw)
