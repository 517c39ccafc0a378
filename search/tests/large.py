"""A board of a hundred thousand documents, made of a few jobs in seconds."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from conftest import new_company
from jobs.models import Job
from jobs.tests.factory import new_job
from search.tests.boards import PLACES, SALARIES, SKILLS

OF_TYPE = {"full_time": 58_998, "part_time": 19_000}
OF_TYPE |= {"contract": 10_000, "temporary": 10_001, "volunteer": 2_000}
"""How many documents there are of each type; the last is found whole by any count."""
TITLES = ("Night nurse", "Nurse manager", "Python developer", "Senior Python developer")
TITLES += ("Welder", "Truck driver", "Cook of the house", "Data analyst in C++")
SLOTS = 25
TABLES = ("search_document", "search_sample")

# Documents are copied, past their jobs: a hundred thousand jobs take minutes, and what
# is looked at here are the index and its plans. A page shows none of the copies, as
# they have no job, but reads them. Copies of a template stay within its narrowest
# bucket of time, so that their marks are true. Their ids are the same in each run, and
# so is who is in the sample: an estimate that is near the truth is so for good.
TEMPLATES = """
CREATE TEMP TABLE template ON COMMIT DROP AS
SELECT d.employment_type AS type, new.newest, new.due, row_number() OVER (
    PARTITION BY d.employment_type ORDER BY d.job_id, slot) - 1 AS number,
  d.job_id, ts_delete(d.words, search_buckets('h', d.newest, '{32,34,36,38,40}')
    || search_buckets('d', d.due, '{32,34,36,38,40}'))
  || array_to_tsvector(search_buckets('h', new.newest, '{32,34,36,38,40}')
    || search_buckets('d', new.due, '{32,34,36,38,40}')) AS words
FROM search_document AS d, generate_series(1, %s) AS slot, LATERAL (SELECT
  ((d.newest - slot * 100000000000) >> 32) << 32 AS newest,
  ((d.due - slot * 200000000000) >> 32) << 32 AS due) AS new
WHERE d.employment_type = ANY (%s)
"""
COPIES = """
INSERT INTO search_document
SELECT md5(wanted.type || copy)::uuid, d.company_id,
  t.newest + (random() * 4e9)::bigint, t.due + (random() * 4e9)::bigint, d.pay,
  d.pay_low, d.employment_type, d.workplace,
  d.experience_level, d.category, d.skills, d.countries, d.cities, d.points, t.words,
  d.card
FROM unnest(%s::text[], %s::int[]) AS wanted(type, copies)
CROSS JOIN LATERAL generate_series(0, copies - 1) AS copy
JOIN template AS t ON t.type = wanted.type AND t.number = copy %% %s
JOIN search_document AS d ON d.job_id = t.job_id
"""
SAMPLES = """
INSERT INTO search_sample SELECT * FROM search_document AS d
WHERE search_is_sampled(d.job_id) ON CONFLICT DO NOTHING
"""
INDEX = "CREATE INDEX {0}_words ON {0} USING gin (words)"


def fill_board() -> Job:
    """Make a hundred thousand documents, and return the one job with a rare word."""
    rare = _new_jobs()
    with connection.cursor() as cursor:
        _copy(cursor)
    return rare


def _new_jobs() -> Job:
    """Make the jobs that are copied, and one with a word of its own."""
    now = timezone.now()
    companies = [new_company(f"Company {number}") for number in range(3)]
    for number, kind in enumerate(sorted(OF_TYPE) * len(TITLES)):
        new_job(
            companies[number % 3],
            title=TITLES[number // len(OF_TYPE)],
            employment_type=kind,
            workplace=("onsite", "hybrid", "remote")[number % 3],
            experience_level=("entry", "senior", None)[number % 3],
            category=("software", "nursing-and-care")[number % 2],
            skills=[SKILLS[number % 4]],
            locations=[PLACES[number % 5]],
            salary=SALARIES[number % len(SALARIES)],
            language=("en", "en-GB", "de")[number % 3],
            published_at=now - timedelta(minutes=number),
            expires_at=now + timedelta(days=1 + number),
        )
    return new_job(companies[0], title="Falconer", employment_type="internship")


def _copy(cursor: Any) -> None:
    of_each = len(TITLES) * SLOTS
    cursor.execute("SET LOCAL statement_timeout = '5min'")
    for table in TABLES:
        cursor.execute(f"DROP INDEX {table}_words")
    cursor.execute(TEMPLATES, [SLOTS, list(OF_TYPE)])
    copies = [number - len(TITLES) for number in OF_TYPE.values()]
    cursor.execute(COPIES, [list(OF_TYPE), copies, of_each])
    cursor.execute(SAMPLES)
    for table in TABLES:
        cursor.execute(INDEX.format(table))
        cursor.execute(f"ANALYZE {table}")
