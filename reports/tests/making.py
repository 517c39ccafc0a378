"""Files of reports for tests, made without anybody asking for them."""

import io
from datetime import date

from conftest import Cast
from reports.formats.digest import Digest
from reports.models import Report
from reports.services.building import write_report
from reports.terms import OF_ADMINS


class _NoRun:
    """A run that nobody watches."""

    def note(self, **told: int) -> None:
        """Pass over it."""


def made(
    cast: Cast, kind: str, form: str, zone: str = "UTC"
) -> tuple[Report, bytes, Digest]:
    """Return the file of a report that was never asked for."""
    of_board = kind in OF_ADMINS
    report = Report(
        user=cast.alice,
        company=None if of_board else cast.acme,
        kind=kind,
        format=form,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 3, 31),
        timezone=zone,
    )
    file = io.BytesIO()
    digest = write_report(report, file, _NoRun())  # type: ignore[arg-type]
    return report, file.getvalue(), digest
