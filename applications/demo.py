"""The applications of the demo board: weeks of the past, and what happens today.

The past is written in bulk, without events: nobody wants a hundred mails of it. What
happens today goes through the services, and is told like anything else.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction

from accounts.demo import add_demo_applicants
from accounts.models import Membership, User
from accounts.roles import CompanyRole
from applications.demo_past import Sent, sent_in_the_past
from applications.demo_stories import APPLICANTS
from applications.demo_today import FILES, JOBS, act_today
from applications.models import Application, ApplicationMove, Message, Note
from jobs.models import Job
from jobs.terms import ApplyMethod, QuestionType

COMPANIES = ("acme", "globex")
JOBS_EACH = 6
EVERY = 2
"""Each applicant has applied for every second of the jobs."""


@transaction.atomic
def seed_applications() -> int:
    """Add applications to a board where these people have none; say how many."""
    emails = [file.email for file in FILES]
    known = list(User.objects.filter(email_key__in=emails).order_by("email_key"))
    people = [*known, *add_demo_applicants(APPLICANTS)]
    if Application.objects.filter(applicant__in=people).exists():
        return 0
    today = _jobs_of(COMPANIES[0])[JOBS_EACH : JOBS_EACH + JOBS]
    sent = [each for slug in COMPANIES for each in _received(slug, people)]
    Application.objects.bulk_create(each.application for each in sent)
    ApplicationMove.objects.bulk_create(move for each in sent for move in each.moves)
    Note.objects.bulk_create(note for each in sent for note in each.notes)
    Message.objects.bulk_create(said for each in sent for said in each.messages)
    return len(sent) + act_today(today)


def _received(slug: str, people: Sequence[User]) -> Iterator[Sent]:
    """Yield what a company has received; those who recruit there shared the work."""
    members = Membership.objects.filter(company__slug=slug).order_by("joined_at", "pk")
    recruiting = members.exclude(company_role=CompanyRole.VIEWER)
    recruiters = list(recruiting.values_list("user", flat=True))
    if not recruiters:
        return
    number = 0
    for place, job in enumerate(_jobs_of(slug)[:JOBS_EACH]):
        for who, person in enumerate(people):
            if (place + who) % EVERY == 0:
                recruiter = recruiters[number % len(recruiters)]
                yield sent_in_the_past(job, person, recruiter, number=number)
                number += 1


def _jobs_of(slug: str) -> list[Job]:
    """Return the jobs that one may apply for here, the oldest first."""
    live = Job.objects.live().filter(company__slug=slug)
    here = live.filter(apply_method=ApplyMethod.INTERNAL).select_related("company")
    return [
        job
        for job in here.order_by("published_at", "pk")[: 2 * (JOBS_EACH + JOBS)]
        if all(each["type"] != QuestionType.FILE for each in job.questions)
    ]
