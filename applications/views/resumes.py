"""Résumés: handing one in, having it, and letting those who received it read it."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import any_of, anyone, applicants, gate, members
from accounts.roles import Scope
from accounts.serializers.lists import page_of
from accounts.services.file_links import SECONDS
from applications.files import RESUMES
from applications.models import Resume
from applications.models.resumes import resume_path
from applications.resumes.bounds import LARGEST
from applications.resumes.examining import examine
from applications.resumes.names import MEDIA_TYPES
from applications.serializers.resumes import ResumeIn, ResumeOut, resume_shape
from applications.services.resume_keeping import delete_resume, keep_resume
from applications.services.resume_reading import open_file, sign_link
from kernel.downloads import send_file
from kernel.limits import Limit, require
from kernel.pagination import Order
from kernel.parsers import StrictMultiPartParser
from kernel.problems import MEDIA_TYPE, NotFound
from kernel.uploads import Upload, form_of
from kernel.urls import absolute_url
from kernel.views import View

HANDED_IN = Limit("resumes", quota=50, seconds=24 * 60 * 60, durable=True)


class Resumes(View):
    """One's own résumés, newest first."""

    permission_classes = [gate(GET=applicants, POST=applicants)]
    parser_classes = [StrictMultiPartParser]
    upload = Upload("file", RESUMES, largest=LARGEST)
    order = Order("-created_at", "-id")

    def check_rate(self, request: Request) -> None:
        """Count the request, and a file for its person before any of it is read."""
        super().check_rate(request)
        if request.method == "POST":
            require(HANDED_IN, str(actor_of(request).id))

    def answer(self, request: Request) -> HttpResponseBase:
        """Have a file looked at first: that takes longer than a transaction may idle.

        The transaction of an `Idempotency-Key` opens only behind it.
        """
        if request.method == "POST":
            form = ResumeIn(data=form_of(request))
            form.is_valid(raise_exception=True)
            self.file = form.validated_data["file"]
            content, declared = self.file.content, self.file.content_type or ""
            name = self.file.name or ""
            self.findings = examine(content, name=name, declared=declared)
        return super().answer(request)

    @extend_schema(operation_id="resumes_list", responses=page_of(ResumeOut))
    def get(self, request: Request) -> Response:
        """List one's résumés."""
        rows = Resume.objects.owned_by(actor_of(request)).defer("text")
        return self.page(rows, resume_shape(request))

    @extend_schema(
        operation_id="resumes_create",
        request={"multipart/form-data": ResumeIn},
        responses={201: ResumeOut},
    )
    def post(self, request: Request) -> Response:
        """Hand a résumé in; what it is and whether it is harmless is seen at once."""
        actor = actor_of(request)
        resume = keep_resume(actor=actor, file=self.file, findings=self.findings)
        shown = resume_shape(request)(resume)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OneResume(View):
    """One of one's own résumés."""

    permission_classes = [gate(GET=applicants, DELETE=applicants)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the résumé, if it is the caller's."""
        rows = Resume.objects.owned_by(actor_of(request)).defer("text")
        self.resume = _found(rows.filter(pk=kwargs["resume_id"]))

    @extend_schema(operation_id="resumes_retrieve", responses=ResumeOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show a résumé."""
        return Response(resume_shape(request)(self.resume))

    @extend_schema(operation_id="resumes_delete", responses={204: None})
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Delete a résumé; those who received it keep it."""
        delete_resume(actor=actor_of(request), resume=self.resume)
        return Response(status=204)


class ResumeDownload(View):
    """The way to the file of a résumé, for its owner and for those who received it."""

    permission_classes = [
        gate(GET=any_of(applicants, members), scopes={"GET": Scope.APPLICATIONS_READ})
    ]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the résumé, if the caller may read it."""
        rows = Resume.objects.readable_by(actor_of(request)).defer("text")
        self.resume = _found(rows.filter(pk=kwargs["resume_id"]))

    @extend_schema(
        operation_id="resumes_download",
        responses={
            302: OpenApiResponse(description="`Location` is good for 60 s."),
            (409, MEDIA_TYPE): {"$ref": "#/components/schemas/Problem"},
        },
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Lead to the file, by a link that is good for a minute."""
        resume = self.resume
        token = sign_link(actor=actor_of(request), resume=resume)
        path = f"{resume_path(resume.pk)}file/?{urlencode({'token': token})}"
        elsewhere = RESUMES.link(
            resume.stored_as,
            called=resume.name,
            media_type=MEDIA_TYPES[resume.kind],
            seconds=SECONDS,
        )
        headers = {
            "Location": elsewhere or absolute_url(request, path),
            "Cache-Control": "private, no-store",
        }
        return Response(status=302, headers=headers)


class ResumeFile(View):
    """The file of a résumé, for whoever has a link to it that is still good."""

    permission_classes = [gate(GET=anyone)]
    parameters = ("token",)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any `Accept`: a file is what it is, and refusals are JSON."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="resumes_file",
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={(200, kind): bytes for kind in MEDIA_TYPES.values()},
    )
    def get(self, request: Request, **kwargs: Any) -> FileResponse:
        """Send the file, to be saved and not to be shown."""
        resume, file = open_file(
            resume_id=kwargs["resume_id"],
            token=request.GET.get("token", ""),
            actor=actor_of(request),
        )
        return send_file(file, name=resume.name, media_type=MEDIA_TYPES[resume.kind])


def _found(rows: Any) -> Resume:
    resume: Resume | None = rows.first()
    if resume is None:
        raise NotFound
    return resume
