"""The queue of moderators, and what they decide."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import admins, gate
from accounts.serializers.lists import page_of
from accounts.views.described import PROBLEM
from jobs.models import Job
from jobs.moderation_filters import QueueFilter
from jobs.serializers.moderation import (
    FreezeIn,
    ModeratedJobOut,
    RejectIn,
    moderated_shape,
)
from jobs.serializers.shapes import job_shape
from jobs.serializers.shown import JobOut
from jobs.services.moderating import (
    approve_job,
    as_moderated,
    freeze_job,
    reject_job,
    unfreeze_job,
    waiting,
)
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.serializers import Nothing
from kernel.views import View

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="The ETag of `GET moderation/jobs/{id}/`: approve that and no other.",
)


class Queue(View):
    """Jobs that wait for a moderator, the most urgent and then the oldest first."""

    permission_classes = [gate(GET=admins)]
    filterset = QueueFilter
    order = Order("-queue_rank", "queued_at", "id")

    @extend_schema(
        operation_id="moderation_jobs_list", responses=page_of(ModeratedJobOut)
    )
    def get(self, request: Request) -> Response:
        """List new jobs, public ones that were edited, and flagged ones."""
        shape = moderated_shape(request, actor_of(request))
        return self.page(waiting(as_moderated()), shape)


class _OneJob(View):
    """Any one job."""

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find out that there is one."""
        rows = Job.objects.visible_to(actor_of(request))
        self.job_id = kwargs["job_id"]
        if not rows.filter(pk=self.job_id).exists():
            raise NotFound

    def moderated(self, request: Request) -> Any:
        """Return the job as moderators see it now."""
        job = as_moderated().get(pk=self.job_id)
        return moderated_shape(request, actor_of(request))(job)

    def answer_with_job(self, request: Request) -> Response:
        """Answer with the job as it now is."""
        job = Job.objects.with_card().get(pk=self.job_id)
        return Response(job_shape(request, actor_of(request))(job))


class OneQueued(_OneJob):
    """One job, with why it waits."""

    permission_classes = [gate(GET=admins)]

    @extend_schema(operation_id="moderation_jobs_retrieve", responses=ModeratedJobOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the job, what changed in it, and how often it is flagged."""
        return Response(self.moderated(request))


class Approval(_OneJob):
    """Letting a job through."""

    permission_classes = [gate(POST=admins)]

    @extend_schema(
        operation_id="moderation_jobs_approve",
        request=Nothing,
        parameters=[IF_MATCH],
        responses={200: JobOut, (412, "application/problem+json"): PROBLEM},
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Publish a pending job, or let an edited or flagged one stay as it is."""
        self.body(Nothing)
        approve_job(
            actor=actor_of(request),
            job_id=self.job_id,
            check=lambda _: check_if_match(request, self.moderated(request)),
        )
        return self.answer_with_job(request)


class Rejection(_OneJob):
    """Refusing to publish a job."""

    permission_classes = [gate(POST=admins)]

    @extend_schema(
        operation_id="moderation_jobs_reject", request=RejectIn, responses=JobOut
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Reject a pending job; its company reads reason and comment."""
        body = self.body(RejectIn)
        reject_job(actor=actor_of(request), job_id=self.job_id, **body)
        return self.answer_with_job(request)


class Freeze(_OneJob):
    """Taking a job off the board."""

    permission_classes = [gate(POST=admins)]

    @extend_schema(
        operation_id="moderation_jobs_freeze", request=FreezeIn, responses=JobOut
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Freeze a published job; its company reads reason and comment."""
        body = self.body(FreezeIn)
        freeze_job(actor=actor_of(request), job_id=self.job_id, **body)
        return self.answer_with_job(request)


class Unfreeze(_OneJob):
    """Putting a job back."""

    permission_classes = [gate(POST=admins)]

    @extend_schema(
        operation_id="moderation_jobs_unfreeze", request=Nothing, responses=JobOut
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Show a frozen job again, and dismiss the flags that are open about it."""
        self.body(Nothing)
        unfreeze_job(actor=actor_of(request), job_id=self.job_id)
        return self.answer_with_job(request)
