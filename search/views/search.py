"""The search for jobs."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import anyone, gate
from kernel.addresses import client_address
from kernel.pagination import Order
from kernel.parameters import page_size
from kernel.views import View
from search.engine.asking import Answer, ask, better_spelt, query_of
from search.engine.pages import BACK
from search.engine.question import question_of
from search.engine.walk import Walk, beside_nothing, next_url, previous_url, read_walk
from search.filters import SearchFilter
from search.language.reading import normal
from search.serializers import SearchOut
from search.services.asked import note_search
from search.views.addresses import with_values
from search.views.applied import applied_of
from search.views.facets import facets_of
from search.views.relaxing import relaxed
from search.views.shapes import results_of


class SearchJobs(View):
    """Live jobs, ranked, filtered and counted."""

    permission_classes = [gate(GET=anyone)]
    filterset = SearchFilter
    order = Order("relevance")  # the engine has its own; this says that it is paged

    @extend_schema(operation_id="search_jobs", responses=SearchOut)
    def get(self, request: Request) -> Response:
        """Find jobs."""
        size = page_size(request, least=0)
        question = question_of(SearchFilter.read(request.GET))
        actor = actor_of(request)
        walk = read_walk(request, query_of(question))
        answer = ask(question, actor, walk, size=size)
        if walk is None and question.q:
            note_search(
                term=normal(question.q),
                total=answer.start.total[0],
                asker=self.caller or client_address(request),
            )
        following, preceding = links(request, answer, walk) if size else (None, None)
        value, exact = answer.start.total
        return Response(
            {
                "results": results_of(request, actor, answer),
                "next": following,
                "previous": preceding,
                "total": {
                    "value": value,
                    "relation": "exact" if exact else "estimate",
                },
                "facets": facets_of(request, answer),
                "applied": applied_of(request, answer),
                "did_you_mean": None if walk else meant_of(request, answer),
                "broadened": answer.start.broadened,
                "relax": relaxed(request, actor, answer),
            }
        )


def meant_of(request: Request, answer: Answer) -> dict[str, str] | None:
    """Return what was probably meant, if it finds more."""
    meant = better_spelt(answer)
    if meant is None:
        return None
    return {"q": meant, "url": with_values(request, {"q": meant})}


def links(
    request: Request, answer: Answer, walk: Walk | None
) -> tuple[str | None, str | None]:
    """Return the addresses of the pages beside one."""
    if not answer.found:
        return beside_nothing(request, walk) if walk else (None, None)
    back = walk is not None and walk.way == BACK
    onward = answer.has_more or back
    backward = answer.has_more if back else walk is not None
    first, last = answer.found[0], answer.found[-1]
    return (
        next_url(request, answer.start, last) if onward else None,
        previous_url(request, answer.start, first) if backward else None,
    )
