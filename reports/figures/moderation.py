"""Moderation: what waits and for how long, what was decided, and what was flagged."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Min, Q, QuerySet

from jobs.life import Move
from jobs.models import Job
from jobs.services.moderating import waiting
from jobs.terms import FlagReason
from reports.figures.sections import (
    DAY,
    INSTANT,
    STEPS,
    TEXT,
    WHOLE,
    Asked,
    Chart,
    Column,
    Section,
    step_of,
)

DECISIONS = [str(each) for each in (Move.APPROVE, Move.REJECT, Move.FREEZE)]
DECISIONS.append(str(Move.UNFREEZE))
_DECIDED = """
  "by" = 'moderator' AND action = ANY(%(decisions)s)
  AND at >= %(begin)s AND at < %(end)s"""
_DECISIONS = f"""
SELECT action, nullif(reason, ''), count(*) FROM jobs_jobmove WHERE {_DECIDED}
GROUP BY action, reason ORDER BY count(*) DESC, action, reason
"""
_OVER_TIME = f"""
WITH {STEPS}, decided AS (
  SELECT {step_of("at")} AS n, action, count(*) AS times
  FROM jobs_jobmove WHERE {_DECIDED} GROUP BY 1, 2
)
SELECT step.day, {
    ", ".join(
        f"coalesce(sum(times) FILTER (WHERE action = '{name}'), 0)::bigint"
        for name in DECISIONS
    )
}
FROM step LEFT JOIN decided USING (n) GROUP BY step.day, n ORDER BY n
"""
_FLAGS = """
SELECT reason.name,
  count(*) FILTER (WHERE created_at >= %(begin)s AND created_at < %(end)s),
  count(*) FILTER (WHERE is_answered AND outcome = 'upheld'),
  count(*) FILTER (WHERE is_answered AND outcome = 'dismissed')
FROM unnest(%(reasons)s::text[]) WITH ORDINALITY AS reason (name, place)
LEFT JOIN (
  SELECT reason, outcome, created_at,
    resolved_at >= %(begin)s AND resolved_at < %(end)s AS is_answered
  FROM jobs_jobflag
) AS flag ON flag.reason = reason.name
GROUP BY reason.name, place ORDER BY place
"""


def moderation(asked: Asked) -> Iterator[Section]:
    """Yield the queue as it is now, and what was decided and flagged in the period."""
    told = {**asked.parameters, "decisions": DECISIONS, "reasons": FlagReason.values}
    yield _queue(asked)
    yield Section(
        name="decisions",
        title="Decisions",
        meaning="What moderators decided about jobs in the period, most often first.",
        columns=(
            Column("decision", TEXT, "What a moderator did with a job."),
            Column("reason", TEXT, "The reason that was given, if there was one."),
            Column("times", WHOLE, "How often it was decided so in the period."),
        ),
        sql=_DECISIONS,
        parameters=told,
        chart=Chart("decision", ("times",)),
    )
    yield Section(
        name="over_time",
        title="Decisions over time",
        meaning="The same decisions by when they were taken.",
        columns=(
            Column("from", DAY, "The first day of the day, week or month."),
            *(
                Column(name, WHOLE, f"How often moderators chose to {name} in it.")
                for name in DECISIONS
            ),
        ),
        sql=_OVER_TIME,
        parameters=told,
        chart=Chart("from", ("approve", "reject"), upright=True),
    )
    yield Section(
        name="flags",
        title="Flags",
        meaning="What people flagged in the period, and what moderators made of flags.",
        columns=(
            Column("reason", TEXT, "What somebody found wrong with a job."),
            Column("raised", WHOLE, "Flags that were raised in the period."),
            Column("upheld", WHOLE, "Flags that were upheld in the period."),
            Column("dismissed", WHOLE, "Flags that were dismissed in the period."),
        ),
        sql=_FLAGS,
        parameters=told,
        chart=Chart("reason", ("raised",)),
    )


def _queue(asked: Asked) -> Section:
    sql, parameters = _waiting_by_age(asked).query.sql_with_params()
    return Section(
        name="queue",
        title="The queue now",
        meaning=(
            "Jobs that wait for a moderator when the report is built, whatever its"
            " period, by why and for how long they do."
        ),
        columns=(
            Column(
                "waits_for", TEXT, "Why the job is looked at: new, edited, flagged."
            ),
            Column("waiting", WHOLE, "How many wait."),
            Column("under_1_day", WHOLE, "How many of them for less than a day."),
            Column("days_1_to_3", WHOLE, "How many for one day or more, under three."),
            Column("days_3_to_7", WHOLE, "How many for three or more, under seven."),
            Column("over_7_days", WHOLE, "How many for seven days or more."),
            Column("oldest_since", INSTANT, "Since when the oldest of them waits."),
        ),
        sql=sql,
        parameters=parameters,
        chart=Chart("waits_for", ("waiting",)),
    )


def _waiting_by_age(asked: Asked) -> QuerySet[Job, tuple[object, ...]]:
    """Return the queue as moderators are shown it, counted."""
    ends = [asked.now - timedelta(days=days) for days in (1, 3, 7)]
    since = F("queued_at")
    return (
        waiting(Job.objects.all())
        .order_by("queue_reason")
        .values_list("queue_reason")
        .annotate(
            waiting=Count("pk"),
            under_1_day=Count("pk", filter=Q(queued_at__gt=ends[0])),
            days_1_to_3=Count(
                "pk", filter=Q(queued_at__lte=ends[0], queued_at__gt=ends[1])
            ),
            days_3_to_7=Count(
                "pk", filter=Q(queued_at__lte=ends[1], queued_at__gt=ends[2])
            ),
            over_7_days=Count("pk", filter=Q(queued_at__lte=ends[2])),
            oldest_since=Min(since),
        )
    )
