"""Writing what was decided: new jobs by COPY, changed ones by one UPDATE."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.utils import timezone

from accounts.models import Company
from jobs.imports.candidates import Candidate, CheckedRow
from jobs.imports.deciding import Changed
from jobs.imports.session import Session
from jobs.life import Move
from jobs.models import Job, JobImport
from jobs.models.moderation import By
from jobs.services.moving import advance
from kernel.ids import new_id

_TICK = timedelta(microseconds=1)
"""Steps of one job that are taken at once stay in their order."""


def _columns(*left_out: str) -> list[str]:
    """Return the columns of jobs that can be written, in the order of the model."""
    fields = Job._meta.concrete_fields  # noqa: SLF001  # Django's public name
    names = [str(field.column) for field in fields if not field.generated]
    return [name for name in names if name not in left_out]


_JOB = _columns()
_MOVE = (
    *("id", "job_id", "at", "action", "from_status", "to_status"),
    *("reason", "comment", "by", "user_id"),
)
_REFUSED = ("row", "field", "code", "detail", "job_import_id")
_JSON = {"locations", "questions", "approved"}
_REWRITTEN = _columns("id", "company_id", "created_at")


class _Beginning:
    """How jobs of a company begin: what they share, and the steps they have taken."""

    def __init__(self, company: Company, importer: UUID, *, trusted: bool) -> None:
        now, template = timezone.now(), Job(company=company)
        self.steps = list(_take_steps(template, importer, now, trusted=trusted))
        self.shared = {name: getattr(template, name) for name in _JOB}
        self.shared |= {"created_at": now, "updated_at": now}
        self.judged = list(template.approved or ())
        """The columns that count as approved: none, where a moderator has to look."""

    def values(self, job: UUID, candidate: Candidate) -> list[Any]:
        """Return the columns of a new job."""
        columns = candidate.columns
        values = {**self.shared, **columns, "id": job}
        values["expires_at"] = columns["expires_at"] or self.shared["expires_at"]
        values["fingerprint"] = candidate.fingerprint
        values["content_digest"] = candidate.digest
        if self.judged:
            values["approved"] = {name: columns[name] for name in self.judged}
        return [_copied(name, values[name]) for name in _JOB]


class NewJobs:
    """Jobs of one company that are made, handed in and perhaps published at once."""

    def __init__(self, company: Company, importer: UUID) -> None:
        self._usual = _Beginning(company, importer, trusted=company.is_verified)
        self._suspect = _Beginning(company, importer, trusted=False)

    def write(self, session: Session, rows: Sequence[CheckedRow]) -> None:
        """Write jobs for rows, and the first lines of their history."""
        new = [
            (self._suspect if row.is_suspect else self._usual, new_id(), row.candidate)
            for row in rows
            if row.candidate is not None
        ]
        session.copy(
            "jobs_job", _JOB, (begun.values(job, what) for begun, job, what in new)
        )
        steps = (_history(job, step) for begun, job, _ in new for step in begun.steps)
        session.copy("jobs_jobmove", _MOVE, steps)


def _take_steps(
    job: Job, importer: UUID, now: datetime, *, trusted: bool
) -> Iterable[tuple[Any, ...]]:
    """Take a draft through its life, by the rules that all jobs obey."""
    taken: list[tuple[Move, By, UUID | None]] = [(Move.SUBMIT, By.COMPANY, importer)]
    if trusted:
        taken.append((Move.APPROVE, By.SYSTEM, None))
    for number, (action, by, user) in enumerate(taken):
        before = job.status
        advance(job, action)
        yield now + number * _TICK, action, before, job.status, "", "", by, user


def _history(job: UUID, step: tuple[Any, ...]) -> tuple[Any, ...]:
    at, action, before, after, reason, comment, by, user = step
    return new_id(), job, at, action, before, after, reason, comment, by, user


def _copied(name: str, value: Any) -> Any:
    if name in _JSON and value is not None:
        return orjson.dumps(value).decode()
    return value


def write_changed(session: Session, changed: Sequence[Changed]) -> None:
    """Write jobs that were there anew, and their history."""
    jobs = {change.job.pk: change.job for change in changed}
    if _hand_texts_on(changed):
        # One may say what another said until now: in one statement they could meet.
        for job in jobs.values():
            _rewrite(session, [job])
    elif jobs:
        _rewrite(session, list(jobs.values()))
    moves = [move for change in changed for move in change.moves]
    for number, move in enumerate(moves):
        move.at += number * _TICK
    if moves:
        told = ([getattr(move, name) for name in _MOVE] for move in moves)
        session.copy("jobs_jobmove", _MOVE, told)


def _hand_texts_on(changed: Sequence[Changed]) -> bool:
    """Tell whether a job takes over a text that another one gives up."""
    given_up, taken = set(), set()
    for change in changed:
        text = bytes(change.job.fingerprint)
        if text != change.text_before:
            given_up.add(change.text_before)
            taken.add(text)
    return not taken.isdisjoint(given_up)


def _rewrite(session: Session, jobs: Sequence[Job]) -> None:
    told = [
        {name: _told(getattr(job, name)) for name in ("id", *_REWRITTEN)}
        for job in jobs
    ]
    sets = ", ".join(f"{name} = new.{name}" for name in _REWRITTEN)
    session.execute(
        f"UPDATE jobs_job AS job SET {sets}"  # noqa: S608  # columns of the model
        " FROM json_populate_recordset(NULL::jobs_job, %s::json) AS new"
        " WHERE job.id = new.id",
        [orjson.dumps(told, default=str).decode()],
    )


def _told(value: Any) -> Any:
    """Return a value as JSON that PostgreSQL reads back as the same."""
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    return value


def write_refused(
    session: Session, job_import: JobImport, rows: Iterable[CheckedRow]
) -> int:
    """Write down what was wrong with rows; return how many things."""
    told = [
        (
            row.number,
            error.get("field", "")[:200],
            error["code"][:60],
            error["detail"][:500],
            job_import.pk,
        )
        for row in rows
        for error in row.errors
    ]
    if told:
        session.copy("jobs_refusedrow", _REFUSED, told)
    return len(told)
