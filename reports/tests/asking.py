"""Reports for tests: asked for like a client does, and built in this thread."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from conftest import Api
from events.models import Delivery
from events.tests.conftest import deliver_all, make_due, sequence_all

REPORTS = "/api/v1/reports/"
SCHEDULES = "/api/v1/report-schedules/"


def period(first: date | None = None, last: date | None = None) -> dict[str, str]:
    """Return a period as a body has it; the month that ends today unless said."""
    today = timezone.now().date()
    first, last = first or today - timedelta(days=29), last or today
    return {"from": first.isoformat(), "to": last.isoformat()}


def ask(
    api: Api, kind: str = "applications", form: str = "json", **also: Any
) -> HttpResponse:
    """Ask for a report."""
    body = {"kind": kind, "format": form, "period": period(), **also}
    return api.post(REPORTS, body)


def work_off() -> None:
    """Do everything that the log asks for, until nothing is left to do."""
    sequence_all()
    while Delivery.objects.still_open().exists():
        make_due()
        assert deliver_all()
        sequence_all()


def shown(api: Api, report_id: str) -> dict[str, Any]:
    """Return what is said of a report."""
    answer = api.get(f"{REPORTS}{report_id}/")
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = answer.json()
    return said


def built(api: Api, *asked: Any, **also: Any) -> dict[str, Any]:
    """Ask for a report, have it built, and return what is then said of it."""
    answer = ask(api, *asked, **also)
    assert answer.status_code == 202, answer.content
    work_off()
    return shown(api, answer.json()["id"])


def download(api: Api, said: dict[str, Any]) -> HttpResponse:
    """Follow the way to the file of a report, without saying who one is."""
    answer = api.get(said["download_url"].partition("testserver")[2])
    assert answer.status_code == 302, answer.content
    return Api().get(answer["Location"].partition("testserver")[2])


def content(api: Api, said: dict[str, Any]) -> bytes:
    """Return what is in the file of a report."""
    answer = download(api, said)
    assert answer.status_code == 200, answer.content
    return bytes(answer.getvalue())
