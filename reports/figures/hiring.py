"""Time to hire: how long it took from an application to being hired."""

from collections.abc import Iterator

from reports.figures.sections import (
    DAY,
    NUMBER,
    STEPS,
    TEXT,
    WHOLE,
    Asked,
    Chart,
    Column,
    Section,
    rounded,
    step_of,
)

# Nothing follows being hired: whoever was, is, and has been so once.
_HIRES = """hire AS (
  SELECT job_id, hired_at AS at,
    extract(epoch FROM hired_at - submitted_at) / 86400.0 AS days
  FROM reports_course
  WHERE company_id = %(company)s AND hired_at >= %(begin)s AND hired_at < %(end)s
)"""
_MEDIAN = rounded("percentile_cont(0.5) WITHIN GROUP (ORDER BY days)")
_SUMMARY = f"""
WITH {_HIRES}
SELECT count(*), {_MEDIAN}, {rounded("avg(days)")},
  {rounded("percentile_cont(0.9) WITHIN GROUP (ORDER BY days)")},
  {rounded("min(days)")}, {rounded("max(days)")}
FROM hire
"""
_OVER_TIME = f"""
WITH {STEPS}, {_HIRES}, counted AS (
  SELECT {step_of("at")} AS n, count(*) AS hires, {_MEDIAN} AS median
  FROM hire GROUP BY 1
)
SELECT step.day, coalesce(hires, 0), median
FROM step LEFT JOIN counted USING (n) ORDER BY n
"""
_JOBS = f"""
WITH {_HIRES}
SELECT job.id::text, job.title, count(*), {_MEDIAN}
FROM hire JOIN jobs_job AS job ON job.id = hire.job_id
GROUP BY job.id, job.title ORDER BY count(*) DESC, job.id
"""
_MEDIAN_DAYS = "Half of them took so many days or less."


def time_to_hire(asked: Asked) -> Iterator[Section]:
    """Yield how long hires took: together, over time and by job."""
    told = asked.parameters
    yield Section(
        name="summary",
        title="Together",
        meaning=(
            "Everybody who was hired in the period, with the days from sending the"
            " application to being hired."
        ),
        columns=(
            Column("hires", WHOLE, "How many were hired in the period."),
            Column("median_days", NUMBER, _MEDIAN_DAYS),
            Column("mean_days", NUMBER, "So many days they took on average."),
            Column("p90_days", NUMBER, "Nine in ten took so many days or less."),
            Column("fastest_days", NUMBER, "The quickest took so many days."),
            Column("slowest_days", NUMBER, "The longest took so many days."),
        ),
        sql=_SUMMARY,
        parameters=told,
    )
    yield Section(
        name="over_time",
        title="Over time",
        meaning="The same by when they were hired.",
        columns=(
            Column("from", DAY, "The first day of the day, week or month."),
            Column("hires", WHOLE, "How many were hired in it."),
            Column("median_days", NUMBER, _MEDIAN_DAYS),
        ),
        sql=_OVER_TIME,
        parameters=told,
        chart=Chart("from", ("hires",), upright=True),
    )
    yield Section(
        name="jobs",
        title="By job",
        meaning="The same for each job that somebody was hired for, most hires first.",
        columns=(
            Column("job", TEXT, "The job's id.", is_detail=True),
            Column("title", TEXT, "The job's title as it is now."),
            Column("hires", WHOLE, "How many were hired for it in the period."),
            Column("median_days", NUMBER, _MEDIAN_DAYS),
        ),
        sql=_JOBS,
        parameters=told,
    )
