"""Where feeds and the sitemap lead: to the front end's pages, or to what we serve."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from jobs.models.jobs import job_path
from kernel.urls import absolute_url


def home_of(request: HttpRequest) -> str:
    """Return where the board is."""
    return settings.FRONTEND_URL or absolute_url(request, "/")


def job_addresses(request: HttpRequest) -> Callable[[UUID | str], str]:
    """Return what makes the address of a job's page from its id."""
    if settings.FRONTEND_URL:
        pages = f"{settings.FRONTEND_URL}/jobs/"
        return lambda job_id: f"{pages}{job_id}"
    origin = absolute_url(request, "")
    return lambda job_id: f"{origin}{job_path(job_id)}"  # type: ignore[arg-type]  # it is only written


def itself(request: HttpRequest) -> str:
    """Return where a feed was asked for, with its filters."""
    return absolute_url(request, request.get_full_path())


def part_address(request: HttpRequest, prefix: str) -> str:
    """Return where a part of the sitemap is."""
    return absolute_url(request, f"/sitemap-{prefix}.xml")
