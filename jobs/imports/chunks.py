"""Taking over one part of a file, a batch after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from jobs.imports.candidates import Candidate, Check, CheckedRow
from jobs.imports.deciding import Decisions, Known
from jobs.imports.names import name_rows, note_texts, require_names
from jobs.imports.parts import MOST_HELD, Pace, Part
from jobs.imports.rows import Row
from jobs.imports.session import Session
from jobs.imports.texts import OpenTexts
from jobs.imports.writing import NewJobs, write_changed, write_refused
from jobs.models import Job, JobImport

MOST_TRIES = 3


@dataclass
class Tally:
    """What came of the rows of a part."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    errors: int = 0
    held: int = 0
    """Jobs that nobody else can change until the part is done."""
    unnamed: list[int] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


class Taker:
    """Takes rows over into a company's jobs; a dry run only finds out what it would."""

    def __init__(self, job_import: JobImport, importer: UUID, check: Check) -> None:
        self._import = job_import
        self._importer = importer
        self._check = check

    def take(self, part: Part) -> Tally:
        """Take rows over; once more if somebody posted the same jobs meanwhile."""
        for _ in range(MOST_TRIES - 1):
            try:
                with transaction.atomic():
                    return self._take_all(part)
            except IntegrityError:
                continue
        return self._take_all(part)

    def _take_all(self, part: Part) -> Tally:
        """Take batch after batch: one is checked while the last one is written."""
        tally, pace, part.taken = Tally(), Pace(), 0
        with Session() as session:
            new_jobs = NewJobs(self._import.company, self._importer)
            while rows := part.next_rows():
                checked = self._checked(rows, pace)
                session.wait()
                checked = self._few_changes(checked)
                part.taken += len(checked)
                told = [row for row in checked if not row.row.is_blank]
                decisions = self._settle(told, tally)
                if tally.held:
                    pace.hold()
                tally.errors += write_refused(
                    session, self._import, [row for row in told if row.errors]
                )
                if not self._import.dry_run:
                    session.begin(partial(_write, session, decisions, new_jobs))
                is_cut = len(checked) < len(rows)
                if is_cut or tally.held >= MOST_HELD or pace.is_over:
                    break
        return tally

    def _checked(self, rows: Sequence[Row], pace: Pace) -> list[CheckedRow]:
        """Check rows until the time is over, and one of them in any case."""
        checked: list[CheckedRow] = []
        for row in rows:
            if checked and pace.is_over:
                break
            checked.append(self._check(row))
        return checked

    def _few_changes(self, checked: list[CheckedRow]) -> list[CheckedRow]:
        """Leave rows to the next part where they change more than may be held."""
        if self._import.dry_run:
            return checked
        known, changing = self._jobs_of(checked), 0
        for index, row in enumerate(checked):
            changing += _is_changing(row, known)
            if changing > MOST_HELD:
                return checked[:index]
        return checked

    def _settle(self, checked: Sequence[CheckedRow], tally: Tally) -> Decisions:
        """Say what becomes of checked rows, and count it."""
        if self._import.is_mirror:
            tally.unnamed += require_names(checked)
        name_rows(self._import, checked)
        decisions = self._decide(checked, tally)
        tally.rows += len(checked)
        tally.created += len(decisions.new)
        tally.updated += decisions.updated
        tally.unchanged += decisions.unchanged
        tally.failed += sum(bool(row.errors) for row in checked)
        if self._import.dry_run:
            note_texts(self._import, decisions.new)
            tally.changes += decisions.planned()
        return decisions

    def _decide(self, checked: Sequence[CheckedRow], tally: Tally) -> Decisions:
        """Look up what the rows may touch, and settle each of them.

        Texts first: a job that somebody posts in between is then found by its external
        id, and is not in its own way.
        """
        good = [row for row in checked if row.candidate is not None]
        texts = self._texts([row.candidate for row in good if row.candidate])
        known = self._known(good)
        touched = {known[row.key].job for row in good if _is_changing(row, known)}
        jobs = self._jobs(touched | set(texts.lapsed.values()))
        tally.held += 0 if self._import.dry_run else len(jobs)
        decisions = Decisions(
            importer=self._importer, known=known, jobs=jobs, texts=texts
        )
        decisions.decide(good)
        return decisions

    def _texts(self, candidates: Sequence[Candidate]) -> OpenTexts:
        """Return who says now what rows want to say."""
        texts, wanted = OpenTexts(), [each.fingerprint for each in candidates]
        texts.learn(self._import.company_id, wanted)
        if self._import.dry_run:
            texts.learn_rows(self._import.pk, wanted)
        return texts

    def _known(self, rows: Sequence[CheckedRow]) -> dict[str | None, Known]:
        """Return the jobs that rows speak of, at the moment that counts."""
        return self._jobs_of(rows)

    def _jobs_of(self, rows: Sequence[CheckedRow]) -> dict[str | None, Known]:
        """Return the jobs that rows speak of, without their texts."""
        keys = [row.key for row in rows if row.key is not None]
        if not keys:
            return {}
        jobs = Job.objects.filter(company=self._import.company_id)
        told = (
            jobs.filter(external_key__in=keys)
            .with_status()
            .values_list("external_key", "pk", "status_now", "content_digest")  # type: ignore[misc]  # status_now is annotated
        )
        return {
            key: Known(pk, status, bytes(digest)) for key, pk, status, digest in told
        }

    def _jobs(self, ids: set[UUID]) -> dict[UUID, Job]:
        """Return whole jobs, held so that nobody's edit is lost under ours."""
        rows = Job.objects.with_status().select_related("company").filter(pk__in=ids)
        if not self._import.dry_run:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return {job.pk: job for job in rows.order_by("pk")}


def _write(session: Session, decisions: Decisions, new_jobs: NewJobs) -> None:
    """Write changed jobs first: a new one may say what one of them said before."""
    write_changed(session, decisions.changed)
    new_jobs.write(session, decisions.new)


def _is_changing(row: CheckedRow, known: Mapping[str | None, Known]) -> bool:
    """Tell whether a row asks to change a job that is there."""
    job = known.get(row.key)
    if row.candidate is None or job is None:
        return False
    return not job.is_left_alone_by(row.candidate)
