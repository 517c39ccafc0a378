"""Building a report: figures are read, written to a file, and made ready at once."""

from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from reports.figures.kinds import BUILDERS
from reports.figures.sections import Asked, Section
from reports.files import REPORTS
from reports.formats.csv_files import CsvWriter
from reports.formats.digest import Digest
from reports.formats.json_files import JsonWriter
from reports.formats.pdf_files import PdfWriter
from reports.formats.values import Head, Writer
from reports.formats.xlsx_files import XlsxWriter
from reports.kinds import REPORT_FAILED, REPORT_READY
from reports.models import Report, kinds_of
from reports.periods import Period
from reports.reading import ALIAS, TooLong, one_moment, rows_of
from reports.services.recording import record
from reports.services.requesting import rights_of
from reports.services.running import Abandoned, Run
from reports.terms import TITLES, Format, Kind, Status

KEPT = timedelta(days=7)
TOO_LONG = "It takes too long. Ask for fewer days."
NOT_YOURS = "You may not have reports of this kind any more."


def build_report(*, report_id: UUID) -> None:
    """Build a running report's file, unless it is called off; safe to run twice."""
    rows = Report.objects.running().select_related("company")
    report = rows.filter(pk=report_id).first()
    if report is None:
        return
    if not may_still_have(report):
        fail_report(report_id=report_id, why=NOT_YOURS)
        return
    name, file = REPORTS.create()
    is_kept = False
    try:
        is_kept = _build(report, name, file)
    except TooLong:
        fail_report(report_id=report_id, why=TOO_LONG)
    except Abandoned:
        return
    finally:
        file.close()
        if not is_kept:
            REPORTS.remove(name)


def _build(report: Report, name: str, file: BinaryIO) -> bool:
    with Run(report.pk, name) as run:
        if left := run.claim():
            REPORTS.remove(left)
        digest = write_report(report, file, run)
    size = file.tell()
    try:
        REPORTS.finish(name, file).close()
    except FileNotFoundError as error:  # whoever builds it now has removed it
        raise Abandoned from error
    return _make_ready(report.pk, name, size, digest)


def may_still_have(report: Report) -> bool:
    """Tell whether whoever asked for a report may have it at this moment."""
    actor = rights_of(report.user_id)
    if actor is None or report.kind not in kinds_of(actor):
        return False
    return actor.is_admin or actor.company == report.company_id


def write_report(report: Report, file: BinaryIO, run: Run) -> Digest:
    """Write the file as the figures are read, and return what is shown of them."""
    head, digest = head_of(report), Digest()
    writer = writer_for(report.format, file, head, digest)
    asked = Asked(head.period, report.company_id, head.made_at)
    try:
        with one_moment():
            _write_sections(
                list(BUILDERS[report.kind](asked)), asked, writer, digest, run
            )
    except BaseException:
        writer.drop()
        raise
    writer.close()
    return digest


def _write_sections(
    sections: list[Section], asked: Asked, writer: Writer, digest: Digest, run: Run
) -> None:
    """Pass every row on as it comes, and note how far that is."""
    for number, section in enumerate(sections):
        expected = _count(section, asked) if section.is_list else 0
        digest.begin(section)
        writer.begin(section)
        for rows in rows_of(section):
            digest.add(rows)
            writer.add(rows)
            part = min(digest.sections[-1]["total"] / expected, 1) if expected else 0
            progress = int(99 * (number + part) / len(sections))
            run.note(progress=progress, rows=digest.counted)
        digest.end()
        writer.end()
        progress = 99 * (number + 1) // len(sections)
        run.note(progress=progress, rows=digest.counted)


def writer_for(form: str, file: BinaryIO, head: Head, digest: Digest) -> Writer:
    """Return what writes a format."""
    if form == Format.PDF:
        return PdfWriter(file, head, digest)
    if form == Format.XLSX:
        return XlsxWriter(file, head)
    return CsvWriter(file, head) if form == Format.CSV else JsonWriter(file, head)


def head_of(report: Report) -> Head:
    """Return what stands above the figures of a report."""
    company = report.company
    return Head(
        kind=report.kind,
        title=TITLES[Kind(report.kind)],
        company_id=str(company.pk) if company else None,
        company=company.name if company else "The whole board",
        period=Period(report.first_day, report.last_day, report.timezone),
        made_at=report.finished_at or timezone.now(),
    )


def _count(section: Section, asked: Asked) -> int:
    """Return how many rows a list will have, by which its progress is told."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM reports_course WHERE"
            " company_id = %(company)s"
            " AND submitted_at >= %(begin)s AND submitted_at < %(end)s",
            asked.parameters,
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def _make_ready(report_id: UUID, name: str, size: int, digest: Digest) -> bool:
    """Let the file be the report's, if this run is still the one that counts."""
    rows = Report.objects.running().select_for_update(no_key=True)
    report = rows.filter(pk=report_id, stored_as=name).first()
    if report is None:
        return False
    now = timezone.now()
    report.status, report.finished_at, report.expires_at = Status.READY, now, now + KEPT
    report.progress, report.rows, report.size = 100, digest.counted, size
    report.figures = {"sections": digest.without_lists()}
    report.save(
        update_fields=[
            "status",
            "finished_at",
            "expires_at",
            "progress",
            "rows",
            "size",
            "figures",
        ]
    )
    record(REPORT_READY, report)
    return True


@transaction.atomic
def fail_report(*, report_id: UUID, why: str) -> bool:
    """End a running report that cannot be built, and say why."""
    rows = Report.objects.running().select_for_update(no_key=True)
    report = rows.filter(pk=report_id).first()
    if report is None:
        return False
    stored_as = report.stored_as
    report.status, report.finished_at = Status.FAILED, timezone.now()
    report.detail, report.stored_as = why, ""
    report.save(update_fields=["status", "finished_at", "detail", "stored_as"])
    record(REPORT_FAILED, report)
    if stored_as:
        transaction.on_commit(lambda: REPORTS.remove(stored_as))
    return True
