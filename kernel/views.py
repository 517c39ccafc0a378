"""The view that every endpoint builds on: what `contract.md` promises for all.

In this order: method, media type, who (401), claims (403), rate (429), which row
(`load`, 404), parameters (400), idempotency, and then the handler.
"""

import logging
from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import limits, problems
from kernel.addresses import client_address
from kernel.caller import caller_key
from kernel.etags import etag_of, is_unchanged
from kernel.failures import problem_for
from kernel.filters import StrictFilterSet
from kernel.idempotency import HEADER, IdempotencyKeyInvalid, answer_once
from kernel.pagination import Order, paginate
from kernel.parameters import CURSOR, PAGE_SIZE, check_parameters
from kernel.parsers import check_body
from kernel.postgres.loss import was_cut_off

log = logging.getLogger("kernel.views")
Handler = Callable[..., HttpResponseBase]


class View(APIView):
    """A DRF view that ignores nothing it is sent."""

    parameters: ClassVar[tuple[str, ...]] = ()
    """Query parameters beyond those of the filter set and of paging."""
    filterset: ClassVar[type[StrictFilterSet] | None] = None
    order: ClassVar[Order | None] = None
    """The order of a list; a view that has one is paged."""
    idempotent: ClassVar[bool] = True
    """Whether its POST takes an `Idempotency-Key`; `auth/*` does not."""
    secrets: ClassVar[tuple[str, ...]] = ()
    """Members of an answer that are shown once and never replayed."""
    etag: ClassVar[bool] = True
    anonymous_limit: ClassVar[limits.Limit] = limits.ANONYMOUS
    signed_in_limit: ClassVar[limits.Limit] = limits.SIGNED_IN

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the row that the path names, through `visible_to`, or raise 404.

        It runs before anything is read from the body and before a replay, so that
        rights are checked again for both.
        """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve one request; every way out of here is an answer."""
        self.args, self.kwargs = args, kwargs
        self.verdict: limits.Verdict | None = None
        self.caller: str | None = None
        self.headers = self.default_response_headers
        self.request = request = self.initialize_request(request, *args, **kwargs)
        response: HttpResponseBase
        try:
            response = self.serve(request)
        except Exception as exc:  # noqa: BLE001  # the handler logs what it does not know
            response = self.refuse(exc)
        return self.finish(request, response)

    def serve(self, request: Request) -> HttpResponseBase:
        """Check and answer; once more if the database cut us off and that is safe.

        Reading twice is safe, and so is what stands under an `Idempotency-Key`: its
        effect is there with its answer, or not at all.
        """
        try:
            self.initial(request, *self.args, **self.kwargs)
            return self.answer(request)
        except (OperationalError, InterfaceError) as error:
            keyed = request.method == "POST" and HEADER in request.headers
            repeatable = keyed or request.method in {"GET", "HEAD"}
            whole = not connection.in_atomic_block
            if not (repeatable and whole and was_cut_off(error)):
                raise
            log.warning("database_cut_us_off")
            connection.close()
        self.initial(request, *self.args, **self.kwargs)
        return self.answer(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check everything that does not need the body."""
        method = str(request.method)
        if method.lower() not in self.http_method_names or not hasattr(
            self, method.lower()
        ):
            raise problems.MethodNotAllowed(
                f"{method[:20]} is not one of {', '.join(self.allowed_methods)}.",
                headers={"Allow": ", ".join(self.allowed_methods)},
            )
        check_body(request._request)  # noqa: SLF001  # DRF has no other name for it
        try:
            super().initial(request, *args, **kwargs)
        except (AuthenticationFailed, problems.NotAuthenticated):
            self.verdict = limits.require(self.anonymous_limit, client_address(request))
            raise
        self.caller = caller_key(request)
        self.check_rate(request)
        self.load(request, **kwargs)
        self.check_query(request)

    def check_rate(self, request: Request) -> None:
        """Count the request for its account, or for its address without one."""
        if self.caller is None:
            limit, key = self.anonymous_limit, client_address(request)
        else:
            limit, key = self.signed_in_limit, self.caller
        self.verdict = limits.require(limit, key)

    @classmethod
    def known_parameters(cls, method: str) -> set[str]:
        """Return the query parameters that a method takes."""
        if method not in {"GET", "HEAD"}:
            return set()
        known = set(cls.parameters)
        if cls.order is not None:
            known |= {CURSOR, PAGE_SIZE}
        if cls.filterset is not None:
            known |= set(cls.filterset.base_filters)
        return known

    def check_query(self, request: Request) -> None:
        """Refuse parameters that would be ignored."""
        check_parameters(
            request._request,  # noqa: SLF001  # DRF has no other name for it
            known=self.known_parameters(str(request.method)),
            repeatable=self.filterset.repeatable() if self.filterset else set(),
        )

    def answer(self, request: Request) -> HttpResponseBase:
        """Run the handler, once for each idempotency key."""
        if request.method == "POST" and HEADER in request.headers:
            if not self.idempotent or self.caller is None:
                raise IdempotencyKeyInvalid("This operation takes no Idempotency-Key.")
            return answer_once(
                request, scope=self.caller, secrets=self.secrets, answer=self.attempt
            )
        return self.run()

    def run(self) -> HttpResponseBase:
        """Call the handler and render what it returns."""
        request = self.request
        handler: Handler = getattr(self, str(request.method).lower())
        response: Any = handler(request, *self.args, **self.kwargs)
        response = self.finalize_response(request, response, *self.args, **self.kwargs)
        if isinstance(response, Response):
            response.render()
        return cast(HttpResponseBase, response)

    def attempt(self) -> HttpResponseBase:
        """Run the handler inside a transaction, undoing its work if it refuses."""
        try:
            with transaction.atomic():
                return self.run()
        except Exception as exc:
            if was_cut_off(exc):
                raise
            problem = problem_for(exc)
            if problem.status != problems.Conflict.status:
                raise problem from exc
            return problems.respond(problem)

    def refuse(self, exc: Exception) -> HttpResponseBase:
        """Return the answer for a failure."""
        return problems.respond(problem_for(exc))

    def finish(self, request: Request, response: HttpResponseBase) -> HttpResponseBase:
        """Add what every answer carries."""
        if self.verdict is not None:
            for name, value in self.verdict.headers().items():
                response.headers.setdefault(name, value)
        patch_vary_headers(response, ("Accept", "Authorization"))
        anonymous = self.caller is None
        if not response.has_header("Cache-Control"):
            patch_cache_control(
                response, no_cache=True, **({} if anonymous else {"private": True})
            )
        if self.is_tagged(request, response, anonymous=anonymous):
            return self.tag(request, response)
        return response

    def is_tagged(
        self, request: Request, response: HttpResponseBase, *, anonymous: bool
    ) -> bool:
        """Tell whether an answer gets an ETag: resources, and lists for anybody."""
        if not self.etag or response.status_code not in {200, 201}:
            return False
        if response.streaming or response.has_header("ETag"):
            return False
        if self.order is not None:
            return anonymous and request.method in {"GET", "HEAD"}
        return request.method in {"GET", "HEAD", "PATCH", "PUT"}

    def tag(self, request: Request, response: HttpResponseBase) -> HttpResponseBase:
        """Set the ETag, and answer 304 to a client that has it already."""
        tag = etag_of(response.content)  # type: ignore[attr-defined]  # not streaming
        response["ETag"] = tag
        if request.method in {"GET", "HEAD"} and is_unchanged(
            request._request,  # noqa: SLF001  # DRF has no other name for it
            tag,
        ):
            unchanged = HttpResponse(status=304)
            del unchanged["Content-Type"]
            for name in (
                "ETag",
                "Vary",
                "Cache-Control",
                "RateLimit",
                "RateLimit-Policy",
            ):
                if response.has_header(name):
                    unchanged[name] = response[name]
            return unchanged
        return response

    def options(  # type: ignore[override]  # DRF hands over its own Request
        self, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        """Say which methods there are."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def page(self, rows: Any, shape: Callable[[Any], Any]) -> Response:
        """Answer with the page of filtered rows that was asked for."""
        if self.order is None:
            raise TypeError("a paged view declares its order")
        if self.filterset is not None:
            rows = self.filterset(data=self.request.GET, queryset=rows).qs
        return Response(paginate(self.request, rows, order=self.order, shape=shape))

    def body(self, serializer: type[Any], **kwargs: Any) -> dict[str, Any]:
        """Return the validated body, or refuse it."""
        read = serializer(data=self.request.data, **kwargs)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)
