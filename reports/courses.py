"""The course of each application, in one narrow row: what figures are counted from.

Triggers keep it with what they follow (`migrations/0002_courses.py`), so that a year
of a million applications is a scan of a small table, not a million visits to their
steps. It holds nothing that could not be read from them: `SOURCE`
says how, `rebuild` writes it anew, and `differences` finds none.
"""

from django.db import connection, transaction

BATCH = 5_000
COLUMNS = (
    *("application_id", "company_id", "job_id", "submitted_at", "stage", "reason"),
    *("place", "hired_at", "told_at", "messaged_at"),
)
SOURCE = """
SELECT application.id AS application_id, application.company_id, application.job_id,
  application.submitted_at, application.stage, application.reason,
  coalesce(step.place, 1)::smallint AS place, step.hired_at, step.told_at,
  message.messaged_at
FROM applications_application AS application
LEFT JOIN LATERAL (
  SELECT max(report_place(to_stage)) AS place,
    min(at) FILTER (WHERE to_stage = 'hired') AS hired_at,
    min(told_at) FILTER (WHERE "to" NOT IN ('submitted', 'withdrawn')) AS told_at
  FROM applications_applicationmove WHERE application_id = application.id
) AS step ON true
LEFT JOIN LATERAL (
  SELECT min(created_at) AS messaged_at FROM applications_message
  WHERE application_id = application.id AND side = 'company'
) AS message ON true
"""
"""What a course is, read from what it follows."""

_LISTED = ", ".join(COLUMNS)
_DIFFERENT = f"""
SELECT coalesce(source.application_id, course.application_id)
FROM ({SOURCE}) AS source FULL JOIN reports_course AS course USING (application_id)
WHERE (source.*) IS DISTINCT FROM ROW({", ".join(f"course.{c}" for c in COLUMNS)})
"""  # noqa: S608  # our own words
# An application that is held gets no step and no message: both lock it by their key.
_HOLD = """
SELECT id FROM applications_application WHERE id > %s ORDER BY id LIMIT %s FOR UPDATE
"""
_WRITE = f"""
INSERT INTO reports_course ({_LISTED}) {SOURCE} WHERE application.id = ANY(%s)
ON CONFLICT (application_id) DO UPDATE SET {
    ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
}
"""  # our own words
_NOWHERE = "00000000-0000-0000-0000-000000000000"


def rebuild() -> int:
    """Write every course anew, a batch at a time under load; say how many."""
    written, last = 0, _NOWHERE
    while ids := _rebuild_after(last):
        written, last = written + len(ids), ids[-1]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM reports_course AS course WHERE NOT EXISTS ("
            "SELECT FROM applications_application WHERE id = course.application_id)"
        )
    return written


@transaction.atomic
def _rebuild_after(last: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [last, BATCH])
        ids = [row[0] for row in cursor.fetchall()]
        if ids:
            cursor.execute(_WRITE, [ids])
    return ids


@transaction.atomic
def differences() -> int:
    """Return of how many applications the course is not what its source says."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"SELECT count(*) FROM ({_DIFFERENT}) AS found")  # noqa: S608  # our own words
        return int(cursor.fetchone()[0])
