"""The applications of a corpus, with every step that was taken with them."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from jobs.samples.chance import Chance
from loadtests.corpus.applicants import applicant_id, resume_id
from loadtests.corpus.copying import Row, copy_rows, in_batches, present
from loadtests.corpus.courses import answers, course, how_many, wanted
from loadtests.corpus.ids import id_of
from loadtests.corpus.people import letter
from loadtests.corpus.plan import Plan

BATCH = 200
"""Applicants at a time."""
_LOOKED_AT = 40
_APPLICATION = (
    "id",
    "job_id",
    "company_id",
    "applicant_id",
    "resume_id",
    "cover_letter",
    "answers",
    "questions",
    "stage",
    "stage_before",
    "reason",
    "submitted_at",
    "viewed_at",
    "updated_at",
    "told_at",
)
_MOVE = (
    "id",
    "application_id",
    "at",
    "to",
    "from_stage",
    "to_stage",
    "reason",
    "told_at",
)
_JOBS = """
SELECT id, company_id, title, questions, published_at FROM jobs_job
WHERE id = ANY(%s) AND apply_method = 'internal' AND published_at IS NOT NULL
"""


class _Job(NamedTuple):
    id: UUID
    company: UUID
    title: str
    questions: list[dict[str, Any]]
    published_at: datetime


def add_applications(plan: Plan) -> int:
    """Add the applications that are missing; return how many."""
    return in_batches(
        f"applicants' {plan.applications:,} applications",
        plan.applicants,
        BATCH,
        add_batch,
        plan,
    )


@transaction.atomic
def add_batch(first: int, last: int, plan: Plan) -> int:
    """Add what is missing of what a span of applicants sent; return how many."""
    sent = list(_sent(first, last, plan))
    known = present("applications_application", [row[0] for row, _ in sent])
    new = [(row, moves) for row, moves in sent if row[0] not in known]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    copy_rows("applications_application", _APPLICATION, (row for row, _ in new))
    moves = (move for _, steps in new for move in steps)
    copy_rows("applications_applicationmove", _MOVE, moves)
    files = ((row[0], row[4]) for row, _ in new)
    copy_rows("applications_application_files", ("application_id", "resume_id"), files)
    return len(new)


def _sent(first: int, last: int, plan: Plan) -> Iterator[tuple[Row, list[Row]]]:
    """Yield what some applicants have sent, each with its steps."""
    likes = {number: _likes(number, plan) for number in range(first, last)}
    jobs = _jobs({ad for some in likes.values() for ad in some}, plan.seed)
    for number, some in likes.items():
        count = _count(number, plan)
        open_ones = [jobs[ad] for ad in some if ad in jobs]
        if len(open_ones) < count:
            raise RuntimeError("Too few of the ads take applications here.")
        for place, job in enumerate(open_ones[:count]):
            yield _application(number, place, job, plan)


def _count(number: int, plan: Plan) -> int:
    return how_many(
        number,
        applicants=plan.applicants,
        applications=plan.applications,
        seed=plan.seed,
    )


def _likes(number: int, plan: Plan) -> list[int]:
    """Return different ads that an applicant likes, more than are needed."""
    enough = _count(number, plan) * 3 + _LOOKED_AT
    if enough >= plan.ads:
        return list(range(plan.ads))
    drawn = wanted(number, ads=plan.ads, seed=plan.seed)
    found = dict.fromkeys(islice(drawn, enough))
    for ad in range(number, number + plan.ads):
        if len(found) == enough:
            break
        found[ad % plan.ads] = None
    return list(found)


def _jobs(ads: set[int], seed: int) -> dict[int, _Job]:
    by_id = {id_of("ad", seed, ad): ad for ad in ads}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_JOBS, [list(by_id)])
        rows = cursor.fetchall()
    return {
        by_id[row[0]]: _Job(row[0], row[1], row[2], _read(row[3]), row[4])
        for row in rows
    }


def _read(questions: Any) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = (
        json.loads(questions) if isinstance(questions, str) else questions
    )
    return read


def _application(
    number: int, place: int, job: _Job, plan: Plan
) -> tuple[Row, list[Row]]:
    """Return the rows of one application."""
    seed, part = plan.seed, place
    chance = Chance("application", seed, number, place)
    own = id_of("application", seed, number, part)
    went = course(chance)
    times = _times(job.published_at, plan.now, len(went.stages), chance)
    resume = resume_id(number, seed)
    stages = went.stages
    row = (
        own,
        job.id,
        job.company,
        applicant_id(number, seed),
        resume,
        letter(job.title, chance),
        json.dumps(answers(job.questions, chance, str(resume))),
        json.dumps(job.questions),
        stages[-1],
        stages[-2] if stages[-1] == "rejected" else "",
        went.reason,
        times[0],
        times[1] if len(times) > 1 else None,
        times[-1],
        times[-1],
    )
    return row, list(_moves(own, stages, times, went.reason, (seed, number, part)))


def _moves(
    application: UUID,
    stages: tuple[str, ...],
    times: list[datetime],
    reason: str,
    key: tuple[int, int, int],
) -> Iterator[Row]:
    seed, number, part = key
    for step, (stage, at) in enumerate(zip(stages, times, strict=True)):
        yield (
            id_of(f"move {step}", seed, number, part),
            application,
            at,
            stage,
            stages[step - 1] if step else "",
            stage,
            reason if stage == "rejected" else "",
            at,
        )


def _times(
    begin: datetime, now: datetime, count: int, chance: Chance
) -> list[datetime]:
    """Return so many instants in their order, between a beginning and now."""
    whole = max((now - begin).total_seconds(), 1.0)
    shares = sorted(chance.random() for _ in range(count))
    return [begin + timedelta(seconds=whole * share) for share in shares]
