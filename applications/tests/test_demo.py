"""The demo's applications: believable, by the rules of all others, and added once."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts.demo import seed_accounts
from accounts.models import Company, Membership, User
from applications import demo
from applications.demo import seed_applications
from applications.forms import check_answers
from applications.models import Application, Message, Note, Resume
from applications.stages import REOPENED, Stage, targets_from
from applications.tests.resume_sending import content_of, link_of
from conftest import sign_in
from events.models import Event
from jobs.models import Job
from jobs.tests.factory import new_job

pytestmark = pytest.mark.django_db


ASKED = [
    {"id": "why", "label": "Why?", "type": "long_text", "required": True},
    {"id": "years", "label": "Years?", "type": "number", "required": True},
    {"id": "shift", "label": "Shifts?", "type": "boolean", "required": False},
    {"id": "when", "label": "When?", "type": "text", "required": True},
    {
        "id": "day",
        "label": "Day?",
        "type": "choice",
        "required": True,
        "choices": ["Monday", "Friday"],
    },
    {
        "id": "sites",
        "label": "Sites?",
        "type": "multi_choice",
        "required": True,
        "choices": ["North", "South", "East"],
    },
]


@pytest.fixture
def _board() -> None:
    seed_accounts(force=True)
    begun = timezone.now() - timedelta(days=20)
    for slug, count in {"acme": 10, "globex": 7}.items():
        company = Company.objects.get(slug=slug)
        for number in range(count):
            at = begun + timedelta(days=number)
            asked = ASKED if number % 2 else []
            new_job(company, published_at=at, created_at=at, questions=asked)


@pytest.fixture
def seeded(_board: None) -> int:
    return seed_applications()


def test_there_are_some_in_every_stage(seeded: int) -> None:
    assert seeded == Application.objects.count() > 60
    stages = dict(Application.objects.values_list("stage").annotate(Count("pk")))
    assert set(stages) == set(Stage.values)
    assert stages["submitted"] == max(stages.values())
    companies = Application.objects.values_list("company__slug", flat=True)
    assert set(companies) == {"acme", "globex"}
    assert Note.objects.count() > 10
    assert Message.objects.values("side").distinct().count() == 2
    assert Resume.objects.count() == 2
    assert not Resume.objects.filter(text="").exists()


def test_all_of_it_is_by_the_rules(seeded: int) -> None:
    now = timezone.now()
    for each in Application.objects.select_related("job"):
        assert each.job.published_at <= each.submitted_at <= each.updated_at <= now
        assert each.company_id == each.job.company_id
        _, errors = check_answers(each.questions, each.answers)
        assert errors == []
        moves = list(each.moves.order_by("at", "pk"))
        assert moves[0].to == Stage.SUBMITTED
        assert moves[-1].to_stage == each.stage
        assert (moves[0].at, moves[-1].at) == (each.submitted_at, each.updated_at)
        for before, after in pairwise(moves):
            assert before.at < after.at
            assert after.from_stage == before.to_stage
            assert after.to in [*targets_from(before.to_stage), Stage.WITHDRAWN]
            own = after.to == Stage.WITHDRAWN
            assert (after.user_id == each.applicant_id) is own
            assert after.to in {REOPENED, after.to_stage}
        recruiters = Membership.objects.filter(company=each.company_id)
        movers = {move.user_id for move in moves} - {each.applicant_id}
        recruiters = recruiters.exclude(company_role="viewer")
        assert movers <= set(recruiters.values_list("user", flat=True))


def test_a_rejection_is_not_told_yet(seeded: int) -> None:
    waiting = Application.objects.get(release_at__gt=timezone.now())
    dana = sign_in(waiting.applicant)
    url = f"/api/v1/applications/{waiting.pk}/"
    assert dana.get(url).json()["status"] == "submitted"
    bob = sign_in(User.objects.get(email="bob@example.org"))
    assert bob.get(url).json()["status"] == "rejected"


def test_a_recruiter_finds_and_reads_what_came_in(seeded: int) -> None:
    bob = sign_in(User.objects.get(email="bob@example.org"))
    [found] = bob.get("/api/v1/applications/?q=hydraulics&status=interview").json()[
        "results"
    ]
    assert found["applicant"]["email"] == "dana@example.org"
    answer = bob.get(link_of(bob, found["resume"]["id"]))
    assert b"Harbour Tools" in content_of(answer)


def test_the_past_is_told_nobody(seeded: int) -> None:
    sent = Event.objects.filter(kind="application.submitted")
    assert sent.count() == 4
    assert Event.objects.filter(kind__startswith="application.").count() < 15


def test_twice_is_as_once(seeded: int) -> None:
    Application.objects.filter(stage="hired").first().moves.all().delete()
    before = Application.objects.count(), Resume.objects.count()
    assert seed_applications() == 0
    assert (Application.objects.count(), Resume.objects.count()) == before


def test_a_board_without_jobs_or_people_has_none(settings: Any) -> None:
    assert seed_applications() == 0
    seed_accounts(force=True)
    assert seed_applications() == 0
    assert not Job.objects.exists()


@pytest.mark.usefixtures("_board")
def test_few_queries_for_all_of_it(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(160):
        seed_applications()


def fail(jobs: Any) -> None:
    raise RuntimeError


@pytest.mark.usefixtures("_board")
def test_what_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "act_today", fail)
    with pytest.raises(RuntimeError):
        seed_applications()
    assert not Application.objects.exists()
