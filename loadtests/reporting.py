"""A company with very many applications, for benches of reports: made in SQL."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from loadtests.harness.board import Board

JOBS = 50
_PEOPLE = """
INSERT INTO accounts_user (id, password, email, email_key, full_name, role, is_active,
  email_verified_at, ver, created_at, updated_at)
SELECT gen_random_uuid(), '!', 'bench' || n || '@example.org',
  'bench' || n || '@example.org', 'Bench Person ' || n, 'applicant', true, now(), 1,
  now() - random() * interval '364 days', now()
FROM generate_series(1, %s) AS n
"""
_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_name = 'jobs_job' AND is_generated = 'NEVER'
"""
_JOBS = """
INSERT INTO jobs_job ({0}) SELECT {0} FROM (
  SELECT (jsonb_populate_record(job, jsonb_build_object(
    'id', gen_random_uuid(), 'external_id', '', 'external_key', NULL,
    'title', 'Bench job ' || n, 'status', 'closed', 'closed_at', now(),
    'allows_duplicate', true))).*
  FROM (SELECT id FROM jobs_job WHERE company_id = %s LIMIT 1) AS one
    JOIN jobs_job AS job USING (id), generate_series(1, %s) AS n
) AS made
"""
_APPLICATIONS = """
INSERT INTO applications_application (id, job_id, company_id, applicant_id,
  cover_letter, answers, questions, stage, stage_before, reason, submitted_at,
  updated_at, told_at)
SELECT gen_random_uuid(), job_id, %s, person_id, '', '{}', '[]',
  CASE WHEN dice < 0.2 THEN 'submitted' WHEN dice < 0.4 THEN 'in_review'
    WHEN dice < 0.5 THEN 'shortlisted' WHEN dice < 0.6 THEN 'interview'
    WHEN dice < 0.63 THEN 'offered' WHEN dice < 0.68 THEN 'hired'
    WHEN dice < 0.93 THEN 'rejected' ELSE 'withdrawn' END,
  CASE WHEN dice BETWEEN 0.68 AND 0.93 THEN 'in_review' ELSE '' END,
  CASE WHEN dice BETWEEN 0.68 AND 0.93 THEN 'salary' ELSE '' END, at, at, at
FROM (
  SELECT job.id AS job_id, person.id AS person_id, random() AS dice,
    now() - random() * interval '364 days' AS at
  FROM (SELECT id FROM jobs_job WHERE id = ANY(%s)) AS job,
    (SELECT id FROM accounts_user WHERE full_name LIKE 'Bench Person %%') AS person
) AS sent LIMIT %s
"""
_MOVES = """
INSERT INTO applications_applicationmove (id, application_id, at, "to", from_stage,
  to_stage, reason, told_at)
SELECT gen_random_uuid(), sent.id, sent.submitted_at + gap * n::float8, way.step, '',
  way.step, '', sent.submitted_at + gap * n::float8
FROM applications_application AS sent,
  LATERAL (SELECT interval '1 hour' * (2 + 70 * random()) AS gap) AS pace,
  LATERAL unnest(CASE sent.stage
    WHEN 'submitted' THEN ARRAY['submitted']
    WHEN 'withdrawn' THEN ARRAY['submitted', 'withdrawn']
    WHEN 'hired' THEN ARRAY['submitted', 'in_review', 'interview', 'offered', 'hired']
    WHEN 'offered' THEN ARRAY['submitted', 'in_review', 'interview', 'offered']
    ELSE ARRAY['submitted', 'in_review', sent.stage] END) WITH ORDINALITY
    AS way (step, n)
WHERE sent.job_id = ANY(%s)
"""


def company_with(board: Board, company: str, rows: int) -> int:
    """Give a company so many applications in a year; return how many it then has."""
    with board.database() as connection:
        connection.execute("SET statement_timeout = 0")
        # Words of letters that nobody wrote, and documents of closed jobs, are no part
        # of this: triggers rest, and courses are rebuilt as an operator would.
        connection.execute("SET session_replication_role = replica")
        before = _one(connection, "SELECT array_agg(id) FROM jobs_job")
        columns = _one(connection, _COLUMNS)
        connection.execute(_JOBS.format(columns), [company, JOBS])
        added = "SELECT array_agg(id) FROM jobs_job WHERE NOT id = ANY(%s)"
        jobs = _one(connection, added, before)
        connection.execute(_PEOPLE, [-(-rows // JOBS)])
        connection.execute(_APPLICATIONS, [company, jobs, rows])
        connection.execute(_MOVES, [jobs])
        connection.execute("SET session_replication_role = origin")
        _write_courses(connection, jobs)
        connection.execute("VACUUM ANALYZE")
        count = "SELECT count(*) FROM applications_application WHERE company_id = %s"
        return int(_one(connection, count, company))


def _write_courses(connection: Any, jobs: list[Any]) -> None:
    """Write the courses of applications whose triggers rested, by one statement."""
    connection.execute(
        """
        INSERT INTO reports_course (application_id, company_id, job_id, submitted_at,
          stage, reason, place, hired_at, told_at)
        SELECT sent.id, sent.company_id, sent.job_id, sent.submitted_at, sent.stage,
          sent.reason, max(report_place(move.to_stage)),
          min(move.at) FILTER (WHERE move.to_stage = 'hired'),
          min(move.told_at) FILTER (WHERE "to" NOT IN ('submitted', 'withdrawn'))
        FROM applications_application AS sent
        JOIN applications_applicationmove AS move ON move.application_id = sent.id
        WHERE sent.job_id = ANY(%s) GROUP BY sent.id
        """,
        [jobs],
    )


def _one(connection: Any, sql: str, *given: Any) -> Any:
    return connection.execute(sql, given).fetchone()[0]


def memory_of(board: Board) -> float:
    """Return the resident megabytes of the largest worker process."""
    found = [0.0]
    for pid in board.pids("worker"):
        with contextlib.suppress(OSError):
            pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
            found.append(int(pages) * 4096 / 2**20)
    return max(found)


async def settle() -> None:
    """Let what the last one left to do be done."""
    await asyncio.sleep(3)
