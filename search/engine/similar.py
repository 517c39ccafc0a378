"""What is like a job: a search for the words of its title that never asks for all."""

from django.utils import timezone

from accounts.actor import Actor
from search.engine import pages
from search.engine.asking import Answer, hidden_from
from search.engine.pages import FORTH, Place
from search.engine.plan import bounds, stretches
from search.engine.question import Question
from search.engine.vocabulary import asked_for, current_board, widening
from search.engine.walk import Start, Walk
from search.language.parsing import parse
from search.language.tree import Query
from search.language.words import words_in
from search.relevance.classes import full_classes

MOST_WORDS = 8
NO_WORD = "!"
"""Finds nothing, where a blank would find everything."""


def words_of(title: str) -> Query:
    """Return the words of a title as a query."""
    return parse(" ".join(words_in(title)[:MOST_WORDS]) or NO_WORD)


def ask_similar(title: str, actor: Actor, walk: Walk | None, *, size: int) -> Answer:
    """Answer one page of what is like a job of a title, that job among it."""
    start, place, way = (
        (walk.start, walk.place, walk.way) if walk else (_first(title), Place(), FORTH)
    )
    if start.asked is None:
        raise TypeError("a title is asked for by its words")
    question = Question(sort="relevance")
    classes = [*full_classes(start.asked), *start.partial]
    run = stretches(question, classes, is_sparse=True)
    limits = bounds(question, now=timezone.now(), hidden=hidden_from(actor))
    found = pages.read_page(
        run, limits, place, wanted=size + 1, way=way, a_day=current_board().a_day
    )
    kept = found[:size] if way == FORTH else found[-size:]
    return Answer(
        question=question,
        start=start,
        found=kept,
        has_more=len(found) > size,
        run=run,
        bounds=limits,
        full=None,
    )


def _first(title: str) -> Start:
    query = words_of(title)
    asked = widening().widened(asked_for(query, pages.languages()))
    return Start(asked=asked, since=None, total=(0, True), broadened=True)
