"""What becomes of each row of a chunk, in their order, before anything is written.

The rules are those of `PUT jobs/by-external-id/` and of `POST jobs/`, applied to jobs
in memory: a file gives what its rows would give if they were sent one by one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from jobs.content import fields_of
from jobs.imports.candidates import Candidate, CheckedRow
from jobs.imports.texts import Holder, OpenTexts
from jobs.life import OPEN, Move
from jobs.models import Job, JobMove
from jobs.models.moderation import By
from jobs.services.moving import advance, status_now
from jobs.services.posting import ENDING
from jobs.services.reviewing import judge_edit
from jobs.terms import SAID, Status

SETTLED = (Status.PENDING, Status.PUBLISHED, Status.FROZEN, Status.REJECTED)
"""States that a row which says nothing new leaves as they are."""


@dataclass(slots=True)
class Known:
    """What tells, without its text, whether a row changes a job that is there."""

    job: UUID
    status: str
    digest: bytes

    def is_left_alone_by(self, candidate: Candidate) -> bool:
        """Tell whether the row says what the job says already."""
        return self.digest == candidate.digest and self.status in SETTLED


@dataclass(slots=True)
class Changed:
    """A job that was there and is written anew, with the steps that it took."""

    job: Job
    moves: list[JobMove] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    row: CheckedRow | None = None
    """None for one that was only found to have run out."""
    text_before: bytes = b""

    def __post_init__(self) -> None:
        """Remember what the job said."""
        self.text_before = bytes(self.job.fingerprint)


class NotPossible(Exception):
    """A job that is there does not let a row change it."""

    def __init__(self, code: str, detail: str, field: str) -> None:
        super().__init__(detail)
        self.refusal = (code, detail, field)


class Decisions:
    """What becomes of the rows of one chunk."""

    def __init__(
        self,
        *,
        importer: UUID,
        known: Mapping[str | None, Known],
        jobs: dict[UUID, Job],
        texts: OpenTexts,
    ) -> None:
        """Take what the rows speak of: jobs that may change come locked."""
        self._importer = importer
        self._known = known
        self._jobs = jobs
        self._texts = texts
        self.new: list[CheckedRow] = []
        self.changed: list[Changed] = []
        self.unchanged = 0

    def decide(self, rows: Iterable[CheckedRow]) -> None:
        """Settle every row that passed its check."""
        for row in rows:
            if row.candidate is None:
                continue
            known = self._known.get(row.key) if row.key else None
            try:
                if known is None:
                    self._add(row, row.candidate)
                else:
                    self._replace(row, row.candidate, known)
            except NotPossible as error:
                row.refuse(*error.refusal)

    @property
    def updated(self) -> int:
        """How many jobs that were there change."""
        return sum(bool(change.fields) for change in self.changed)

    def planned(self) -> list[dict[str, Any]]:
        """Return what a dry run shows, in the order of the rows."""
        changes: list[tuple[CheckedRow, str, list[str]]]
        changes = [(row, "create", []) for row in self.new]
        changes += [
            (change.row, "update", change.fields)
            for change in self.changed
            if change.row is not None and change.fields
        ]
        changes.sort(key=lambda change: change[0].number)
        return [
            {
                "row": row.number,
                "external_id": row.external_id,
                "action": action,
                "fields": fields,
            }
            for row, action, fields in changes
        ]

    def _add(self, row: CheckedRow, candidate: Candidate) -> None:
        """Take a row as a new job, unless the company has it already."""
        holder = self._texts.holder(candidate.fingerprint)
        if holder and row.key is None and holder.digest == candidate.digest:
            self.unchanged += 1
            return
        self._require_own_text(candidate, None)
        mine = Holder(candidate.digest, row=row.number)
        self._texts.claim(candidate.fingerprint, mine)
        row.is_suspect = self._texts.is_taken_down(candidate.fingerprint)
        self.new.append(row)

    def _replace(self, row: CheckedRow, candidate: Candidate, known: Known) -> None:
        if known.is_left_alone_by(candidate):
            self.unchanged += 1
            return
        job = self._jobs.get(known.job)
        if job is None:  # deleted since we looked
            self._add(row, candidate)
            return
        change = Changed(job, row=row)
        if job.status == Status.PUBLISHED and status_now(job) == Status.EXPIRED:
            self._step(change, Move.EXPIRE, By.SYSTEM)
        before = job.status
        is_written = bytes(job.content_digest) != candidate.digest
        if is_written:
            self._write(change, candidate)
        self._publish(change, candidate)
        if job.status in OPEN:
            self._texts.release(change.text_before, job.pk)
            mine = Holder(candidate.digest, job=job.pk)
            self._texts.claim(candidate.fingerprint, mine)
        if job.status != before:
            change.fields.append("status")
        if not change.fields:
            self.unchanged += 1
        if change.fields or is_written:
            self.changed.append(change)

    def _write(self, change: Changed, candidate: Candidate) -> None:
        """Give a job the columns of its row; an end that is left out stays as it is."""
        job, columns = change.job, dict(candidate.columns)
        if columns["expires_at"] is None and job.status in ENDING:
            del columns["expires_at"]
        differing = [name for name in columns if getattr(job, name) != columns[name]]
        job.content_digest = candidate.digest
        if not differing:
            return
        if job.status in OPEN or job.status == Status.REJECTED:
            self._require_own_text(candidate, job.pk)
        for name in differing:
            setattr(job, name, columns[name])
        job.fingerprint, job.updated_at = candidate.fingerprint, timezone.now()
        change.fields += fields_of(differing)
        if job.status == Status.REJECTED:
            self._step(change, Move.REDRAFT)
        judge_edit(job, trusted=self._is_trusted(job))

    def _publish(self, change: Changed, candidate: Candidate) -> None:
        """Take a job as far towards the public as an employer may."""
        job = change.job
        if job.status == Status.DRAFT:
            self._hand_in(change)
        elif job.status in {Status.CLOSED, Status.EXPIRED}:
            if job.published_at is not None and job.frozen_at is not None:
                detail = "A moderator took this job off the board: it stays closed."
                raise NotPossible("not_now", detail, "external_id")
            self._require_own_text(candidate, job.pk)
            if job.published_at is None:
                self._hand_in(change)
            else:
                self._step(change, Move.REOPEN)
                judge_edit(job, trusted=self._is_trusted(job))

    def _hand_in(self, change: Changed) -> None:
        self._step(change, Move.SUBMIT)
        if self._is_trusted(change.job):
            self._step(change, Move.APPROVE, By.SYSTEM)

    def _is_trusted(self, job: Job) -> bool:
        """Tell the same as `reviewing.is_trusted`, without asking the database."""
        text = bytes(job.fingerprint)
        suspect = self._texts.is_taken_down(text, but=job.pk)
        return job.company.is_verified and not suspect

    def _require_own_text(self, candidate: Candidate, job: UUID | None) -> None:
        """Refuse a text that another open job says; one that ran out is expired."""
        if candidate.may_double:
            return
        holder = self._texts.holder(candidate.fingerprint, but=job)
        if holder is not None:
            detail = f"An open job says the same: {holder}."
            raise NotPossible("duplicate_job", detail, "description")
        lapsed = self._texts.lapsed.pop(candidate.fingerprint, None)
        if lapsed is not None and lapsed != job:
            over = Changed(self._jobs[lapsed])
            self._step(over, Move.EXPIRE, By.SYSTEM)
            self.changed.append(over)

    def _step(self, change: Changed, action: Move, by: By = By.COMPANY) -> None:
        job, before = change.job, change.job.status
        if advance(job, action) is None:
            detail = f"This job is {SAID[before]}: {action} is not possible now."
            raise NotPossible("not_now", detail, "external_id")
        change.moves.append(
            JobMove(
                job_id=job.pk,
                action=action,
                from_status=before,
                to_status=job.status,
                by=by,
                user_id=self._importer if by == By.COMPANY else None,
            )
        )
