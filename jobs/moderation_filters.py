"""What moderators look for jobs and flags by."""

from typing import Any

from django.db.models import Q

from accounts.filters import OfCompany
from jobs.terms import FlagOutcome, FlagReason, QueueReason
from kernel import filters

OPEN = "open"


class JobText(filters.One):
    """A part of a job's title or of its company's name."""

    def __init__(self, before: str = "") -> None:
        super().__init__(
            filters.text(),
            f"{before}title",
            help_text="A part of the title, or of the company's name.",
        )
        self.company_name = f"{before}company__name"

    def filter(self, qs: Any, value: str | None) -> Any:
        """Keep the rows that have it in one of the two, in whatever case."""
        if value is None:
            return qs
        in_title = Q(**{f"{self.field_name}__icontains": value})
        return qs.filter(in_title | Q(**{f"{self.company_name}__icontains": value}))


class ByCompany(OfCompany):
    """Rows of companies, which are named by id or slug."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field_name = field


class ByOutcome(filters.Many):
    """What became of flags; the open ones unless something else is asked for."""

    def __init__(self) -> None:
        known = [OPEN, *FlagOutcome.values]
        super().__init__(filters.choice(known), "outcome", negatable=False)

    def filter(self, qs: Any, value: list[str]) -> Any:
        """Keep the flags with any of the outcomes."""
        kept = ["" if each == OPEN else each for each in value or [OPEN]]
        return qs.filter(outcome__in=kept)


class QueueFilter(filters.StrictFilterSet):
    """What jobs in the queue are looked for by."""

    q = JobText()
    company = ByCompany("company")
    reason = filters.Many(filters.choice(QueueReason.values), "queue_reason")


class FlagFilter(filters.StrictFilterSet):
    """What flags are looked for by."""

    q = JobText("job__")
    company = ByCompany("job__company")
    job = filters.Many(filters.row_id(), "job", negatable=False)
    reason = filters.Many(filters.choice(FlagReason.values), "reason")
    outcome = ByOutcome()
