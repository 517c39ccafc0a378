"""Platform activity: what people did on the board, together and over time."""

from collections.abc import Iterator

from reports.figures.sections import (
    DAY,
    STEPS,
    TEXT,
    WHOLE,
    Asked,
    Chart,
    Column,
    Section,
    step_of,
)

_COUNTED = {
    "applicants": (
        "accounts_user",
        "created_at",
        "role = 'applicant' AND email_verified_at IS NOT NULL",
        "Applicants' accounts that were made, have proven their address and are there.",
    ),
    "employers": (
        "accounts_user",
        "created_at",
        "role = 'employer' AND email_verified_at IS NOT NULL",
        "Employers' accounts that were made, have proven their address and are there.",
    ),
    "companies": (
        "accounts_company",
        "created_at",
        "true",
        "Companies that were founded on the board.",
    ),
    "jobs_published": (
        "jobs_job",
        "published_at",
        "true",
        "Jobs that were public for the first time.",
    ),
    "applications": (
        "applications_application",
        "submitted_at",
        "true",
        "Applications that were sent.",
    ),
    "messages": (
        "applications_message",
        "created_at",
        "true",
        "Messages that either side of an application wrote.",
    ),
    "hires": (
        "applications_applicationmove",
        "at",
        "to_stage = 'hired'",
        "Applicants who were hired.",
    ),
}
"""What is counted: its table, the instant that counts, a condition, and its meaning."""

_HAPPENED = " UNION ALL ".join(
    f"SELECT '{name}' AS name, {step_of(at)} AS n, count(*) AS times"  # our own words
    f" FROM {table} WHERE {at} >= %(begin)s AND {at} < %(end)s AND {condition}"
    " GROUP BY 2"
    for name, (table, at, condition, _) in _COUNTED.items()
)
_SUMMARY = f"""
WITH happened AS ({_HAPPENED})
SELECT figure.name, coalesce(sum(times), 0)::bigint
FROM unnest(%(names)s::text[]) WITH ORDINALITY AS figure (name, place)
LEFT JOIN happened USING (name) GROUP BY figure.name, place ORDER BY place
"""
_OVER_TIME = f"""
WITH {STEPS}, happened AS ({_HAPPENED})
SELECT step.day, {
    ", ".join(
        f"coalesce(sum(times) FILTER (WHERE name = '{name}'), 0)::bigint"
        for name in _COUNTED
    )
}
FROM step LEFT JOIN happened USING (n) GROUP BY step.day, n ORDER BY n
"""


def platform_activity(asked: Asked) -> Iterator[Section]:
    """Yield what was done in the period, together and over time."""
    told = {**asked.parameters, "names": list(_COUNTED)}
    yield Section(
        name="summary",
        title="Together",
        meaning="What happened on the board in the period.",
        columns=(
            Column("figure", TEXT, "What is counted, as in the columns over time."),
            Column("times", WHOLE, "How often it happened in the period."),
        ),
        sql=_SUMMARY,
        parameters=told,
        chart=Chart("figure", ("times",)),
    )
    yield Section(
        name="over_time",
        title="Over time",
        meaning="The same by when it happened.",
        columns=(
            Column("from", DAY, "The first day of the day, week or month."),
            *(
                Column(name, WHOLE, meaning)
                for name, (_, _, _, meaning) in _COUNTED.items()
            ),
        ),
        sql=_OVER_TIME,
        parameters=told,
        chart=Chart("from", ("applications", "jobs_published"), upright=True),
    )
