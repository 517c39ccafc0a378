"""Jobs by the ids that an employer's own system gives them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import gate, members, recruiters
from accounts.views.links import absolute_links
from jobs.content import external_key
from jobs.models import Job
from jobs.serializers.fields import ExternalId
from jobs.serializers.jobs import JobIn
from jobs.serializers.shapes import job_shape
from jobs.serializers.shown import JobOut
from jobs.services.posting import delete_draft
from jobs.services.upserting import Outcome, put_job
from jobs.views.finding import READ, WRITE, find_job, show_job
from jobs.views.jobs import NO_CONTENT
from kernel.etags import check_if_match
from kernel.problems import NotFound, PreconditionFailed
from kernel.validation import hinted
from kernel.views import View

_PATH = [OpenApiParameter("external_id", {"type": "string"}, OpenApiParameter.PATH)]


class JobByExternalId(View):
    """The job of one's company that has an external id."""

    permission_classes = [
        gate(
            GET=members,
            PUT=recruiters,
            DELETE=recruiters,
            scopes={"GET": READ, "PUT": WRITE, "DELETE": WRITE},
        )
    ]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the job; only PUT may name one that is not there yet."""
        if request.method == "PUT":
            return
        try:
            key = external_key(_read(kwargs["external_id"]))
        except ValidationError as error:
            raise NotFound from error
        rows = Job.objects.of(actor_of(request)).filter(external_key=key)
        self.job = find_job(rows)

    @extend_schema(
        operation_id="jobs_by_external_id", parameters=_PATH, responses=JobOut
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the job."""
        return Response(job_shape(request, actor_of(request))(self.job))

    @extend_schema(
        operation_id="jobs_put",
        parameters=_PATH,
        request=JobIn,
        responses={200: JobOut, 201: JobOut},
    )
    def put(self, request: Request, **kwargs: Any) -> Response:
        """Make the job, or replace all of it, and submit it."""
        actor, fields = actor_of(request), self.body(JobIn)
        external_id = _named(kwargs["external_id"], fields.pop("external_id"))
        with absolute_links(request):
            put = put_job(
                actor=actor,
                external_id=external_id,
                fields=fields,
                check=lambda row: self.check(request, row),
            )
        shown = show_job(request, actor, put.job.pk)
        if put.outcome is not Outcome.CREATED:
            return Response(shown)
        return Response(shown, status=201, headers={"Location": shown["url"]})

    def check(self, request: Request, row: Job | None) -> None:
        """Refuse to replace another job than the caller has read, or to make one."""
        if row is not None:
            check_if_match(request, show_job(request, actor_of(request), row.pk))
        elif request.headers.get("If-Match", "").strip():
            raise PreconditionFailed

    @extend_schema(
        operation_id="jobs_by_external_id_destroy",
        parameters=_PATH,
        responses=NO_CONTENT,
    )
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Delete a draft; what has been handed in is closed instead."""
        delete_draft(actor=actor_of(request), job_id=self.job.pk)
        return Response(status=204)


def _read(in_path: str) -> str:
    """Return an external id as a body would give it: composed and trimmed."""
    external_id: str = ExternalId().run_validation(in_path)
    return external_id


def _named(in_path: str, in_body: str | None) -> str:
    """Return the external id that the path names; a body may say the same."""
    try:
        named = _read(in_path)
    except ValidationError as error:
        raise ValidationError({"external_id": error.detail}) from error
    if in_body is None:
        return named
    if external_key(in_body) != external_key(named):
        text = "This must be the one in the path."
        raise ValidationError({"external_id": [hinted(text, "invalid")]})
    return in_body
