"""Courses equal what they are counted from, whatever happens, and are mended online."""

import random
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.moderation import NotNow
from applications.models import Application, ApplicationMove, Message
from applications.services.erasing import forget_applicant
from applications.services.moving import move_application, withdraw_application
from applications.tests.factory import new_application
from conftest import Cast, actor_for, new_user
from jobs.tests.factory import new_job
from reports.courses import differences, rebuild
from reports.models import Course
from reports.tests.scene import message, play_both, sent

STEPS = ["in_review", "shortlisted", "interview", *["offered", "hired"] * 3]
STEPS += ["rejected", "reopened", "withdraw", "write"]


def test_courses_follow_every_way(cast: Cast):
    play_both(cast)
    assert Course.objects.count() == Application.objects.count() == 26
    assert differences() == 0


def test_courses_follow_the_services(cast: Cast):
    """What companies and applicants do, in any order that is allowed."""
    chance = random.Random(7)  # noqa: S311  # the same dice on every run
    alice, job = actor_for(cast.alice), new_job(cast.acme)
    people = [new_user(f"P{n}", "applicant") for n in range(8)]
    rows = [new_application(job, person) for person in people]
    taken = set()
    for _ in range(250):
        application, step = chance.choice(rows), chance.choice(STEPS)
        release = chance.choice([None, timezone.now() + timedelta(days=1)])
        with suppress(NotNow), transaction.atomic():
            if step == "withdraw":
                person = actor_for(User.objects.get(pk=application.applicant_id))
                withdraw_application(actor=person, application_id=application.pk)
            elif step == "write":
                message(application, "company", chance.randrange(9))
            else:
                move_application(
                    actor=alice,
                    application_id=application.pk,
                    to=step,
                    notify_at=release if step == "rejected" else None,
                )
            taken.add(step)
        assert differences() == 0, step
    assert taken == set(STEPS)


def test_courses_follow_what_is_taken_away(cast: Cast):
    rows = play_both(cast)
    rows[0].moves.filter(to="submitted").delete()
    rows[1].moves.all().delete()
    rows[6].moves.update(told_at=None)
    Message.objects.filter(application=rows[0]).delete()
    forget_applicant(User.objects.get(pk=rows[2].applicant_id))
    ApplicationMove.objects.filter(application=rows[4]).delete()
    rows[4].delete()
    assert differences() == 0
    assert not Course.objects.filter(pk=rows[4].pk).exists()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE reports_course SET place = 6 WHERE place = 1",
        "UPDATE reports_course SET told_at = NULL",
        "UPDATE reports_course SET hired_at = now()",
        "UPDATE reports_course SET messaged_at = now()",
        "UPDATE reports_course SET stage = 'hired'",
        "DELETE FROM reports_course",
        "UPDATE reports_course SET application_id = gen_random_uuid()",
    ],
)
def test_what_differs_is_found_and_mended(cast: Cast, harm: str):
    play_both(cast)
    with connection.cursor() as cursor:
        cursor.execute(harm)
    assert differences() > 0
    with pytest.raises(CommandError, match="rebuild_reports"):
        call_command("check_reports")
    assert rebuild() == 26
    assert differences() == 0
    call_command("check_reports")


@pytest.mark.django_db(transaction=True)
def test_a_step_and_a_message_at_once_are_both_kept(cast: Cast):
    application = sent(new_job(cast.acme), timezone.now(), [])
    wrote = threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                message(application, "company", 1)
                wrote.set()
                wrote.wait(1)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    wrote.wait(10)
    move_application(
        actor=actor_for(cast.alice), application_id=application.pk, to="offered"
    )
    thread.join()
    course = Course.objects.get()
    assert (course.place, course.messaged_at is None) == (5, False)
    assert differences() == 0
