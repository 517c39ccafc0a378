"""Applications as callers see them: what somebody may not know is not in the shape."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from accounts.actor import Actor
from accounts.models import User
from applications.allowed import allowed_for
from applications.models import ApplicationMove, Message, Note, Resume
from applications.models.applications import application_path
from applications.models.resumes import resume_path
from applications.models.talk import Side
from jobs.serializers.shapes import card_shape
from kernel.urls import absolute_url

Shape = dict[str, Any]


def application_shape(request: HttpRequest, actor: Actor) -> Callable[[Any], Shape]:
    """Return how applications that came `as_known_to` the caller are shown."""
    card = card_shape(request, actor)

    def shape(application: Any) -> Shape:
        job = card(application.job)
        shown = {
            "id": application.pk,
            "url": absolute_url(request, application_path(application.pk)),
            "job": job,
            "company": job["company"],
            "applicant": _person(application.applicant),
            **({} if actor.is_admin else _sent(request, application)),
            "status": application.stage_now,
            "allowed": allowed_for(application, actor),
            "submitted_at": application.submitted_at,
            "updated_at": application.changed_at,
            "viewed_at": application.viewed_at,
        }
        if actor.is_member:
            shown["notify_at"] = application.release_at
        return shown

    return shape


def _sent(request: HttpRequest, application: Any) -> Shape:
    resume: Resume | None = application.resume
    return {
        "resume": None if resume is None else _resume(request, resume),
        "cover_letter": application.cover_letter,
        "answers": application.answers,
        "questions": application.questions,
    }


def _resume(request: HttpRequest, resume: Resume) -> Shape:
    return {
        "id": resume.pk,
        "name": resume.name,
        "kind": resume.kind,
        "size": resume.size,
        "status": resume.status,
        "download_url": absolute_url(request, f"{resume_path(resume.pk)}download/"),
    }


def _person(user: User) -> Shape:
    return {"id": user.pk, "full_name": user.full_name, "email": user.email}


def step_shape(actor: Actor, applicant: Any) -> Callable[[ApplicationMove], Shape]:
    """Return how a step is shown: to an applicant as it was told, without names."""

    def shape(move: ApplicationMove) -> Shape:
        by = Side.APPLICANT if move.user_id == applicant else Side.COMPANY
        shown: Shape = {
            "id": move.pk,
            "to": move.to,
            "status": move.to_stage,
            "by": by,
        }
        if not actor.is_member:
            return {**shown, "at": move.told_at or move.at}
        waits = move.told_at is not None and move.told_at > move.at
        return {
            **shown,
            "at": move.at,
            "reason": move.reason or None,
            "notify_at": move.told_at if waits else None,
            "user": _person(move.user) if move.user else None,
        }

    return shape


def note_shape(note: Note) -> Shape:
    """Return how a note is shown to members."""
    return {
        "id": note.pk,
        "text": note.text,
        "author": note.author.full_name if note.author else None,
        "created_at": note.created_at,
    }


def message_shape(message: Message) -> Shape:
    """Return how a message is shown to both sides."""
    return {
        "id": message.pk,
        "side": message.side,
        "author": message.author.full_name if message.author else None,
        "text": message.text,
        "created_at": message.created_at,
    }
