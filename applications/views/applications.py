"""Applications: sending one, the lists of both sides, reading one."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor, actor_of
from accounts.permissions import admins, any_of, anyone, applicants, gate, members
from accounts.roles import Scope
from accounts.views.links import absolute_links
from applications.filters import ApplicationFilter
from applications.forms import schema_of
from applications.serializers.applications import (
    ApplicationIn,
    ApplicationOut,
    ApplicationsOut,
)
from applications.serializers.shapes import application_shape
from applications.services.applying import apply_for_job
from applications.services.finding import (
    count_stages,
    find_application,
    shown_applications,
)
from applications.services.viewing import note_view
from jobs.models import Job
from kernel.pagination import Order, paginate
from kernel.parameters import error_in
from kernel.problems import Invalid, NotFound
from kernel.views import View

READ = Scope.APPLICATIONS_READ
ANY_SIDE = any_of(applicants, members, admins)


class ApplicationForm(View):
    """What a job asks of those who apply."""

    permission_classes = [gate(GET=anyone)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the job, if the caller may see it."""
        rows = Job.objects.visible_to(actor_of(request)).filter(pk=kwargs["job_id"])
        job = rows.first()
        if job is None:
            raise NotFound
        self.job: Job = job

    @extend_schema(operation_id="jobs_application_form", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the JSON Schema of what `answers` must be."""
        return Response(schema_of(self.job.title, self.job.questions))


class JobApplications(View):
    """Where one applies for a job."""

    permission_classes = [gate(POST=applicants)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find out that the caller sees the job."""
        rows = Job.objects.visible_to(actor_of(request))
        if not rows.filter(pk=kwargs["job_id"]).exists():
            raise NotFound

    @extend_schema(
        operation_id="jobs_apply",
        request=ApplicationIn,
        responses={201: ApplicationOut},
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Apply for a published job; once for each person and job."""
        actor, body = actor_of(request), self.body(ApplicationIn)
        with absolute_links(request):
            application = apply_for_job(
                actor=actor,
                job_id=kwargs["job_id"],
                resume=body.get("resume"),
                cover_letter=body.get("cover_letter", ""),
                answers=body.get("answers", {}),
            )
        shown = show(request, actor, application.pk)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class Applications(View):
    """All applications that the caller may see, the latest first."""

    permission_classes = [gate(GET=ANY_SIDE, scopes={"GET": READ})]
    filterset = ApplicationFilter
    order = Order("-submitted_at", "-id")

    @extend_schema(operation_id="applications_list", responses=ApplicationsOut)
    def get(self, request: Request) -> Response:
        """List them, with how many there are in each stage."""
        actor = actor_of(request)
        if request.query_params.get("q", "").strip() and not actor.is_member:
            text = "Only a company looks for words in what it received."
            raise Invalid(errors=[error_in("q", "not_possible", text)])
        found = self.filtered(request, actor, request.query_params)
        shape = application_shape(request, actor)
        page = paginate(request, found, order=self.order, shape=shape)
        # They are the same on each page of a walk, and the dearest part of it.
        is_first = not request.query_params.get("cursor", "").strip()
        counts = self.counts(request, actor) if is_first else None
        return Response({**page, "counts": counts})

    def filtered(self, request: Request, actor: Actor, query: Any) -> Any:
        """Return what the caller may see and asks for."""
        rows = shown_applications(actor)
        return ApplicationFilter(data=query, queryset=rows).qs

    def counts(self, request: Request, actor: Actor) -> dict[str, int]:
        """Count by stage; which stages are shown does not narrow that."""
        query = request.query_params.copy()
        query.pop("status", None)
        query.pop("status__not", None)
        return count_stages(self.filtered(request, actor, query))


class OneApplication(View):
    """One application."""

    permission_classes = [gate(GET=ANY_SIDE, scopes={"GET": READ})]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch it, if the caller may see it."""
        actor = actor_of(request)
        self.application = find_application(actor, kwargs["application_id"])

    @extend_schema(operation_id="applications_retrieve", responses=ApplicationOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show it; the first member of the company who reads it is noted."""
        actor, shown = actor_of(request), self.application
        if actor.is_member and actor.scopes is None and shown.viewed_at is None:
            note_view(actor=actor, application_id=shown.pk)
            shown = find_application(actor, shown.pk)
        return Response(application_shape(request, actor)(shown))


def show(request: Request, actor: Actor, application_id: Any) -> dict[str, Any]:
    """Return an application as it now is, as the caller may know it."""
    found = find_application(actor, application_id)
    return application_shape(request, actor)(found)
