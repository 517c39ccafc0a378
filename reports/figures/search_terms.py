"""Search terms: what people look for, do not find, and look for no more.

A term is told when five people asked for it on one day: fewer could be recognised by
what they type. How many asked is counted by the day only, so that five on five days,
who may be one, are not enough.
"""

from collections.abc import Iterator

from reports.figures.sections import (
    NUMBER,
    SHARE,
    TEXT,
    WHOLE,
    Asked,
    Chart,
    Column,
    Section,
    rounded,
    share,
)

LEAST_ASKERS = 5


def _asked_in(period: str) -> str:
    return f"""
  SELECT term, sum(asked)::bigint AS asked, sum(empty)::bigint AS empty,
    sum(found)::numeric AS found, max(askers) AS askers
  FROM search_askedterm
  WHERE day BETWEEN %({period}_first)s AND %({period}_last)s
  GROUP BY term HAVING max(askers) >= %(least)s"""


_TOP = f"""
SELECT term, asked, askers, {rounded("found / asked")}, {share("empty", "asked")}
FROM ({_asked_in("now")}) AS told ORDER BY asked DESC, term
"""
_EMPTY = f"""
SELECT term, empty, asked, {share("empty", "asked")}
FROM ({_asked_in("now")}) AS told WHERE empty > 0
ORDER BY empty DESC, term
"""
_FALLING = f"""
SELECT was.term, was.asked, coalesce(now.asked, 0),
  was.asked - coalesce(now.asked, 0),
  {share("(was.asked - coalesce(now.asked, 0))", "was.asked")}
FROM ({_asked_in("was")}) AS was
LEFT JOIN (
  SELECT term, sum(asked)::bigint AS asked FROM search_askedterm
  WHERE day BETWEEN %(now_first)s AND %(now_last)s GROUP BY term
) AS now USING (term)
WHERE coalesce(now.asked, 0) < was.asked
ORDER BY 4 DESC, was.term
"""
_TERM = Column("term", TEXT, "What was typed, folded as search folds it.")
_ASKED = Column("asked", WHOLE, "How often it was looked for in the period.")


def search_terms(asked: Asked) -> Iterator[Section]:
    """Yield the terms most asked for, most in vain, and most fallen out of use."""
    now = asked.period.so_far(asked.now)
    was = now.before()
    told = {
        "least": LEAST_ASKERS,
        "now_first": now.first,
        "now_last": now.last,
        "was_first": was.first,
        "was_last": was.last,
    }
    yield Section(
        name="top",
        title="Most asked for",
        meaning=(
            "Terms that five people or more looked for on one day of the period, the"
            " most asked for first; each first page of results counts once."
        ),
        columns=(
            _TERM,
            _ASKED,
            Column("askers", WHOLE, "About how many people on the day of the most."),
            Column("found", NUMBER, "How many jobs were found on average."),
            Column("empty_share", SHARE, "The share of times that nothing was found."),
        ),
        sql=_TOP,
        parameters=told,
        chart=Chart("term", ("asked",)),
    )
    yield Section(
        name="empty",
        title="Asked for in vain",
        meaning="Those of them for which nothing was found, most often in vain first.",
        columns=(
            _TERM,
            Column("empty", WHOLE, "How often nothing was found."),
            _ASKED,
            Column("empty_share", SHARE, "The share of times that nothing was found."),
        ),
        sql=_EMPTY,
        parameters=told,
        chart=Chart("term", ("empty",)),
    )
    yield _falling(told)


def _falling(told: dict[str, object]) -> Section:
    return Section(
        name="falling",
        title="Falling",
        meaning=(
            "Terms that five people or more looked for on one day of as many days just"
            " before the period, and that were looked for less in it."
        ),
        columns=(
            _TERM,
            Column("asked_before", WHOLE, "How often in as many days before it."),
            _ASKED,
            Column("fell_by", WHOLE, "How much less often."),
            Column("fell_by_share", SHARE, "That, as a share of how often before."),
        ),
        sql=_FALLING,
        parameters=told,
        chart=Chart("term", ("fell_by",)),
    )
