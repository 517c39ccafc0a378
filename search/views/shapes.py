"""How an answer of search is shown."""

from types import SimpleNamespace
from typing import Any

import orjson
from django.http import HttpRequest

from accounts.actor import Actor
from jobs.actions import actions_for
from jobs.models.jobs import job_path
from jobs.terms import Status
from kernel.renderers import to_json
from kernel.urls import absolute_url
from search.engine.asking import Answer
from search.engine.highlighting import highlighted
from search.engine.pages import Found
from search.language.highlights import Highlight
from search.views.explaining import explained

Shape = dict[str, Any]


def results_of(
    request: HttpRequest, actor: Actor, answer: Answer
) -> list[orjson.Fragment]:
    """Return the rows of a page as they are shown, each a piece of ready JSON.

    The card comes from the database as text and stays one: what is added to it depends
    on the question and on who asks.
    """
    here = absolute_url(request, "")
    return [
        _result(here, actor, answer, row, marks)
        for row, marks in zip(answer.found, highlighted(answer), strict=True)
    ]


def _result(
    here: str,
    actor: Actor,
    answer: Answer,
    row: Found,
    marks: tuple[Highlight, list[str]],
) -> orjson.Fragment:
    highlight, fields = marks
    of = answer.class_of(row)
    added: Shape = {
        "url": here + job_path(row.job_id),
        "actions": _actions(actor, row) if actor.is_authenticated else [],
        "match": {"full": of.full, "class": of.name, "fields": fields},
        "highlights": {"title": highlight.title, "snippet": highlight.snippet},
    }
    if answer.question.near is not None:
        added["distance_km"] = distance_km(answer, orjson.loads(row.card))
    if answer.question.explain:
        added["explain"] = explained(answer, row)
    return orjson.Fragment(row.card.encode()[:-1] + b"," + to_json(added)[1:])


def _actions(actor: Actor, row: Found) -> list[str]:
    """Return what the caller may do: a row of the index is published."""
    facts = SimpleNamespace(
        status=Status.PUBLISHED,
        status_now=Status.PUBLISHED,
        company_id=row.company_id,
        queued_at=row.queued_at,
        frozen_at=None,
        apply_method=orjson.loads(row.card)["apply"]["method"]
        if actor.is_applicant
        else "",
    )
    return actions_for(facts, actor)


def distance_km(answer: Answer, card: Shape) -> float | None:
    """Return how far the nearest of a job's places is."""
    near = answer.question.near
    if near is None:
        return None
    away = [
        near.meters_to(place["latitude"], place["longitude"])
        for place in card["locations"]
        if place.get("latitude") is not None
    ]
    return round(min(away) / 1000, 1) if away else None
