"""A board with a history: two companies whose applications went every way."""

from datetime import UTC, datetime, timedelta
from itertools import count

from accounts.models import Company, User
from applications.models import Application, ApplicationMove, Message
from conftest import Cast, new_user
from jobs.models import Job
from jobs.tests.factory import new_job

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAYS: list[tuple[int, list[tuple[str, int]]]] = [
    (0, []),
    (1, [("in_review", 30)]),
    (2, [("in_review", 5), ("interview", 50)]),
    (3, [("shortlisted", 10), ("in_review", 20)]),
    (4, [("in_review", 1), ("rejected", 200)]),
    (5, [("rejected", 3)]),
    (6, [("interview", 24), ("offered", 48), ("hired", 96)]),
    (7, [("offered", 2), ("hired", 240)]),
    (9, [("offered", 100), ("in_review", 110), ("rejected", 120)]),
    (10, [("withdrawn", 6)]),
    (11, [("in_review", 7), ("withdrawn", 9)]),
    (28, [("in_review", 800)]),
]
"""On which day each was sent, and what came of it after how many hours."""
_people = count(1)


def sent(
    job: Job, at: datetime, steps: list[tuple[str, int]], person: User | None = None
) -> Application:
    """Make an application that went a way; what is told is told at once."""
    number = next(_people)
    applicant = person or new_user(f"Person{number}", "applicant")
    stage = steps[-1][0] if steps else "submitted"
    before = steps[-2][0] if len(steps) > 1 else "submitted"
    application = Application.objects.create(
        job=job,
        company=job.company,
        applicant=applicant,
        stage=stage,
        stage_before=before if stage == "rejected" else "",
        reason="salary" if stage == "rejected" else "",
        submitted_at=at,
        updated_at=at,
    )
    came_from = ""
    for to, hours in [("submitted", 0), *steps]:
        moved = at + hours * HOUR
        ApplicationMove.objects.create(
            application=application,
            at=moved,
            told_at=moved,
            to=to,
            from_stage=came_from,
            to_stage=to,
        )
        came_from = to
    return application


def message(application: Application, side: str, hours: int) -> Message:
    """Write a message so long after an application."""
    return Message.objects.create(
        application=application,
        side=side,
        text="x",
        created_at=application.submitted_at + hours * HOUR,
    )


def play(company: Company, *, title: str = "Baker") -> list[Application]:
    """Have a company receive one application of each way, half for each of two jobs."""
    jobs = [new_job(company, title=f"{title} {number}") for number in (1, 2)]
    made = [
        sent(jobs[n % 2], BEGAN + day * DAY, steps)
        for n, (day, steps) in enumerate(WAYS)
    ]
    message(made[0], "company", 12)
    message(made[1], "company", 40)
    message(made[2], "applicant", 1)
    return made


def play_both(cast: Cast) -> list[Application]:
    """Play Acme's history beside Globex's, and return Acme's."""
    mine = play(cast.acme)
    play(cast.globex, title="Canary")
    sent(mine[0].job, datetime(2026, 2, 28, 23, 59, tzinfo=UTC), [("in_review", 1)])
    sent(mine[0].job, datetime(2026, 4, 1, tzinfo=UTC), [("rejected", 1)])
    return mine
