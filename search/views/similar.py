"""Jobs like one job."""

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import anyone, gate
from jobs.models import Job
from jobs.views.finding import reader_of
from kernel.pagination import Order
from kernel.parameters import page_size
from kernel.problems import NotFound
from kernel.views import View
from search.engine.asking import Answer
from search.engine.pages import BACK
from search.engine.similar import ask_similar, words_of
from search.engine.walk import Walk, read_walk
from search.serializers import SimilarOut
from search.views.search import links
from search.views.shapes import results_of


class SimilarJobs(View):
    """Live jobs whose titles say nearly the same, the nearest first."""

    permission_classes = [gate(GET=anyone)]
    order = Order("relevance")  # the engine has its own; this says that it is paged

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the job, if the caller may see it."""
        rows = Job.objects.visible_to(reader_of(request)).filter(pk=kwargs["job_id"])
        job = rows.first()
        if job is None:
            raise NotFound
        self.job = job

    @extend_schema(operation_id="jobs_similar", responses=SimilarOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List them."""
        size = page_size(request)
        actor = reader_of(request)
        walk = read_walk(request, words_of(self.job.title))
        answer = ask_similar(self.job.title, actor, walk, size=size + 1)
        answer = _less(answer, str(self.job.pk), size, walk)
        following, preceding = links(request, answer, walk)
        shown = results_of(request, actor, answer)
        return Response({"results": shown, "next": following, "previous": preceding})


def _less(answer: Answer, job_id: str, size: int, walk: Walk | None) -> Answer:
    """Leave the job itself out of what is like it, and what is one too many."""
    others = [row for row in answer.found if str(row.job_id) != job_id]
    more = answer.has_more or len(others) > size
    back = walk is not None and walk.way == BACK
    kept = others[-size:] if back else others[:size]
    return replace(answer, found=kept, has_more=more)
