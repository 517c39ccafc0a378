"""A public job as schema.org's JobPosting, for search engines."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import anyone, gate
from jobs.jsonld import posting_of
from jobs.models import Job
from jobs.serializers.shapes import job_shape
from jobs.views.finding import find_job, reader_of
from kernel.renderers import JSONRenderer
from kernel.views import View

_IN_A_PAGE = {b"<": b"\\u003c", b">": b"\\u003e", b"&": b"\\u0026"}


class JsonLdRenderer(JSONRenderer):
    """Write JSON-LD that may stand in a `<script>` as it is: nothing ends that."""

    media_type = "application/ld+json"
    format = "jsonld"

    def render(self, *args: Any, **kwargs: Any) -> bytes:
        """Return the JSON with what means something to HTML escaped."""
        written = super().render(*args, **kwargs)
        for sign, escaped in _IN_A_PAGE.items():
            written = written.replace(sign, escaped)
        return written


class Posting(View):
    """What a page about a job says to search engines."""

    permission_classes = [gate(GET=anyone)]
    renderer_classes = [JsonLdRenderer, JSONRenderer]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the job while anybody may find it; nobody else has a posting."""
        rows = Job.objects.live().select_related("company")
        self.job = find_job(rows.filter(pk=kwargs["job_id"]))

    @extend_schema(
        operation_id="jobs_jsonld",
        responses={(200, "application/ld+json"): {"type": "object"}},
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the posting."""
        shown = job_shape(request, reader_of(request))(self.job)
        website = self.job.company.website
        return Response(posting_of(shown, company_website=website))
