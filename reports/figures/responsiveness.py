"""Responsiveness: how many applicants were answered, and how soon."""

from collections.abc import Iterator

from reports.figures.sections import (
    DAY,
    NUMBER,
    SHARE,
    STEPS,
    TEXT,
    WHOLE,
    Asked,
    Chart,
    Column,
    Section,
    rounded,
    share,
    step_of,
)

# What an applicant has been told, and not what was decided: a rejection that waits for
# its release is no answer yet.
_ANSWERS = """cohort AS (
  SELECT job_id, stage, submitted_at,
    least(CASE WHEN told_at <= %(now)s THEN told_at END, messaged_at) AS first_at
  FROM reports_course
  WHERE company_id = %(company)s
    AND submitted_at >= %(begin)s AND submitted_at < %(end)s
), one AS (
  SELECT *, first_at IS NOT NULL AS is_answered,
    extract(epoch FROM first_at - submitted_at) / 3600.0 AS hours,
    first_at IS NULL AND stage = 'withdrawn' AS is_gone
  FROM cohort
)"""
_ANSWERED = "count(*) FILTER (WHERE is_answered)"
_WAITING = "count(*) FILTER (WHERE NOT is_answered AND NOT is_gone)"
_GONE = "count(*) FILTER (WHERE is_gone)"
_SHARE = share(_ANSWERED, "count(*)")
_MEDIAN = rounded("percentile_cont(0.5) WITHIN GROUP (ORDER BY hours)")
_SUMMARY = f"""
WITH {_ANSWERS}
SELECT count(*), {_ANSWERED}, {_SHARE}, {_MEDIAN},
  {rounded("percentile_cont(0.9) WITHIN GROUP (ORDER BY hours)")},
  {_WAITING}, {_GONE}
FROM one
"""
_SOON = f"""
WITH {_ANSWERS}, counted AS (
  SELECT width_bucket(hours::float8, %(hours)s::float8[]) AS n, count(*) AS answers
  FROM one WHERE is_answered GROUP BY 1
)
SELECT within.name, coalesce(answers, 0),
  {share("coalesce(answers, 0)", "sum(answers) OVER ()")}
FROM unnest(%(names)s::text[]) WITH ORDINALITY AS within (name, place)
LEFT JOIN counted ON counted.n = within.place - 1 ORDER BY place
"""
_OVER_TIME = f"""
WITH {STEPS}, {_ANSWERS}, counted AS (
  SELECT {step_of("submitted_at")} AS n, count(*) AS received,
    {_ANSWERED} AS answered, {_SHARE} AS share, {_MEDIAN} AS median
  FROM one GROUP BY 1
)
SELECT step.day, coalesce(received, 0), coalesce(answered, 0), share, median
FROM step LEFT JOIN counted USING (n) ORDER BY n
"""
_JOBS = f"""
WITH {_ANSWERS}
SELECT job.id::text, job.title, count(*), {_ANSWERED}, {_SHARE}, {_MEDIAN}, {_WAITING}
FROM one JOIN jobs_job AS job ON job.id = one.job_id
GROUP BY job.id, job.title ORDER BY {_WAITING} DESC, job.id
"""
WITHIN = {
    "within_a_day": 24.0,
    "within_three_days": 72.0,
    "within_a_week": 168.0,
    "within_two_weeks": 336.0,
    "within_a_month": 720.0,
    "later": None,
}
_RECEIVED = Column("received", WHOLE, "Applications that were sent in it.")
_MEDIAN_HOURS = Column(
    "median_hours", NUMBER, "Half of the answers came within so many hours."
)
_SHARE_ANSWERED = Column("share_answered", SHARE, "That, as a share of the received.")


def responsiveness(asked: Asked) -> Iterator[Section]:
    """Yield how many were answered and how soon: together, over time and by job."""
    told = {
        **asked.parameters,
        "names": list(WITHIN),
        "hours": [hours for hours in WITHIN.values() if hours is not None],
    }
    yield Section(
        name="summary",
        title="Together",
        meaning=(
            "The applications that were sent in the period. The first answer is the"
            " first step of the company's that the applicant has been told of, or its"
            " first message; a rejection counts from its release."
        ),
        columns=(
            Column("received", WHOLE, "Applications that were sent in the period."),
            Column("answered", WHOLE, "How many of them have had an answer."),
            _SHARE_ANSWERED,
            _MEDIAN_HOURS,
            Column("p90_hours", NUMBER, "Nine in ten answers came in so many hours."),
            Column("waiting", WHOLE, "How many still wait for a first answer."),
            Column(
                "withdrawn_unanswered", WHOLE, "How many gave up before there was one."
            ),
        ),
        sql=_SUMMARY,
        parameters=told,
    )
    yield Section(
        name="how_soon",
        title="How soon",
        meaning="The first answers to them, by how long they took.",
        columns=(
            Column("answered", TEXT, "How long after the application was sent."),
            Column("answers", WHOLE, "How many answers came then."),
            Column("share", SHARE, "That, as a share of the answers."),
        ),
        sql=_SOON,
        parameters=told,
        chart=Chart("answered", ("answers",)),
    )
    yield _over_time(told)
    yield _jobs(told)


def _over_time(told: dict[str, object]) -> Section:
    return Section(
        name="over_time",
        title="Over time",
        meaning="The same by when the applications were sent.",
        columns=(
            Column("from", DAY, "The first day of the day, week or month."),
            _RECEIVED,
            Column("answered", WHOLE, "How many of them have had an answer."),
            _SHARE_ANSWERED,
            _MEDIAN_HOURS,
        ),
        sql=_OVER_TIME,
        parameters=told,
        chart=Chart("from", ("received", "answered"), upright=True),
    )


def _jobs(told: dict[str, object]) -> Section:
    return Section(
        name="jobs",
        title="By job",
        meaning="The same for each job that received some, most waiting ones first.",
        columns=(
            Column("job", TEXT, "The job's id.", is_detail=True),
            Column("title", TEXT, "The job's title as it is now."),
            Column("received", WHOLE, "Applications that were sent in the period."),
            Column("answered", WHOLE, "How many of them have had an answer."),
            _SHARE_ANSWERED,
            _MEDIAN_HOURS,
            Column("waiting", WHOLE, "How many still wait for a first answer."),
        ),
        sql=_JOBS,
        parameters=told,
    )
