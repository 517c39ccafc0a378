"""Answering a question: what is counted, planned and read, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from jobs.models import HiddenCompany
from kernel.parameters import error_in
from kernel.problems import Invalid
from search.engine import pages
from search.engine.marks import conditions
from search.engine.pages import FORTH, Found, Place
from search.engine.plan import MOST_GATHERED, Bounds, Stretch, bounds, stretches
from search.engine.question import Question
from search.engine.vocabulary import asked_for, current_board, learn_languages, widening
from search.engine.walk import Start, Walk
from search.language.parsing import parse
from search.language.reading import TooManyWords
from search.language.tree import EVERYTHING, Query, Word
from search.language.tsqueries import tsquery_of
from search.relevance.asked import Asked
from search.relevance.classes import Class, full_classes

FEW = 20
"""With fewer full matches a search by relevance goes on with partial ones."""
LEAD = 400
"""So much of a text is read where nothing is to be marked in it."""
ALL_JOBS = (Class("all", None, 1e9),)


@dataclass(frozen=True)
class Answer:
    """What was found, and all that the shape of an answer is made of."""

    question: Question
    start: Start
    found: list[Found]
    has_more: bool
    run: Sequence[Stretch]
    bounds: Bounds
    full: str | None
    """What a full match satisfies, as one condition, for whoever counts."""

    def class_of(self, row: Found) -> Class:
        """Return the class that a row came by."""
        return self.run[row.stretch].classes[row.number - 1]


def ask(question: Question, actor: Actor, walk: Walk | None, *, size: int) -> Answer:
    """Answer one page of a search."""
    hidden = hidden_from(actor)
    start, place, way = (
        (walk.start, walk.place, walk.way)
        if walk
        else (_first(question, hidden), Place(), FORTH)
    )
    question = replace(question, since=start.since)
    run = plan(question, start)
    limits = bounds(question, now=timezone.now(), hidden=hidden)
    found: list[Found] = []
    # Just counted to be none, it is not looked for: of a phrase that is as dear again.
    is_none = walk is None and start.total == (0, True) and not start.broadened
    if size and not is_none:
        a_day = current_board().a_day
        found = pages.read_page(
            run,
            limits,
            place,
            wanted=size + 1,
            way=way,
            a_day=a_day,
            most_text=None if start.asked else LEAD,
        )
    kept = found[:size] if way == FORTH else found[-size:] if size else []
    return Answer(
        question=question,
        start=start,
        found=kept,
        has_more=len(found) > size > 0,
        run=run,
        bounds=limits,
        full=full_match(start.asked),
    )


def plan(question: Question, start: Start) -> list[Stretch]:
    """Return what is run through, by what the walk began with."""
    asked = start.asked
    if asked is None:
        return stretches(question, ALL_JOBS)
    classes = full_classes(asked)
    if question.sort == "relevance":
        value, is_exact = start.total
        more = start.partial if start.broadened else []
        # What the first page found not to be there is not looked for on any.
        is_empty = more and start.total == (0, True)
        found = more if is_empty else [*classes, *more]
        is_little = is_exact and value <= MOST_GATHERED
        # That words stand side by side only the rows tell, and not for nothing.
        is_sparse = is_little and not asked.query.has_phrases
        return stretches(question, found, is_sparse=is_sparse)
    likely = max(each.guess for each in classes)
    return stretches(question, [Class("match", full_match(asked), likely)])


def full_match(asked: Asked | None) -> str | None:
    """Return what a full match satisfies, as one condition."""
    if asked is None or asked.query.node == EVERYTHING:
        return None
    return tsquery_of(asked.query.node, asked.forms)


def hidden_from(actor: Actor) -> list[UUID]:
    """Return the companies that a person does not want to see."""
    if not actor.is_applicant:
        return []
    rows = HiddenCompany.objects.visible_to(actor)
    return list(rows.values_list("company", flat=True))


def query_of(question: Question) -> Query | None:
    """Return the words of a question as they were understood."""
    return read_query(question.q) if question.q else None


def read_query(q: str) -> Query:
    """Return what the parameter `q` asks for, or refuse it: it may have many words."""
    try:
        return parse(q)
    except TooManyWords as error:
        found = error_in("q", "too_many_words", str(error))
        raise Invalid(errors=[found]) from error


def _first(question: Question, hidden: Sequence[UUID]) -> Start:
    """Count what matches, with the words as the board speaks them at this moment.

    Where it is little, a search by relevance may go on with what matches in part.
    """
    query = query_of(question)
    asked, total = _counted(question, query, hidden)
    if query and total.languages != current_board().languages:
        # The first job of a language came since this process looked.
        learn_languages(total.languages)
        asked, total = _counted(question, query, hidden)
    start = Start(asked, question.since, (total.value, total.exact), broadened=False)
    if asked is None or question.sort != "relevance" or total.value >= FEW:
        return start
    wide = widening()
    wider = replace(start, asked=wide.widened(asked), broadened=True, widening=wide)
    return wider if wider.partial else replace(wider, broadened=False)


def _counted(
    question: Question, query: Query | None, hidden: Sequence[UUID]
) -> tuple[Asked | None, pages.Total]:
    asked = asked_for(query, current_board().languages) if query else None
    limits = bounds(question, now=timezone.now(), hidden=hidden)
    filters = conditions(question.criteria, question.near)
    counted = _as_counted(asked) if not filters and limits.is_open else None
    return asked, pages.total(filters, full_match(asked), limits, counted=counted)


def _as_counted(asked: Asked | None) -> int | None:
    """Return what the last count says of all jobs, or of one word's; None of more."""
    if asked is None:
        found = current_board().documents
        return found if found > pages.MOST_EXACT else None
    word = asked.query.node
    if not isinstance(word, Word) or word.parts:
        return None
    found = max(asked.counts.get(form, 0) for form in asked.forms_of(word.text))
    return found if found > pages.MOST_EXACT else None


def better_spelt(answer: Answer) -> str | None:
    """Return a query with its typing errors mended, if that finds more."""
    asked, value = answer.start.asked, answer.start.total[0]
    if asked is None or value >= FEW:
        return None
    wide = answer.start.widening or widening()
    meant = wide.meant(answer.question.q, asked.query.words)
    if meant is None:
        return None
    question = replace(answer.question, q=meant)
    _, total = _counted(question, query_of(question), answer.bounds.hidden or ())
    return meant if total.value > value else None
