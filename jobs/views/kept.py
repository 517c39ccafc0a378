"""What applicants keep: saved jobs, hidden companies."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import applicants, gate
from accounts.serializers.lists import page_of
from accounts.views.auth import NO_CONTENT
from accounts.views.described import PROBLEM
from accounts.views.links import absolute_links
from jobs.serializers.kept import (
    HiddenCompanyIn,
    HiddenCompanyOut,
    SavedJobIn,
    SavedJobOut,
    hidden_shape,
    saved_shape,
)
from jobs.services.keeping import (
    hidden_companies,
    hide_company,
    save_job,
    saved_jobs,
    unhide_company,
    unsave_job,
)
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.views import View

NEWEST = Order("-created_at", "-id")
_NOT_FOUND = {(404, "application/problem+json"): PROBLEM}


class SavedJobs(View):
    """The jobs that one saved."""

    permission_classes = [gate(GET=applicants, POST=applicants)]
    order = NEWEST

    @extend_schema(operation_id="me_saved_jobs", responses=page_of(SavedJobOut))
    def get(self, request: Request) -> Response:
        """List them, the last saved first; those that are over say so."""
        actor = actor_of(request)
        return self.page(saved_jobs(actor), saved_shape(request, actor))

    @extend_schema(
        operation_id="me_save_job",
        request=SavedJobIn,
        responses={201: SavedJobOut, **_NOT_FOUND},
    )
    def post(self, request: Request) -> Response:
        """Save a published job."""
        job_id = self.body(SavedJobIn)["job"]
        actor = actor_of(request)
        with absolute_links(request):
            save_job(actor=actor, job_id=job_id)
        shown = saved_shape(request, actor)(saved_jobs(actor).get(job=job_id))
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OneSavedJob(View):
    """A job that one saved."""

    permission_classes = [gate(GET=applicants, DELETE=applicants)]

    @extend_schema(operation_id="me_saved_job", responses=SavedJobOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show it."""
        actor = actor_of(request)
        saved = saved_jobs(actor).filter(job=kwargs["job_id"]).first()
        if saved is None:
            raise NotFound
        return Response(saved_shape(request, actor)(saved))

    @extend_schema(operation_id="me_unsave_job", responses=NO_CONTENT)
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Take it out of the list."""
        unsave_job(actor=actor_of(request), job_id=kwargs["job_id"])
        return Response(status=204)


class HiddenCompanies(View):
    """The companies that one does not want to see."""

    permission_classes = [gate(GET=applicants, POST=applicants)]
    order = NEWEST

    @extend_schema(
        operation_id="me_hidden_companies", responses=page_of(HiddenCompanyOut)
    )
    def get(self, request: Request) -> Response:
        """List them, the last hidden first."""
        return self.page(hidden_companies(actor_of(request)), hidden_shape(request))

    @extend_schema(
        operation_id="me_hide_company",
        request=HiddenCompanyIn,
        responses={201: HiddenCompanyOut, **_NOT_FOUND},
    )
    def post(self, request: Request) -> Response:
        """Hide a company: its jobs are gone from one's lists, search and facets."""
        company_id = self.body(HiddenCompanyIn)["company"]
        with absolute_links(request):
            hidden = hide_company(actor=actor_of(request), company_id=company_id)
        shown = hidden_shape(request)(hidden)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OneHiddenCompany(View):
    """A company that one does not want to see."""

    permission_classes = [gate(GET=applicants, DELETE=applicants)]

    @extend_schema(operation_id="me_hidden_company", responses=HiddenCompanyOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show it."""
        mine = hidden_companies(actor_of(request))
        hidden = mine.filter(company=kwargs["company_id"]).first()
        if hidden is None:
            raise NotFound
        return Response(hidden_shape(request)(hidden))

    @extend_schema(operation_id="me_unhide_company", responses=NO_CONTENT)
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Show its jobs again."""
        unhide_company(actor=actor_of(request), company_id=kwargs["company_id"])
        return Response(status=204)
