"""What a failure means to the client: any exception in, one `Problem` out."""

import errno
import logging
import sys
from collections.abc import Callable
from typing import Any

from django.core import exceptions as django_errors
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from redis.exceptions import RedisError
from rest_framework import exceptions as drf_errors

from kernel import problems
from kernel.problems import Problem
from kernel.validation import field_errors

log = logging.getLogger("kernel.failures")

Translation = tuple[tuple[type[BaseException], ...], Callable[[Any], Problem | None]]
_CONSTRAINTS: dict[str, Callable[[], Problem]] = {}
_BUSY_STATES = {
    "55P03": "Somebody else is changing the same thing.",
    "40001": "Somebody else changed the same thing at the same time.",
    "40P01": "Somebody else changed the same thing at the same time.",
    "57014": "That took longer than we allow.",
    "53300": "The database has no free connection.",
}
_FULL_STATES = {"53100", "58030"}
# psycopg files these under InternalError: the session was ended because it idled, or
# the server has become read-only, as a standby and a full one are.
_AWAY_STATES = {"25P03", "25P04", "25006"}
_UNIQUE, _EXCLUSION, _FOREIGN = "23505", "23P01", "23503"


def register_constraint(name: str, problem: Callable[[], Problem]) -> None:
    """Say what a violated database constraint means to the client.

    The database decides a race; this names the refusal by its constraint.
    """
    _CONSTRAINTS[name] = problem


def handle_exception(exc: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer for views of DRF that are not ours: its setting names this."""
    return problems.respond(problem_for(exc))


def answer_unhandled(
    request: HttpRequest, exception: BaseException | None = None
) -> HttpResponse:
    """Answer for what no view raised: Django's handler of 400, 403 and 500."""
    failure = exception or sys.exc_info()[1] or Problem()
    return problems.respond(problem_for(failure))


def problem_for(exc: BaseException) -> Problem:
    """Return the problem that tells the client about a failure, and log our own."""
    if isinstance(exc, Problem):
        return exc
    for kinds, translate in _TRANSLATIONS:
        if isinstance(exc, kinds):
            problem = translate(exc)
            if problem is not None:
                return problem
    log.error("request_failed", exc_info=exc)
    return Problem("The failure is logged under this request id.")


def _from_database(exc: BaseException) -> Problem:
    state = _sqlstate(exc)
    if state in _FULL_STATES:
        log.error("database_is_full")
        return problems.Unavailable("The database is full.", retry_after=30)
    if state in _BUSY_STATES:
        log.warning("database_is_busy", extra={"sqlstate": state})
        return problems.Unavailable(_BUSY_STATES[state])
    log.warning("database_is_away", extra={"sqlstate": state})
    return problems.Unavailable("The database is away.")


def _from_session(exc: InternalError) -> Problem | None:
    return _from_database(exc) if _sqlstate(exc) in _AWAY_STATES else None


def _from_constraint(exc: IntegrityError) -> Problem:
    """Name a lost race by the constraint that decided it."""
    diagnostics = getattr(exc.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None) or ""
    if name in _CONSTRAINTS:
        return _CONSTRAINTS[name]()
    log.error("constraint_without_a_name_for_it", extra={"constraint": name})
    if _sqlstate(exc) in {_UNIQUE, _EXCLUSION}:
        return problems.Conflict("It exists already.")
    if _sqlstate(exc) == _FOREIGN:
        return problems.Conflict("Something this refers to is gone, or still in use.")
    return problems.Invalid("The values contradict each other.")


def _from_value(exc: DataError) -> Problem:
    log.error("input_slipped_past_the_gate", exc_info=exc)
    return problems.Invalid("A value is outside of what can be stored.")


def _from_redis(exc: RedisError) -> Problem:
    log.warning("redis_is_away", extra={"why": type(exc).__name__})
    return problems.Unavailable("The cache is away.")


def _from_shape(exc: Exception) -> Problem:
    log.error("input_slipped_past_the_gate", exc_info=exc)
    return problems.Invalid("A value is nested too deep or out of range.")


def _from_disk(exc: OSError) -> Problem | None:
    if exc.errno not in {errno.ENOSPC, errno.EDQUOT}:
        return None
    log.error("disk_is_full")
    return problems.OutOfSpace()


def _sqlstate(exc: BaseException) -> str:
    return getattr(exc.__cause__, "sqlstate", None) or ""


# The first line that fits decides; None passes the failure on.
_TRANSLATIONS: tuple[Translation, ...] = (
    (
        (drf_errors.ValidationError,),
        lambda exc: problems.Invalid(errors=field_errors(exc.detail)),
    ),
    (
        (drf_errors.NotAuthenticated, drf_errors.AuthenticationFailed),
        lambda _: problems.NotAuthenticated(),
    ),
    (
        (drf_errors.PermissionDenied, django_errors.PermissionDenied),
        lambda _: problems.Forbidden(),
    ),
    (
        (drf_errors.NotFound, Http404, django_errors.ObjectDoesNotExist),
        lambda _: problems.NotFound(),
    ),
    ((drf_errors.NotAcceptable,), lambda _: problems.NotAcceptable()),
    (
        (drf_errors.UnsupportedMediaType,),
        lambda exc: problems.UnsupportedMediaType(str(exc.detail)[:200]),
    ),
    (
        (drf_errors.MethodNotAllowed,),
        lambda exc: problems.MethodNotAllowed(str(exc.detail)),
    ),
    ((drf_errors.ParseError,), lambda exc: problems.BadRequest(str(exc.detail))),
    ((django_errors.RequestDataTooBig,), lambda _: problems.TooLarge()),
    (
        (django_errors.DisallowedHost,),
        lambda _: problems.BadRequest("This server does not answer to that Host."),
    ),
    (
        (UnreadablePostError,),
        lambda _: problems.BadRequest("The body ended before its Content-Length."),
    ),
    (
        (MultiPartParserError,),
        lambda _: problems.BadRequest("The multipart body cannot be read."),
    ),
    (
        (django_errors.SuspiciousOperation, django_errors.BadRequest),
        lambda _: problems.BadRequest(),
    ),
    ((OperationalError, InterfaceError), _from_database),
    ((InternalError,), _from_session),
    ((IntegrityError,), _from_constraint),
    ((DataError,), _from_value),
    ((RedisError,), _from_redis),
    # Hostile input that slipped past the gate must not look like a crash of ours.
    ((RecursionError, OverflowError, UnicodeError), _from_shape),
    ((OSError,), _from_disk),
)
