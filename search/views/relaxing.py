"""What to leave out when a search finds nothing, and how much each gives."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from accounts.actor import Actor
from search.engine import pages
from search.engine.asking import Answer, hidden_from
from search.engine.marks import conditions
from search.engine.plan import bounds
from search.engine.question import FILTERS, Question, question_of
from search.filters import SearchFilter
from search.views.addresses import query_without, without
from search.views.applied import NARROWING, removed_with


def relaxed(request: HttpRequest, actor: Actor, answer: Answer) -> list[dict[str, Any]]:
    """Return what gives most first; nothing unless the search found nothing."""
    if answer.start.total[0] or answer.found:
        return []
    names = _narrowing(request)
    offers = [_offer(request, actor, answer, [name]) for name in names]
    if len(names) > 1 and not any(each["total"] for each in offers):
        offers = [_offer(request, actor, answer, names)]
    worth = [each for each in offers if each["total"]]
    return sorted(worth, key=lambda each: -each["total"])


def _narrowing(request: HttpRequest) -> list[str]:
    """Return the filters in use, less the words, which are never dropped for anyone."""
    return [
        name
        for name in request.GET
        if (name.partition("__")[0] in FILTERS or name in NARROWING)
        and name not in {"q", "radius_km", "include_unspecified_salary"}
        and request.GET[name].strip()
    ]


def _offer(
    request: HttpRequest, actor: Actor, answer: Answer, names: list[str]
) -> dict[str, Any]:
    gone = [each for name in names for each in removed_with(request, name)]
    gone = list(dict.fromkeys(gone))
    if "salary_min" in gone and "salary_max" in gone:
        more = ("salary_currency", "include_unspecified_salary")
        gone += [name for name in more if name in request.GET and name not in gone]
    left: Question = question_of(SearchFilter.read(query_without(request, gone)))
    left = replace(left, facets=())
    limits = bounds(left, now=answer.bounds.now, hidden=hidden_from(actor))
    filters = conditions(left.criteria, left.near)
    total, exact = pages.count(filters, answer.full, limits)
    return {
        "remove": gone,
        "total": total,
        "relation": "exact" if exact else "estimate",
        "url": without(request, gone),
    }
