"""The files of reports, for those who may still have them."""

from typing import BinaryIO
from urllib.parse import urlencode
from uuid import UUID

from accounts.actor import Actor
from accounts.services.file_links import SECONDS, reader_of_link, sign_file_link
from kernel.problems import Conflict, NotFound
from reports.files import MEDIA_TYPES, REPORTS
from reports.models import Report, report_path
from reports.terms import Status

_SALT = "reports.files"


class ReportNotReady(Conflict):
    """There is no file: not yet, or not any more."""

    code = "report_not_ready"
    title = "This report has no file now"


def require_ready(report: Report) -> None:
    """Refuse what has no file, and say why."""
    if report.status_now == Status.READY:
        return
    waits = report.status in {Status.QUEUED, Status.RUNNING}
    headers = {"Retry-After": "5"} if waits else {}
    detail = f"It is {report.status_now}."
    detail += " Try again in a moment." if waits else " Ask for it again."
    raise ReportNotReady(detail, headers=headers)


def link_to_report(*, actor: Actor, report: Report) -> str:
    """Return where a minute's link leads to: in a bucket, or under this server."""
    require_ready(report)
    if there := REPORTS.link(
        report.stored_as,
        called=report.file_name,
        media_type=MEDIA_TYPES[report.format],
        seconds=SECONDS,
    ):
        return there
    token = sign_file_link(salt=_SALT, thing=report.pk, actor=actor)
    return f"{report_path(report.pk)}file/?{urlencode({'token': token})}"


def open_report(
    *, report_id: UUID, token: str, actor: Actor
) -> tuple[Report, BinaryIO]:
    """Open the file that a link leads to, if its reader may have it at this moment."""
    reader = reader_of_link(salt=_SALT, thing=report_id, token=token, actor=actor)
    report = Report.objects.visible_to(reader).filter(pk=report_id).first()
    if report is None or report.status_now != Status.READY:
        raise NotFound
    try:
        return report, REPORTS.open(report.stored_as)
    except FileNotFoundError as error:
        raise NotFound("The file is gone.") from error
