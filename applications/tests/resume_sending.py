"""Handing résumés in for tests, as a client does."""

from pathlib import Path
from typing import Any

from django.http import HttpResponse

from applications.models import Application, Resume
from applications.tests import resume_pdfs
from conftest import Api, Cast, Form
from jobs.tests.factory import new_job

RESUMES = "/api/v1/resumes/"
PDF = resume_pdfs.good()


def send(
    api: Api,
    content: bytes = PDF,
    name: str = "cv.pdf",
    declared: str = "application/octet-stream",
    **headers: str,
) -> HttpResponse:
    """Hand a file in."""
    return api.post(RESUMES, Form(file=(name, content, declared)), **headers)


def taken(api: Api, *told: Any) -> dict[str, Any]:
    """Hand a file in that is taken, and return what is shown of it."""
    answer = send(api, *told)
    assert answer.status_code == 201, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def applied(cast: Cast, resume_id: str) -> Application:
    """Let Dana apply to Acme with a résumé, without HTTP."""
    resume = Resume.objects.get(pk=resume_id)
    job = new_job(cast.acme)
    application = Application.objects.create(
        job=job, company=cast.acme, applicant=cast.dana, resume=resume
    )
    application.files.set([resume])
    return application


def link_of(api: Api, resume_id: str) -> str:
    """Ask for a file, and return the link that leads to it, without the host."""
    answer = api.get(f"{RESUMES}{resume_id}/download/")
    assert answer.status_code == 302, answer.content
    link: str = answer["Location"].removeprefix("http://testserver")
    return link


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def left(folder: Path) -> list[str]:
    """Return the names of the files that lie there."""
    return [path.name for path in folder.iterdir()] if folder.exists() else []
