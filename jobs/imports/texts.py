"""Which open job says a text: no two of a company may, unless both are meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from jobs.models import Job, NamedRow
from jobs.models.jobs import job_path
from jobs.services.moving import status_now
from jobs.services.reviewing import taken_down
from jobs.terms import Status


@dataclass(frozen=True, slots=True)
class Holder:
    """Who says a text: a job that is there, or a row that was to become one."""

    digest: bytes
    job: UUID | None = None
    row: int = 0

    def __str__(self) -> str:
        """Say where to look."""
        return job_path(self.job) if self.job else f"row {self.row}"


class OpenTexts:
    """The texts of a company's open jobs, as they change while rows are taken over."""

    def __init__(self) -> None:
        self._holders: dict[bytes, Holder] = {}
        self.lapsed: dict[bytes, UUID] = {}
        """Jobs whose time has run out: in nobody's way, once they are expired."""
        self._taken_down: dict[bytes, set[UUID]] = {}

    def learn(self, company: UUID, fingerprints: Iterable[bytes]) -> None:
        """Look up who says these texts now."""
        wanted = list(fingerprints)
        found = Job.objects.open_with_text(company, wanted).with_status()
        columns = ("pk", "status", "fingerprint", "content_digest", "company_id")
        for job in found.only(*columns):
            text = bytes(job.fingerprint)
            if status_now(job) == Status.EXPIRED:
                self.lapsed[text] = job.pk
            else:
                self._holders[text] = Holder(bytes(job.content_digest), job.pk)
        frozen = taken_down(company, wanted).values_list("frozen_text", "pk")
        for told, job_id in frozen:
            self._taken_down.setdefault(bytes(told or b""), set()).add(job_id)

    def learn_rows(self, job_import: UUID, fingerprints: Iterable[bytes]) -> None:
        """Look up which earlier rows of a dry run would have said these texts."""
        rows = NamedRow.objects.filter(
            job_import=job_import, fingerprint__in=list(fingerprints)
        )
        told = rows.values_list("row", "fingerprint", "content_digest")
        for row, fingerprint, digest in told:
            holder = Holder(bytes(digest or b""), row=row)
            self._holders.setdefault(bytes(fingerprint or b""), holder)

    def is_taken_down(self, text: bytes, *, but: UUID | None = None) -> bool:
        """Tell whether another job that says a text was taken off the board."""
        return not self._taken_down.get(text, set()) <= {but}

    def holder(self, text: bytes, *, but: UUID | None = None) -> Holder | None:
        """Return who says a text, other than a job itself."""
        found = self._holders.get(text)
        return None if found is None or (but and found.job == but) else found

    def claim(self, text: bytes, holder: Holder) -> None:
        """Note who says a text from now on."""
        self._holders[text] = holder

    def release(self, text: bytes, job: UUID) -> None:
        """Note that a job says a text no longer."""
        if (found := self._holders.get(text)) and found.job == job:
            del self._holders[text]
