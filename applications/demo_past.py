"""One application of the demo's past: its steps, what was noted and said, in order."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from applications.demo_stories import LETTERS, MESSAGES, NOTES, STORIES, Step
from applications.models import Application, ApplicationMove, Message, Note
from applications.models.talk import Side
from applications.stages import REOPENED, Stage
from jobs.models import Job
from jobs.terms import QuestionType

_SOON = timedelta(minutes=20)
_ANSWERS: dict[str, Any] = {
    QuestionType.TEXT: "Yes, gladly.",
    QuestionType.LONG_TEXT: "I did so for three years, in a team of five.",
    QuestionType.BOOLEAN: True,
    QuestionType.NUMBER: 3,
}


class Sent(NamedTuple):
    """An application with all that belongs to it."""

    application: Application
    moves: list[ApplicationMove]
    notes: list[Note]
    messages: list[Message]


def sent_in_the_past(job: Job, person: User, recruiter: UUID, *, number: int) -> Sent:
    """Return an application that went the way of one of the stories."""
    steps = (Step(Stage.SUBMITTED), *STORIES[number % len(STORIES)])
    instants = list(_instants(job, len(steps), number))
    application = _application(job, person, number=number, instants=instants)
    moves = []
    for step, at in zip(steps, instants, strict=True):
        by = person.pk if step.to in {Stage.SUBMITTED, Stage.WITHDRAWN} else recruiter
        moves.append(_taken(application, step, at=at, by=by))
    sent = Sent(application, moves, [], [])
    if len(steps) > 1 and number % 2:
        text = NOTES[number % len(NOTES)]
        note = _said(Note, recruiter, text, instants[1], application=application)
        sent.notes.append(note)
    if application.stage == Stage.INTERVIEW:
        for place, (side, text) in enumerate(MESSAGES, start=1):
            by = person.pk if side == Side.APPLICANT else recruiter
            at, told = instants[-1] + place * _SOON, {"side": side}
            said = _said(Message, by, text, at, application=application, **told)
            sent.messages.append(said)
    return sent


def answers_to(questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Answer what a job asks; a file that it may do without is left out."""
    answers = {}
    for each in questions:
        if each["type"] == QuestionType.CHOICE:
            answers[each["id"]] = each["choices"][0]
        elif each["type"] == QuestionType.MULTI_CHOICE:
            answers[each["id"]] = each["choices"][:2]
        elif each["type"] != QuestionType.FILE:
            answers[each["id"]] = _ANSWERS[each["type"]]
    return answers


def letter_for(job: Job, *, number: int) -> str:
    """Return what somebody writes to the company."""
    letter = LETTERS[number % len(LETTERS)].format(
        company=job.company.name,
        title=job.title,
        skills=" and ".join(job.skills[:2]) or "what you ask for",
    )
    return letter.strip()


def _application(
    job: Job, person: User, *, number: int, instants: list[datetime]
) -> Application:
    return Application(
        job=job,
        company=job.company,
        applicant=person,
        cover_letter=letter_for(job, number=number),
        questions=job.questions,
        answers=answers_to(job.questions),
        submitted_at=instants[0],
        viewed_at=instants[1] if len(instants) > 1 else None,
        updated_at=instants[-1],
        told_at=instants[-1],
    )


def _taken(
    application: Application, step: Step, *, at: datetime, by: UUID
) -> ApplicationMove:
    """Take a step."""
    before = "" if step.to == Stage.SUBMITTED else application.stage
    back = application.stage_before
    application.stage = back if step.to == REOPENED else step.to
    application.stage_before = before if step.to == Stage.REJECTED else ""
    application.reason = step.reason
    return ApplicationMove(
        application=application,
        at=at,
        told_at=at,
        to=step.to,
        from_stage=before,
        to_stage=application.stage,
        reason=step.reason,
        user_id=by,
    )


def _said(what: Any, by: UUID, text: str, at: datetime, **fields: Any) -> Any:
    at = min(at, timezone.now())
    return what(author_id=by, text=text, created_at=at, **fields)


def _instants(job: Job, count: int, number: int) -> Iterator[datetime]:
    """Yield so many instants between a job's publication and now, in order."""
    begun = job.published_at or job.created_at
    length = timezone.now() - begun
    first = 0.05 + 0.04 * (number * 7 % 10)
    for place in range(count):
        yield begun + length * (first + 0.5 * place / count)
