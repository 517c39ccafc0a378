"""Completing what is typed: titles, skills, companies and towns of live jobs.

What there is to complete is read from the newest jobs that have it up front, so that a
job published a moment ago counts; a count is that of the search it stands for.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Company
from jobs.catalogue.gazetteer import complete_city
from jobs.catalogue.skills import complete_skill, skill_key
from search.engine import pages
from search.engine.asking import full_match, hidden_from, read_query
from search.engine.marks import mark
from search.engine.pages import Place
from search.engine.plan import Bounds, Stretch
from search.engine.vocabulary import asked_for, current_board, forms_of, widening
from search.language.parsing import parse
from search.language.reading import TooManyWords
from search.language.tsqueries import tsquery_of
from search.language.words import fold, words_in
from search.relevance.classes import Class
from search.services.near_misses import near_misses

KINDS = ("title", "skill", "company", "city")
MOST = 10
LOOKED_AT = 200
LONGEST = 100
Card = dict[str, Any]


@dataclass(frozen=True)
class Suggestion:
    """One way to go on, and how many jobs it leads to."""

    kind: str
    value: str
    count: int


def suggest(typed: str, kinds: Iterable[str], actor: Actor) -> list[Suggestion]:
    """Return what is typed completed; with one typing error mended if need be."""
    asked = [kind for kind in KINDS if kind in set(kinds)]
    hidden = hidden_from(actor) or None
    found = list(_all(typed, asked, hidden))
    if not found:
        other = widening().meant(typed, words_in(typed))
        found = list(_all(other, asked, hidden)) if other else []
    if not found:
        found = [
            each
            for kind in asked
            for name in near_misses(typed, kind)[:MOST]
            for each in _all(name, [kind], hidden)
        ]
        found = list({(each.kind, each.value): each for each in found}.values())[:MOST]
    return found


def _all(
    typed: str, kinds: list[str], hidden: list[UUID] | None
) -> Iterator[Suggestion]:
    words = words_in(typed)
    if not words:
        return
    cards = _begun(words)
    most = max(MOST // len(kinds), 3)
    for kind in kinds:
        for value, lexeme in _COMPLETE[kind](typed, words, cards)[:most]:
            limits = Bounds(now=timezone.now(), hidden=hidden)
            count, _ = pages.count(None, lexeme, limits)
            if count:
                yield Suggestion(kind, value, count)


def _begun(words: list[str]) -> list[Card]:
    """Return the newest jobs that have the words up front, the last of them begun."""
    query = read_query(" ".join(words) + "*")
    forms = forms_of(query, pages.languages())
    begun = tsquery_of(query.node, forms, prefix="+")
    run = [Stretch("newest", None, (Class("begun", begun, 1e5),))]
    rows = pages.read_page(
        run,
        Bounds(now=timezone.now()),
        Place(),
        wanted=LOOKED_AT,
        a_day=current_board().a_day,
    )
    return [orjson.loads(row.card) for row in rows]


def _titles(typed: str, words: list[str], cards: list[Card]) -> list[tuple[str, str]]:
    titles = [card["title"] for card in cards if _goes_on(card["title"], words)]
    found = ((title, _search_for(title)) for title in _most_common(titles))
    return [(title, asked) for title, asked in found if asked]


def _skills(typed: str, words: list[str], cards: list[Card]) -> list[tuple[str, str]]:
    used = [
        skill for card in cards for skill in card["skills"] if _goes_on(skill, words)
    ]
    names = dict.fromkeys([*complete_skill(typed, MOST), *_most_common(used)])
    return [(name, mark("skills", skill_key(name))) for name in names]


def _cities(typed: str, words: list[str], cards: list[Card]) -> list[tuple[str, str]]:
    known = [place.city for place in complete_city(typed, MOST)]
    used = [
        place["city"]
        for card in cards
        for place in card["locations"]
        if place.get("city") and _goes_on(place["city"], words)
    ]
    names = dict.fromkeys([*_most_common(used), *known])
    return [(name, mark("city", name)) for name in names]


def _companies(
    typed: str, words: list[str], cards: list[Card]
) -> list[tuple[str, str]]:
    found = Company.objects.public().filter(name__icontains=typed.strip())
    rows = list(found.order_by("name").values_list("name", "pk")[: 2 * MOST])
    rows.sort(key=lambda row: not fold(row[0]).startswith(fold(typed.strip())))
    return [(name, mark("company", pk)) for name, pk in rows]


def _search_for(title: str) -> str | None:
    """Return the condition of a search for a title's words; None if they are many."""
    try:
        query = parse(" ".join(words_in(title)))
    except TooManyWords:
        return None
    return full_match(asked_for(query, pages.languages()))


def _most_common(values: Iterable[str]) -> list[str]:
    """Return values that differ in more than case, the most common ones first."""
    spelt: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for value in values:
        key = " ".join(words_in(value))
        spelt.setdefault(key, value)
        seen[key] += 1
    return [spelt[key] for key, _ in seen.most_common(MOST)]


def _goes_on(text: str, words: list[str]) -> bool:
    """Tell whether words stand in a text as typed, the last one only begun."""
    found, size = words_in(text), len(words)
    return any(
        found[at : at + size - 1] == words[:-1]
        and found[at + size - 1].startswith(words[-1])
        for at in range(len(found) - size + 1)
    )


_COMPLETE: dict[str, Callable[[str, list[str], list[Card]], list[tuple[str, str]]]] = {
    "title": _titles,
    "skill": _skills,
    "company": _companies,
    "city": _cities,
}
