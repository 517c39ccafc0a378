"""Files of jobs for tests: sent like a client does, and worked off in this thread."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from conftest import Api
from events.models import Delivery
from events.tests.conftest import deliver_all, make_due, sequence_all
from jobs.models import JobImport
from jobs.tests.bodies import WELDER

IMPORTS = "/api/v1/jobs/imports/"


def row(number: int, **changes: Any) -> dict[str, Any]:
    """Return the body of an ad with an external id and a text of its own."""
    told = {"external_id": f"R-{number}", "title": f"Welder {number}"}
    return {**WELDER, **told, **changes}


def lines(rows: Iterable[Any]) -> bytes:
    """Write rows as JSON Lines; a text stands for itself."""
    told = [each if isinstance(each, str) else json.dumps(each) for each in rows]
    return "\n".join(told).encode()


def form(content: bytes, name: str = "jobs.jsonl", **parts: Any) -> bytes:
    """Return the body of a form."""
    file = SimpleUploadedFile(name, content)
    return encode_multipart(BOUNDARY, {"file": file, **parts})


def send(
    api: Api,
    content: bytes | Iterable[Any],
    name: str = "jobs.jsonl",
    *,
    headers: dict[str, str] | None = None,
    **parts: Any,
) -> HttpResponse:
    """Hand a file in."""
    raw = content if isinstance(content, bytes) else lines(content)
    sent = {"Content_Type": MULTIPART_CONTENT, **(headers or {})}
    return api.post(IMPORTS, form(raw, name, **parts), **sent)


def work_off() -> None:
    """Do everything that the log asks for, until nothing is left to do."""
    sequence_all()
    while Delivery.objects.still_open().exists():
        # In a test's one transaction, now() stands still.
        make_due()
        assert deliver_all()
        sequence_all()


def taken_over(
    api: Api, content: bytes | Iterable[Any], name: str = "jobs.jsonl", **parts: Any
) -> dict[str, Any]:
    """Hand a file in, work it off, and return what is then said of it."""
    answer = send(api, content, name, **parts)
    assert answer.status_code == 202, answer.content
    work_off()
    return shown(api, answer.json()["id"])


def shown(api: Api, import_id: str) -> dict[str, Any]:
    """Return what is said of an import."""
    answer = api.get(f"{IMPORTS}{import_id}/")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def counts(**changes: int) -> dict[str, int]:
    """Return counts that are nothing unless said."""
    names = ("created", "updated", "unchanged", "closed", "failed")
    return {**dict.fromkeys(names, 0), **changes}


def only_import() -> JobImport:
    return JobImport.objects.get()
