"""The pipeline as a funnel: of what was received, how far it ever came."""

from collections.abc import Iterator

from applications.stages import OPEN, Reason, Stage
from reports.figures.sections import (
    SHARE,
    TEXT,
    WHOLE,
    Asked,
    Chart,
    Column,
    Section,
    share,
)

FUNNEL = [*map(str, OPEN), str(Stage.HIRED)]
OUTCOMES = ["open", str(Stage.HIRED), str(Stage.REJECTED), str(Stage.WITHDRAWN)]

_COHORT = """cohort AS (
  SELECT job_id, stage, reason, place FROM reports_course
  WHERE company_id = %(company)s
    AND submitted_at >= %(begin)s AND submitted_at < %(end)s
)"""
# A stage counts as reached by whatever went beyond it: many are skipped on the way.
_FURTHEST = f"""{_COHORT}, came AS (
  SELECT job_id, stage, place, count(*) AS applications FROM cohort GROUP BY 1, 2, 3
)"""


def _number(condition: str) -> str:
    """Return SQL for how many of those that came somewhere meet a condition."""
    return f"coalesce(sum(applications) FILTER (WHERE {condition}), 0)::bigint"


_STAGES = f"""
WITH {_FURTHEST}, counted AS (
  SELECT stage.name, stage.place,
    {_number("came.place >= stage.place")} AS reached,
    {_number("came.stage = stage.name")} AS now
  FROM unnest(%(funnel)s::text[]) WITH ORDINALITY AS stage (name, place)
  LEFT JOIN came ON true
  GROUP BY 1, 2
)
SELECT name, reached,
  {share("reached", "first_value(reached) OVER (ORDER BY place)")},
  {share("reached", "lag(reached) OVER (ORDER BY place)")},
  now
FROM counted ORDER BY place
"""
_OUTCOMES = f"""
WITH {_COHORT}, counted AS (
  SELECT CASE WHEN stage = ANY(%(outcomes)s) THEN stage ELSE 'open' END AS name,
    count(*) AS applications
  FROM cohort GROUP BY 1
)
SELECT outcome.name, coalesce(applications, 0),
  {share("coalesce(applications, 0)", "sum(applications) OVER ()")}
FROM unnest(%(outcomes)s::text[]) WITH ORDINALITY AS outcome (name, place)
LEFT JOIN counted USING (name) ORDER BY place
"""
_REASONS = f"""
WITH {_COHORT}, counted AS (
  SELECT reason, count(*) AS applications FROM cohort
  WHERE stage = 'rejected' GROUP BY 1
)
SELECT reason.name, coalesce(applications, 0),
  {share("coalesce(applications, 0)", "sum(applications) OVER ()")}
FROM unnest(%(reasons)s::text[]) WITH ORDINALITY AS reason (name, place)
LEFT JOIN counted ON counted.reason = reason.name ORDER BY place
"""
_JOBS = f"""
WITH {_FURTHEST}, counted AS (
  SELECT job_id, sum(applications)::bigint AS received,
    {_number("came.place >= 4")} AS interview,
    {_number("came.place >= 5")} AS offered,
    {_number("came.place >= 6")} AS hired,
    {_number("stage = 'rejected'")} AS rejected,
    {_number("stage = 'withdrawn'")} AS withdrawn
  FROM came GROUP BY 1
)
SELECT job.id::text, job.title, received, interview, offered, hired, rejected,
  withdrawn
FROM counted JOIN jobs_job AS job ON job.id = counted.job_id
ORDER BY received DESC, job.id
"""


def pipeline_funnel(asked: Asked) -> Iterator[Section]:
    """Yield how far the applications of the period came, and what became of them."""
    told = {
        **asked.parameters,
        "funnel": FUNNEL,
        "outcomes": OUTCOMES,
        "reasons": ["", *Reason.values],
    }
    yield Section(
        name="stages",
        title="How far they came",
        meaning=(
            "The applications that were sent in the period, by the furthest stage that"
            " they have ever reached; a stage that was skipped counts as reached."
        ),
        columns=(
            Column("stage", TEXT, "A stage on the way to being hired."),
            Column("reached", WHOLE, "How many came to this stage or beyond it."),
            Column("of_received", SHARE, "That, as a share of all of the period."),
            Column("of_previous", SHARE, "That, as a share of the stage before."),
            Column("now", WHOLE, "How many stand at this stage now."),
        ),
        sql=_STAGES,
        parameters=told,
        chart=Chart("stage", ("reached",)),
    )
    yield Section(
        name="outcomes",
        title="What became of them",
        meaning="The applications that were sent in the period, as they stand now.",
        columns=(
            Column("outcome", TEXT, "Still open, or how it ended."),
            Column("applications", WHOLE, "How many it is of."),
            Column("share", SHARE, "That, as a share of all of the period."),
        ),
        sql=_OUTCOMES,
        parameters=told,
        chart=Chart("outcome", ("applications",)),
    )
    yield _reasons(told)
    yield _jobs(told)


def _reasons(told: dict[str, object]) -> Section:
    return Section(
        name="rejections",
        title="Why they were rejected",
        meaning=(
            "The applications that were sent in the period and are rejected now, by"
            " the reason that was given, told to the applicant or not."
        ),
        columns=(
            Column("reason", TEXT, "What was given; blank where nothing was."),
            Column("applications", WHOLE, "How many were rejected for it."),
            Column("share", SHARE, "That, as a share of the rejected ones."),
        ),
        sql=_REASONS,
        parameters=told,
        chart=Chart("reason", ("applications",)),
    )


def _jobs(told: dict[str, object]) -> Section:
    return Section(
        name="jobs",
        title="By job",
        meaning="The same for each job that received some, the most sought first.",
        columns=(
            Column("job", TEXT, "The job's id.", is_detail=True),
            Column("title", TEXT, "The job's title as it is now."),
            Column("received", WHOLE, "Applications that were sent in the period."),
            Column("interview", WHOLE, "How many of them came to an interview."),
            Column("offered", WHOLE, "How many of them came to an offer."),
            Column("hired", WHOLE, "How many of them were hired."),
            Column("rejected", WHOLE, "How many of them are rejected now."),
            Column("withdrawn", WHOLE, "How many of them were withdrawn."),
        ),
        sql=_JOBS,
        parameters=told,
    )
