"""Who may ask for what, and that no right to a report outlives its loss."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, User
from conftest import Api, Cast, join, sign_in
from reports.models import Report
from reports.tests.asking import REPORTS, ask, built, period, work_off

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reports"])


def files() -> list[Path]:
    folder = Path(settings.FILES_DIR) / "reports"
    return sorted(folder.iterdir()) if folder.exists() else []


def status_of(api: Api, path: str) -> int:
    """Ask for a file, and let go of it."""
    answer = api.get(path)
    answer.close()
    return int(answer.status_code)


def lose_role(cast: Cast) -> None:
    User.objects.filter(pk=cast.alice.pk).update(role="applicant")
    Membership.objects.filter(user=cast.alice).delete()


def leave(cast: Cast) -> None:
    Membership.objects.filter(user=cast.alice).delete()


def change_company(cast: Cast) -> None:
    leave(cast)
    join(cast.alice, cast.globex, "owner")


def be_banned(cast: Cast) -> None:
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)


LOSSES = [lose_role, leave, change_company, be_banned]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_right_does_not_outlive_its_loss(cast: Cast, loss: Any):
    alice = sign_in(cast.alice)
    said = built(alice)
    place = alice.get(f"{REPORTS}{said['id']}/download/")["Location"]
    path = place.partition("testserver")[2]
    assert status_of(Api(), path) == 200
    loss(cast)
    assert Api().get(path).status_code == 404
    if loss is not be_banned:
        afterwards = sign_in(cast.alice)
        for end in ("", "download/", "view/"):
            answer = afterwards.get(f"{REPORTS}{said['id']}/{end}")
            assert answer.status_code in {403, 404}


@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_is_built_for_who_may_not_have_it_any_more(cast: Cast, loss: Any):
    before = files()
    ask(sign_in(cast.alice))
    loss(cast)
    work_off()
    report = Report.objects.get()
    assert (report.status, report.stored_as) == ("failed", "")
    assert files() == before


def test_a_link_is_for_one_reader_and_a_minute(cast: Cast):
    alice = sign_in(cast.alice)
    said = built(alice)
    place = alice.get(f"{REPORTS}{said['id']}/download/")["Location"]
    path = place.partition("testserver")[2]
    assert sign_in(cast.bob).get(path).status_code == 404
    assert status_of(alice, path) == 200
    assert Api().get(path.replace("token=", "token=x")).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert Api().get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"period": {"from": "2026-02-01", "to": "2026-01-31"}}, "period.to", None),
        (
            {"period": {"from": "2026-02-30", "to": "2026-03-31"}},
            "period.from",
            "invalid",
        ),
        ({"period": {"from": "2026-02-01"}}, "period.to", "required"),
        ({"period": "2026"}, "period", "invalid"),
        ({"format": "docx"}, "format", "invalid_choice"),
        ({"kind": "salaries"}, "kind", "invalid_choice"),
        ({"timezone": "Europe/Berlyn"}, "timezone", "unknown_time_zone"),
        ({"timezone": "Factory"}, "timezone", "unknown_time_zone"),
        ({"timezone": None}, "timezone", "null"),
    ],
)
def test_bad_input_is_named(cast: Cast, body: Any, field: str, code: str | None):
    asked = {"kind": "applications", "format": "csv", "period": period(), **body}
    answer = sign_in(cast.alice).post(REPORTS, asked)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["code"] == (code or "ends_before_it_begins")


def test_search_terms_know_no_other_days_than_those_of_utc(cast: Cast):
    erin = sign_in(cast.erin)
    answer = ask(erin, "search_terms", timezone="Europe/Berlin")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "timezone"
    assert ask(erin, "search_terms", timezone="UTC").status_code == 202


def test_each_kind_is_for_its_own(cast: Cast):
    for who, kind in ((cast.alice, "moderation"), (cast.erin, "applications")):
        answer = ask(sign_in(who), kind)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_two_hundred_at_once_are_too_many(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 1
    alice = sign_in(cast.alice)
    statuses = [ask(alice).status_code for _ in range(70)]
    assert statuses == [202] * 60 + [429] * 10
