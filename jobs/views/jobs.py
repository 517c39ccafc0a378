"""Jobs: the list of them, posting one, reading and editing it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import anyone, gate, members, recruiters
from accounts.serializers.lists import page_of
from accounts.views.links import absolute_links
from jobs.filters import JobListFilter, wants_own
from jobs.models import Job
from jobs.serializers.jobs import JobChangeIn, JobIn
from jobs.serializers.shapes import CARD_COLUMNS, card_shape, job_shape
from jobs.serializers.shown import CardOut, JobOut
from jobs.services.posting import create_job, delete_draft, edit_job
from jobs.views.finding import (
    READ,
    WRITE,
    find_job,
    find_own_job,
    reader_of,
    show_job,
)
from kernel.etags import check_if_match
from kernel.pagination import Order, paginate
from kernel.views import View

NEWEST = Order("-published_at", "-id")
LAST_MADE = Order("-created_at", "-id")
NO_CONTENT = {204: None}


class Jobs(View):
    """All public jobs, newest first; or those of one's own company."""

    permission_classes = [
        gate(GET=anyone, POST=recruiters, scopes={"POST": WRITE}),
    ]
    filterset = JobListFilter
    order = NEWEST

    def get_permissions(self) -> list[Any]:
        """Ask for members where somebody wants the jobs of their own company."""
        request: Request | None = self.request
        reads = request is not None and request.method in {"GET", "HEAD"}
        if request is not None and reads and wants_own(request.query_params):
            return [gate(GET=members, scopes={"GET": READ})()]
        return list(super().get_permissions())

    @extend_schema(operation_id="jobs_list", responses=page_of(CardOut))
    def get(self, request: Request) -> Response:
        """List public jobs, newest first; with `mine`, one's own, last made first."""
        actor, query = reader_of(request), request.query_params
        is_own = wants_own(query)
        jobs = Job.objects.with_card()
        jobs = jobs.of(actor) if is_own else jobs.live().not_hidden_from(actor)
        found = JobListFilter.narrow(jobs, JobListFilter.read(query))
        found = found.only(*CARD_COLUMNS)
        order, shape = LAST_MADE if is_own else NEWEST, card_shape(request, actor)
        return Response(paginate(request, found, order=order, shape=shape))

    @extend_schema(operation_id="jobs_create", request=JobIn, responses={201: JobOut})
    def post(self, request: Request) -> Response:
        """Make a draft."""
        actor, fields = actor_of(request), self.body(JobIn)
        with absolute_links(request):
            job = create_job(actor=actor, fields=fields)
        shown = show_job(request, actor, job.pk)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OneJob(View):
    """One job."""

    permission_classes = [
        gate(
            GET=anyone,
            PATCH=recruiters,
            DELETE=recruiters,
            scopes={"PATCH": WRITE, "DELETE": WRITE},
        )
    ]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch it, if the caller may see it, and refuse a change of another's."""
        job_id: UUID = kwargs["job_id"]
        if request.method in {"PATCH", "DELETE"}:
            self.job = find_own_job(actor_of(request), job_id)
        else:
            rows = Job.objects.visible_to(reader_of(request))
            self.job = find_job(rows.filter(pk=job_id))

    @extend_schema(operation_id="jobs_retrieve", responses=JobOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the job; one that is over says so."""
        return Response(job_shape(request, reader_of(request))(self.job))

    @extend_schema(operation_id="jobs_update", request=JobChangeIn, responses=JobOut)
    def patch(self, request: Request, **kwargs: Any) -> Response:
        """Change the job; objects in the body are merged, lists are replaced."""
        actor, changes = actor_of(request), self.body(JobIn, partial=True)
        with absolute_links(request):
            job = edit_job(
                actor=actor,
                job_id=self.job.pk,
                changes=changes,
                check=lambda row: check_if_match(
                    request, show_job(request, actor, row.pk)
                ),
            )
        return Response(show_job(request, actor, job.pk))

    @extend_schema(operation_id="jobs_destroy", responses=NO_CONTENT)
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Delete a draft; what has been handed in is closed instead."""
        delete_draft(actor=actor_of(request), job_id=self.job.pk)
        return Response(status=204)
