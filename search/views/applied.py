"""What a search is narrowed by, each with the address that takes it away."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts.models import Company
from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.languages import LANGUAGES
from kernel.ids import id_in
from search.engine.asking import Answer
from search.views.addresses import toggled, values_in, without

NARROWING = (
    "q",
    "near",
    "radius_km",
    "salary_min",
    "salary_max",
    "include_unspecified_salary",
    "posted_within",
    "published_after",
    "published_before",
)
"""Parameters with one value; the rest of those that narrow have several."""
NOTHING = ("include_unspecified_salary", "false")
"""What holds without saying it."""


def applied_of(request: HttpRequest, answer: Answer) -> list[dict[str, Any]]:
    """Return each value that narrows the search, as it was sent."""
    shown = [
        _one(request, name, value, answer)
        for name in NARROWING
        if (value := request.GET.get(name, "").strip()) and (name, value) != NOTHING
    ]
    for criterion in answer.question.criteria:
        name = "__".join(filter(None, (criterion.name, criterion.variant)))
        shown += [
            {
                "parameter": name,
                "value": value,
                "label": label_of(criterion.name, value),
                "remove_url": toggled(request, name, value, selected=True),
            }
            for value in dict.fromkeys(values_in(request.GET, name))
        ]
    return shown


def removed_with(request: HttpRequest, name: str) -> list[str]:
    """Return the parameters that go when one goes, so that what is left makes sense."""
    query = request.GET
    gone = [name]
    if name == "near":
        gone.append("radius_km")
        if query.get("sort") == "distance":
            gone.append("sort")
    if name == "q" and query.get("sort") == "relevance":
        gone.append("sort")
    pay = {"salary_min", "salary_max"}
    if name in pay and not query.get((pay - {name}).pop(), "").strip():
        gone += ["salary_currency", "include_unspecified_salary"]
    return [each for each in gone if each in query]


def _one(request: HttpRequest, name: str, value: str, answer: Answer) -> dict[str, Any]:
    label = value
    if name == "near" and answer.question.near is not None:
        label = answer.question.near.label
    elif name.startswith("salary_m"):
        label = f"{value} {answer.question.currency}"
    elif name == "radius_km":
        label = f"{value} km"
    return {
        "parameter": name,
        "value": value,
        "label": label,
        "remove_url": without(request, removed_with(request, name)),
    }


def label_of(name: str, value: str) -> str:
    """Return how people read a value of a filter."""
    if name in {"country", "applicant_country"}:
        return COUNTRIES.get(value, value)
    if name == "category":
        return CATEGORIES.get(value, value)
    if name == "language":
        return LANGUAGES.get(value.partition("-")[0].lower(), value)
    if name in {"employment_type", "workplace", "experience_level"}:
        return value.replace("_", " ").capitalize()
    if name == "company":
        return _company(value)
    return value


def _company(value: str) -> str:
    """Return the name of a company that anybody may see."""
    found = id_in(value)
    asked = Q(pk=found) if found else Q(slug=value)
    names = Company.objects.public().filter(asked).values_list("name", flat=True)
    return names.first() or value
