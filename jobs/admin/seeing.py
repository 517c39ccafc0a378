"""Decisions about the text that was on the page, and about no other.

Between a page and its button a company may write something else. So each job that is
shown comes with a mark of what it says, and the button sends it along.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import action
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.actor import Actor
from accounts.admin.looking import Looking, acting
from jobs.models import Job
from kernel.problems import PreconditionFailed

FIELD = "seen"
CHANGED = "It was changed after this page was made, or was not on it: look at it again."
Decide = Callable[..., object]
"""Takes `actor`, `job_id` and `check`, which sees the locked job."""


def mark_of(job: Job) -> str:
    """Return what tells a job, and all that its company wrote of it, from any other."""
    return f"{job.pk}.{bytes(job.content_digest).hex()}"


def marked(shown: str, job: Job) -> SafeString:
    """Return what is shown of a job with its mark, for a form to send."""
    hidden = '{}<input type="hidden" name="{}" value="{}">'
    return format_html(hidden, shown, FIELD, mark_of(job))


def letting_be(label: str, decide: Decide) -> Callable[..., None]:
    """Return an action that calls a service for each chosen job that was seen."""

    @action(description=label)
    def run(page: Looking, request: HttpRequest, rows: Any) -> None:
        seen = set(request.POST.getlist(FIELD))

        def check(job: Job) -> None:
            if mark_of(job) not in seen:
                raise PreconditionFailed(CHANGED)

        def act(actor: Actor, job: Any) -> object:
            return decide(actor=actor, job_id=job.pk, check=check)

        acting(label, act)(page, request, rows)

    run.__name__ = label.split(maxsplit=1)[0].lower()
    return run
