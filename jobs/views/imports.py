"""Imports: handing a file in, and seeing what became of it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import admins, any_of, gate, members, recruiters
from accounts.roles import Scope
from accounts.serializers.lists import page_of
from jobs.imports.files import IMPORTS, LARGEST
from jobs.models import JobImport
from jobs.serializers.imports import (
    ImportIn,
    ImportOut,
    RowErrorOut,
    WholeImportOut,
    error_shape,
    import_shape,
    whole_import_shape,
)
from jobs.services.importing import hand_in_file
from kernel.limits import Limit, require
from kernel.pagination import Order
from kernel.parsers import StrictMultiPartParser
from kernel.problems import NotFound
from kernel.uploads import Upload, form_of
from kernel.views import View

INSIDERS = any_of(members, admins)
READ = {"GET": Scope.JOBS_READ}
HANDED_IN = Limit("imports", quota=20, seconds=60 * 60, durable=True)


class Imports(View):
    """The imports of one's company, newest first; for admins those of all."""

    permission_classes = [
        gate(
            GET=INSIDERS,
            POST=recruiters,
            scopes={**READ, "POST": Scope.JOBS_WRITE},
        )
    ]
    parser_classes = [StrictMultiPartParser]
    upload = Upload("file", IMPORTS, largest=LARGEST)
    order = Order("-created_at", "-id")

    def check_rate(self, request: Request) -> None:
        """Count the request, and a file for its company before any of it is read."""
        super().check_rate(request)
        if request.method == "POST":
            require(HANDED_IN, str(actor_of(request).company))

    @extend_schema(operation_id="job_imports_list", responses=page_of(ImportOut))
    def get(self, request: Request) -> Response:
        """List the imports."""
        rows = JobImport.objects.visible_to(actor_of(request))
        return self.page(rows.defer("changes", "closings"), import_shape(request))

    @extend_schema(
        operation_id="job_imports_create",
        request={"multipart/form-data": ImportIn},
        responses={202: WholeImportOut},
    )
    def post(self, request: Request) -> Response:
        """Hand a file in; it is read in the background."""
        form = ImportIn(data=form_of(request))
        form.is_valid(raise_exception=True)
        job_import = hand_in_file(actor=actor_of(request), **form.validated_data)
        shown = whole_import_shape(request)(job_import)
        return Response(shown, status=202, headers={"Location": shown["url"]})


class OneImport(View):
    """One import."""

    permission_classes = [gate(GET=INSIDERS, scopes=READ)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the import, if the caller may see it."""
        self.job_import = find_import(request, kwargs["import_id"])

    @extend_schema(operation_id="job_imports_retrieve", responses=WholeImportOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show how far it is, and what was wrong with the rows."""
        return Response(whole_import_shape(request)(self.job_import))


class ImportErrors(View):
    """Everything that was wrong with the rows of an import, by row."""

    permission_classes = [gate(GET=INSIDERS, scopes=READ)]
    order = Order("row", "id")

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the import, if the caller may see it."""
        self.job_import = find_import(request, kwargs["import_id"])

    @extend_schema(
        operation_id="job_imports_errors_list", responses=page_of(RowErrorOut)
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List the errors."""
        return self.page(self.job_import.refused.all(), error_shape)


def find_import(request: Request, import_id: Any) -> JobImport:
    """Return an import that the caller may see."""
    rows = JobImport.objects.visible_to(actor_of(request))
    found = rows.filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return found
