"""Facets as they are shown: labels, selections, and the address of each."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from accounts.models import Company
from jobs.catalogue.skills import canonical_skill, skill_key
from kernel.ids import id_in
from search.engine.asking import Answer
from search.engine.facets import (
    PAY_STEPS,
    POSTED,
    Counted,
    count_facets,
    count_one,
)
from search.language.words import fold
from search.views.addresses import toggled, values_in, with_values
from search.views.applied import label_of

Shape = dict[str, Any]


def _plain_id(text: str) -> str:
    """Return an id as it is usually written, and a slug as it is."""
    found = id_in(text)
    return str(found) if found else text


_FOLDED: dict[str, Callable[[str], str]] = {
    "skills": skill_key,
    "city": fold,
    "company": _plain_id,
}
"""Facets whose values can be spelt in several ways, and what those have in common."""


def facets_of(request: HttpRequest, answer: Answer) -> dict[str, list[Shape]]:
    """Return each facet that was asked for."""
    if not answer.question.facets:
        return {}
    counted = count_facets(answer)
    return {
        name: _BUCKETS[name](request, answer, rows)
        if name in _BUCKETS
        else _facet(request, answer, name, rows)
        for name, rows in counted.items()
    }


def _facet(
    request: HttpRequest, answer: Answer, name: str, rows: list[Counted]
) -> list[Shape]:
    chosen = _chosen(answer, name)
    seen = {_key(name, each.value) for each in rows}
    for key, value in chosen.items():
        if key not in seen:
            rows = [*rows, count_one(answer, name, value)]
    names = _names_of(rows) if name == "company" else {}
    typed = _typed(request, name)
    shown = []
    for each in rows:
        label = names.get(each.value) or label_of(name, each.value)
        if name in {"skills", "city"}:
            label = each.value
        selected = _key(name, each.value) in chosen
        value = typed.get(_key(name, each.value), each.value)
        url = toggled(request, name, value, selected=selected)
        shown.append(_value(each, label, url, selected=selected))
    return shown


def _value(counted: Counted, label: str, url: str, *, selected: bool) -> Shape:
    return {
        "value": counted.value,
        "label": label,
        "count": counted.count,
        "relation": "exact" if counted.exact else "estimate",
        "selected": selected,
        "url": url,
    }


def _chosen(answer: Answer, name: str) -> dict[str, str]:
    """Return the values that are selected, by what identifies them."""
    found = {}
    for criterion in answer.question.criteria:
        if criterion.name == name and not criterion.variant:
            for value in map(str, criterion.values):
                spelt = canonical_skill(value) if name == "skills" else value
                found[_key(name, spelt)] = spelt
    return found


def _key(name: str, value: str) -> str:
    fold_it = _FOLDED.get(name)
    return fold_it(value) if fold_it else value


def _typed(request: HttpRequest, name: str) -> dict[str, str]:
    """Return how each selected value was spelt when it was sent."""
    typed = values_in(request.GET, name)
    keys = {_key(name, each): each for each in typed}
    if name == "company":
        named = Company.objects.filter(slug__in=typed).values_list("pk", "slug")
        keys |= {str(pk): slug for pk, slug in named}
    return keys


def _names_of(rows: Iterable[Counted]) -> dict[str, str]:
    ids = [UUID(each.value) for each in rows]
    named = Company.objects.filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): name for pk, name in named}


def _salary(request: HttpRequest, answer: Answer, rows: list[Counted]) -> list[Shape]:
    """Return steps of pay a year, in the currency that was asked in, or euros."""
    currency = answer.question.currency or "EUR"
    by_step = {int(each.value): each for each in rows}
    shown = []
    for step, (low, high) in enumerate(PAY_STEPS, start=1):
        counted = by_step.get(step)
        wanted = {
            "salary_min": str(low),
            "salary_max": None if high is None else str(high),
            "salary_currency": currency,
        }
        selected = all(
            request.GET.get(name, "").strip() == (value or "")
            for name, value in wanted.items()
        )
        if counted is None and not selected:
            continue
        end = "" if high is None else str(high)
        counted = Counted(
            f"{low}-{end}",
            counted.count if counted else 0,
            counted.exact if counted else True,
        )
        label = f"{low:,} to {high:,} {currency}" if high else f"{low:,}+ {currency}"
        # A step has only those in it that say what they pay, and so has its address.
        new = dict.fromkeys(wanted) if selected else wanted
        url = with_values(request, {**new, "include_unspecified_salary": None})
        shown.append(_value(counted, label, url, selected=selected))
    return shown


def _posted(request: HttpRequest, answer: Answer, rows: list[Counted]) -> list[Shape]:
    """Return spans of time up to now; each has the shorter ones in it."""
    by_place = {int(each.value): each for each in rows}
    shown = []
    for place, (value, hours) in enumerate(POSTED, start=1):
        counted = by_place.get(place)
        selected = request.GET.get("posted_within", "").strip() == value
        if counted is None and not selected:
            continue
        counted = Counted(
            value,
            counted.count if counted else 0,
            counted.exact if counted else True,
        )
        days = hours // 24
        label = "Last 24 hours" if days == 1 else f"Last {days} days"
        change = {"posted_within": None if selected else value}
        url = with_values(request, change)
        shown.append(_value(counted, label, url, selected=selected))
    return shown


_BUCKETS = {"salary": _salary, "posted": _posted}
