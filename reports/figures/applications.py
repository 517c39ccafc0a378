"""Applications: each that a company received in the period, as the company knows it."""

from collections.abc import Iterator

from applications.stages import Stage
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

_RECEIVED = """
  company_id = %(company)s AND submitted_at >= %(begin)s AND submitted_at < %(end)s"""

_COLUMNS = (
    Column("application", TEXT, "The application's id.", is_detail=True),
    Column("submitted_at", INSTANT, "When it was sent."),
    Column("job", TEXT, "The job's id.", is_detail=True),
    Column("title", TEXT, "The job's title as it is now."),
    Column("applicant", TEXT, "The person's name; nothing once they were erased."),
    Column("email", TEXT, "The person's address; nothing once they were erased."),
    Column("stage", TEXT, "Where it stands, as the company knows it."),
    Column("reason", TEXT, "Why it was rejected, where it is.", is_detail=True),
    Column(
        "viewed_at",
        INSTANT,
        "When somebody of the company first read it.",
        is_detail=True,
    ),
    Column(
        "updated_at",
        INSTANT,
        "When it last changed, as the company knows it.",
        is_detail=True,
    ),
)
_LIST = f"""
SELECT application.id::text, application.submitted_at, job.id::text, job.title,
  person.full_name, person.email, application.stage,
  nullif(application.reason, ''), application.viewed_at, application.updated_at
FROM (
  SELECT * FROM applications_application WHERE {_RECEIVED}
) AS application
JOIN jobs_job AS job ON job.id = application.job_id
LEFT JOIN accounts_user AS person ON person.id = application.applicant_id
ORDER BY application.submitted_at, application.id
"""
_BY_STAGE = f"""
SELECT stage.name, count(application.stage)
FROM unnest(%(stages)s::text[]) WITH ORDINALITY AS stage (name, place)
LEFT JOIN (
  SELECT stage FROM reports_course WHERE {_RECEIVED}
) AS application ON application.stage = stage.name
GROUP BY stage.name, stage.place ORDER BY stage.place
"""
_OVER_TIME = f"""
WITH {STEPS}, received AS (
  SELECT {step_of("submitted_at")} AS n, count(*) AS applications
  FROM reports_course WHERE {_RECEIVED} GROUP BY 1
)
SELECT step.day, coalesce(received.applications, 0)
FROM step LEFT JOIN received USING (n) ORDER BY n
"""


def applications(asked: Asked) -> Iterator[Section]:
    """Yield the list, and how many there are by stage and over time."""
    parameters = asked.parameters
    yield Section(
        name="applications",
        title="Applications",
        meaning="Every application that was sent in the period, oldest first.",
        columns=_COLUMNS,
        sql=_LIST,
        parameters=parameters,
        is_list=True,
    )
    yield Section(
        name="by_stage",
        title="By stage",
        meaning="The applications of the period by where they stand now.",
        columns=(
            Column("stage", TEXT, "Where applications stand now."),
            Column("applications", WHOLE, "How many of the period stand there."),
        ),
        sql=_BY_STAGE,
        parameters={**parameters, "stages": list(Stage.values)},
        chart=Chart("stage", ("applications",)),
    )
    yield Section(
        name="over_time",
        title="Over time",
        meaning="The applications of the period by when they were sent.",
        columns=(
            Column("from", DAY, "The first day of the day, week or month."),
            Column("applications", WHOLE, "How many were sent in it."),
        ),
        sql=_OVER_TIME,
        parameters=parameters,
        chart=Chart("from", ("applications",), upright=True),
    )
