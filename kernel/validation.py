"""From DRF's nested validation errors to the flat list of a problem document."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any

from rest_framework.exceptions import ErrorDetail

from kernel.problems import FieldError

WHOLE_BODY = "non_field_errors"
MOST_ERRORS = 100
Choices = list[dict[str, Any]] | None


class _Code(str):
    """An error code that carries what was probably meant, or could be.

    DRF rebuilds errors on their way up and keeps only text and code, so the hint
    travels with the code.
    """

    __slots__ = ("choices", "did_you_mean")
    did_you_mean: str | None
    choices: Choices


def hinted(
    text: str, code: str, did_you_mean: str | None = None, *, choices: Choices = None
) -> ErrorDetail:
    """Return an error that also says what the client probably meant, or could mean."""
    carrier = _Code(code)
    carrier.did_you_mean, carrier.choices = did_you_mean, choices
    return ErrorDetail(text, carrier)


def hint_of(error: object) -> str | None:
    """Return what an error says was probably meant."""
    return getattr(getattr(error, "code", None), "did_you_mean", None)


def near_miss(typed: str, known: Collection[str]) -> str | None:
    """Return the known name that was probably meant, if one is close."""
    folded = {name.casefold().replace("-", "_"): name for name in known}
    asked = typed[:64].casefold().replace("-", "_")
    found = get_close_matches(asked, folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def field_errors(detail: Any) -> list[FieldError]:
    """Flatten DRF's errors: `{"locations": [{"city": [e]}]}` → `locations.0.city`.

    The first `MOST_ERRORS` of them: an answer may not be larger than its question.
    """
    return list(islice(_walk(detail, ""), MOST_ERRORS))


def _walk(detail: Any, path: str) -> Iterator[FieldError]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == WHOLE_BODY else str(name)
            yield from _walk(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(detail, (list, tuple)):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            step = f"{path}.{index}" if nested else path
            yield from _walk(inner, step)
    else:
        yield _one(detail, path or WHOLE_BODY)


def _one(detail: Any, path: str) -> FieldError:
    error = FieldError(
        field=path, code=getattr(detail, "code", "invalid"), detail=str(detail)
    )
    meant = hint_of(detail)
    if meant:
        error["did_you_mean"] = meant
    choices = getattr(getattr(detail, "code", None), "choices", None)
    if choices:
        error["choices"] = choices
    return error
