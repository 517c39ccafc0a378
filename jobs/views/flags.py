"""Flags: made by whoever is signed in, answered by admins."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import admins, gate, signed_in
from accounts.serializers.lists import page_of
from accounts.views.links import absolute_links
from jobs.models import Job, JobFlag
from jobs.moderation_filters import FlagFilter
from jobs.serializers.moderation import (
    FlagIn,
    FlagOut,
    ModeratedFlagOut,
    ResolveIn,
    flag_shape,
    moderated_flag_shape,
)
from jobs.services.flagging import all_flags, flag_job, resolve_flag
from kernel.addresses import client_address
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.views import View


class JobFlags(View):
    """Where a job is flagged."""

    permission_classes = [gate(POST=signed_in)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find out that the caller sees the job."""
        rows = Job.objects.visible_to(actor_of(request))
        if not rows.filter(pk=kwargs["job_id"]).exists():
            raise NotFound

    @extend_schema(operation_id="jobs_flag", request=FlagIn, responses={201: FlagOut})
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Say what is wrong with a published job; once for each account."""
        body = self.body(FlagIn)
        with absolute_links(request):
            flag = flag_job(
                actor=actor_of(request),
                job_id=kwargs["job_id"],
                address=client_address(request),
                **body,
            )
        shown = flag_shape(request)(flag)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OwnFlag(View):
    """A flag, for whoever made it."""

    permission_classes = [gate(GET=signed_in)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find it among the caller's own."""
        mine = JobFlag.objects.filter(user=actor_of(request).id)
        flag = mine.filter(pk=kwargs["flag_id"], job=kwargs["job_id"]).first()
        if flag is None:
            raise NotFound
        self.flag: JobFlag = flag

    @extend_schema(operation_id="jobs_flag_retrieve", responses=FlagOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show one's own flag, and what became of it."""
        return Response(flag_shape(request)(self.flag))


class Flags(View):
    """Flags, oldest first."""

    permission_classes = [gate(GET=admins)]
    filterset = FlagFilter
    order = Order("created_at", "id")

    @extend_schema(
        operation_id="moderation_flags_list", responses=page_of(ModeratedFlagOut)
    )
    def get(self, request: Request) -> Response:
        """List flags: the open ones, unless outcomes are asked for."""
        return self.page(all_flags(), moderated_flag_shape(request, actor_of(request)))


class _OneFlag(View):
    """Any one flag."""

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find out that there is one."""
        self.flag_id = kwargs["flag_id"]
        if not JobFlag.objects.filter(pk=self.flag_id).exists():
            raise NotFound

    def answer_with_flag(self, request: Request) -> Response:
        """Answer with the flag as it now is."""
        flag = all_flags().get(pk=self.flag_id)
        return Response(moderated_flag_shape(request, actor_of(request))(flag))


class OneFlag(_OneFlag):
    """One flag."""

    permission_classes = [gate(GET=admins)]

    @extend_schema(operation_id="moderation_flags_retrieve", responses=ModeratedFlagOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the flag, its job, and who made it."""
        return self.answer_with_flag(request)


class FlagResolution(_OneFlag):
    """Answering a flag."""

    permission_classes = [gate(POST=admins)]

    @extend_schema(
        operation_id="moderation_flags_resolve",
        request=ResolveIn,
        responses=ModeratedFlagOut,
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Uphold or dismiss the flag; a frozen job stays frozen."""
        body = self.body(ResolveIn)
        resolve_flag(actor=actor_of(request), flag_id=self.flag_id, **body)
        return self.answer_with_flag(request)
