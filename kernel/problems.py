"""Every refusal as one problem document (RFC 9457), whoever raised it.

Rules raise subclasses of `Problem`; what Django, DRF and the database raise is
translated by `problem_for`. REST views, middleware and the 404/500 handlers all
answer through `respond`, so a client sees one shape on every path.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NotRequired, TypedDict

from django.http import HttpRequest, HttpResponse

from kernel.context import request_id
from kernel.renderers import to_json

MEDIA_TYPE = "application/problem+json"
CODES: dict[str, type["Problem"]] = {}
"""Every stable code with the class that says it; `docs/errors.md` lists them."""


class FieldError(TypedDict):
    """One thing wrong with one field of the body or one parameter of the query."""

    field: NotRequired[str]
    parameter: NotRequired[str]
    code: str
    detail: str
    did_you_mean: NotRequired[str]
    choices: NotRequired[list[dict[str, Any]]]
    """What it could mean, where that was not clear."""


class Problem(Exception):
    """A refusal that the client is told about, with a stable code."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"
    detail: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            if cls.code in CODES:
                raise TypeError(f"two problems are called {cls.code}")
            CODES[cls.code] = cls

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail or self.detail or self.title)
        self.detail = detail or self.detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.members = members

    def document(self) -> dict[str, Any]:
        """Return the problem document's members."""
        return {
            "type": f"urn:jobboard:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "code": self.code,
            "errors": self.errors,
            "request_id": request_id(),
            **self.members,
        }


CODES[Problem.code] = Problem


def respond(problem: Problem) -> HttpResponse:
    """Return the answer that tells the client about a problem."""
    response = HttpResponse(
        to_json(problem.document()),
        status=problem.status,
        content_type=MEDIA_TYPE,
    )
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a path that leads nowhere."""
    return respond(NotFound(f"There is nothing at {request.path[:200]}."))


class BadRequest(Problem):
    """The request as a whole cannot be read."""

    status = 400
    code = "bad_request"
    title = "The request cannot be understood"


class Invalid(Problem):
    """Some fields or parameters are wrong; `errors` names each."""

    status = 400
    code = "invalid_request"
    title = "Some of what was sent is not valid"
    detail = "See errors for each field or parameter."

    def document(self) -> dict[str, Any]:
        """Return its members, with the first error's choices where one has some."""
        offered = (error["choices"] for error in self.errors if "choices" in error)
        choices = next(offered, None)
        shown = super().document()
        return shown if choices is None else {**shown, "choices": choices}


class MalformedJSON(Problem):
    """The body is not JSON that we accept."""

    status = 400
    code = "malformed_json"
    title = "The body is not acceptable JSON"


class InvalidCursor(Problem):
    """The cursor is damaged, or belongs to another list, query or account."""

    status = 400
    code = "invalid_cursor"
    title = "This cursor does not belong to this list"
    detail = (
        "Take `next` and `previous` as they come. A cursor goes with its path,"
        " parameters and account; only page_size may change."
    )


class NotAuthenticated(Problem):
    """The operation needs somebody who is signed in."""

    status = 401
    code = "not_authenticated"
    title = "Sign in first"
    detail = "Send Authorization: Bearer <access token>."

    def __init__(self, detail: str = "", **kwargs: Any) -> None:
        super().__init__(detail, **kwargs)
        # RFC 9110 asks for a challenge with every 401.
        self.headers.setdefault("WWW-Authenticate", "Bearer")


class Forbidden(Problem):
    """Whoever is signed in may never do this."""

    status = 403
    code = "forbidden"
    title = "This account may not do that"
    detail = "It takes another role, company role or API key scope than this one has."


class NotFound(Problem):
    """It does not exist, or it is not the caller's to see: the answer is the same."""

    status = 404
    code = "not_found"
    title = "Not found"


class MethodNotAllowed(Problem):
    """The path exists; this method does not."""

    status = 405
    code = "method_not_allowed"
    title = "This method does not exist here"


class NotAcceptable(Problem):
    """No representation fits the Accept header."""

    status = 406
    code = "not_acceptable"
    title = "We cannot answer in that media type"
    detail = "Accept application/json."


class Conflict(Problem):
    """The thing's present state does not allow this, or it exists already."""

    status = 409
    code = "conflict"
    title = "That does not fit the present state"


class LengthRequired(Problem):
    """A body came without saying how long it is."""

    status = 411
    code = "length_required"
    title = "Content-Length is missing"
    detail = "Send the body with Content-Length instead of in chunks."


class PreconditionFailed(Problem):
    """The resource changed since the client read it."""

    status = 412
    code = "precondition_failed"
    title = "It has changed since you read it"
    detail = "Read it again and repeat the change with the new ETag in If-Match."


class TooLarge(Problem):
    """The body is over the limit."""

    status = 413
    code = "too_large"
    title = "The body is too large"


class UnsupportedMediaType(Problem):
    """The body's type, charset or encoding is not one that we read."""

    status = 415
    code = "unsupported_media_type"
    title = "We do not read that media type here"


class TooManyRequests(Problem):
    """A rate limit is reached; `Retry-After` says when to come back."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"


class Unavailable(Problem):
    """A part that the request needs is away or full."""

    status = 503
    code = "unavailable"
    title = "A part we need is away or full"
    detail = "Nothing was changed. Try again in a moment."

    def __init__(self, detail: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class OutOfSpace(Problem):
    """There is no room left to store what was sent."""

    status = 507
    code = "out_of_space"
    title = "There is no room left to store this"
