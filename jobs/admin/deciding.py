"""Actions of lists that ask for a reason and a comment before anything is done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import action
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.actor import Actor
from accounts.admin.looking import Looking, acting
from jobs.terms import RejectReason

LONGEST_COMMENT = 500
Decide = Callable[..., object]
"""Takes `actor`, `job_id`, `reason` and `comment`."""


class WhyForm(forms.Form):
    """Why something is decided, for the company to read."""

    reason = forms.ChoiceField(choices=[("", "Choose one"), *RejectReason.choices])
    comment = forms.CharField(
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="The company's recruiters read it in their mail.",
    )


def deciding(label: str, decide: Decide) -> Callable[..., HttpResponse | None]:
    """Return an action that asks why, and then calls a service for each chosen job."""

    @action(description=label)
    def run(page: Looking, request: HttpRequest, rows: Any) -> HttpResponse | None:
        form = WhyForm(request.POST if "decided" in request.POST else None)
        if not form.is_valid():
            return _ask(page, request, rows, form=form, label=label)

        def act(actor: Actor, job: Any) -> object:
            return decide(actor=actor, job_id=job.pk, **form.cleaned_data)

        acting(label, act)(page, request, rows)
        return None

    run.__name__ = _name(label)
    return run


def _ask(
    page: Looking, request: HttpRequest, rows: Any, *, form: WhyForm, label: str
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "title": label,
        "opts": page.opts,
        "media": page.media,
        "jobs": rows,
        "form": form,
        "action": _name(label),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/jobs/decide.html", context)


def _name(label: str) -> str:
    return label.split(maxsplit=1)[0].lower()
