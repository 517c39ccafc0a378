"""What happens around every request: its id, its log line, its path, its failures."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kernel import problems
from kernel.addresses import is_from_proxy
from kernel.context import begin_request
from kernel.failures import problem_for
from kernel.metrics import observe_request

log = logging.getLogger("kernel.requests")
Next = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = "X-Request-ID"
PROBED = {"/healthz", "/readyz"}
_REFUSALS = {
    kind.status: kind
    for kind in (
        problems.BadRequest,
        problems.Forbidden,
        problems.NotFound,
        problems.MethodNotAllowed,
    )
}


class RequestContextMiddleware:
    """Gives every request an id, and says in one line how it went."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request; the line names the route, never what was asked."""
        started = time.perf_counter()
        request_id = begin_request(request.headers.get(REQUEST_ID))
        response = self.get_response(request)
        response[REQUEST_ID] = request_id
        took = time.perf_counter() - started
        match = request.resolver_match
        route = f"/{match.route}" if match else "unrouted"
        observe_request(str(request.method), route, response.status_code, took)
        log.info(
            "request",
            extra={
                "method": str(request.method)[:10],
                "route": route,
                "status": response.status_code,
                "ms": round(took * 1000, 1),
            },
        )
        return response


class ProblemMiddleware:
    """Turns what others raise and refuse into problem documents."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request; say in our form what Django or WhiteNoise refuse."""
        response = self.get_response(request)
        refusal = _REFUSALS.get(response.status_code)
        if refusal is None or "json" in response.get("Content-Type", ""):
            return response
        problem = problems.respond(refusal())
        for name, value in response.items():
            if not name.lower().startswith("content-"):
                problem.headers.setdefault(name, value)
        return problem

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse:
        """Answer for a view that raised."""
        return problems.respond(problem_for(exception))


class NeighbourMiddleware:
    """Settles what is believed of whoever is on the other end of the connection."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let only our proxies say `https`, and let probes ask by any name."""
        if not is_from_proxy(request):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        if request.path_info in PROBED and settings.ALLOWED_HOSTS:
            # A probe knows the address of a machine, not the name of the board.
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
        return self.get_response(request)


class CanonicalPathMiddleware:
    """Serves API paths without their last slash as if it were there."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the slash in place: a redirect would drop the body of a POST."""
        if request.path_info.startswith("/api/") and request.path_info[-1] != "/":
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)
