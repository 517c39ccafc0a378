"""What an employer does with a job, and what has happened to it."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor, actor_of
from accounts.permissions import admins, any_of, gate, members, recruiters
from accounts.serializers.lists import page_of
from accounts.views.links import absolute_links
from jobs.models import Job, JobMove
from jobs.serializers.jobs import CloseIn, ExtendIn
from jobs.serializers.shapes import move_shape
from jobs.serializers.shown import JobOut, MoveOut
from jobs.services.publishing import (
    close_job,
    extend_job,
    redraft_job,
    reopen_job,
    submit_job,
)
from jobs.views.finding import READ, WRITE, find_job, find_own_job, reader_of, show_job
from kernel.pagination import Order
from kernel.serializers import Nothing, StrictSerializer
from kernel.views import View


class JobAction(View):
    """Something done to a job of one's own, answered with the job as it now is."""

    permission_classes = [gate(POST=recruiters, scopes={"POST": WRITE})]
    service: ClassVar[Callable[..., Job]]
    takes: ClassVar[type[StrictSerializer]] = Nothing

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the job, and refuse another company's."""
        self.job = find_own_job(actor_of(request), kwargs["job_id"])

    def do(self, request: Request) -> Response:
        """Do it, or say what can be done now."""
        actor: Actor = actor_of(request)
        fields = self.body(self.takes)
        with absolute_links(request):
            job = type(self).service(actor=actor, job_id=self.job.pk, **fields)
        return Response(show_job(request, actor, job.pk))


class Submit(JobAction):
    """Handing a job in."""

    service = staticmethod(submit_job)

    @extend_schema(operation_id="jobs_submit", request=Nothing, responses=JobOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Hand the job in; a verified company's is public at once."""
        return self.do(request)


class Close(JobAction):
    """Closing a job."""

    service = staticmethod(close_job)
    takes = CloseIn

    @extend_schema(operation_id="jobs_close", request=CloseIn, responses=JobOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Take the job off the board."""
        return self.do(request)


class Reopen(JobAction):
    """Bringing a job back."""

    service = staticmethod(reopen_job)

    @extend_schema(operation_id="jobs_reopen", request=Nothing, responses=JobOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Make a job that is over public again; its place in the list stays."""
        return self.do(request)


class Extend(JobAction):
    """Giving a job more time."""

    service = staticmethod(extend_job)
    takes = ExtendIn

    @extend_schema(operation_id="jobs_extend", request=ExtendIn, responses=JobOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Give a public job more days."""
        return self.do(request)


class Redraft(JobAction):
    """Taking a job back."""

    service = staticmethod(redraft_job)

    @extend_schema(operation_id="jobs_redraft", request=Nothing, responses=JobOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Take a job that is not public yet back to be a draft."""
        return self.do(request)


class History(View):
    """What has happened to a job, for its company and for admins."""

    permission_classes = [gate(GET=any_of(members, admins), scopes={"GET": READ})]
    order = Order("-at", "-id")

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the job; whoever is outside does not learn that it has a history."""
        actor = reader_of(request)
        rows = Job.objects.all() if actor.is_admin else Job.objects.of(actor)
        self.job = find_job(rows.filter(pk=kwargs["job_id"]))

    @extend_schema(operation_id="jobs_history", responses=page_of(MoveOut))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List its moves, the latest first."""
        moves = JobMove.objects.filter(job=self.job.pk).select_related("user")
        return self.page(moves, move_shape(actor_of(request)))
