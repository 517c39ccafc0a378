"""A mirror closes what its file does not name, or stops before it closes anything."""

from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast, sign_in
from events.models import Event
from jobs.models import Job, NamedRow
from jobs.tests.factory import new_job
from jobs.tests.handing_in import counts, row, send, shown, taken_over, work_off

LIVE = ("published", "pending", "frozen")


def states() -> dict[str, str]:
    return dict(Job.objects.values_list("external_id", "status"))


def fill(cast: Cast, count: int, **fields: Any) -> list[Job]:
    """Give Acme so many live jobs, named R-0 and on."""
    return [new_job(cast.acme, **row(number), **fields) for number in range(count)]


def named(*numbers: int) -> list[dict[str, Any]]:
    return [row(number) for number in numbers]


def test_what_is_missing_is_closed(cast: Cast):
    bob = sign_in(cast.bob)
    taken_over(bob, named(0, 1, 2))
    said = taken_over(bob, [*named(0, 2), row(3)], mode="mirror")
    assert (said["status"], said["detail"]) == ("done", None)
    assert said["counts"] == counts(created=1, unchanged=2, closed=1)
    assert states() == {
        "R-0": "published",
        "R-1": "closed",
        "R-2": "published",
        "R-3": "published",
    }
    closed = Job.objects.get(external_id="R-1")
    assert closed.closed_at is not None
    move = closed.moves.get(action="close")
    assert (move.reason, move.comment, move.by) == ("other", "import", "company")
    assert (move.user_id, move.from_status) == (cast.bob.pk, "published")
    event = Event.objects.get(kind="job.closed")
    assert (event.subject, event.actor) == (closed.key, cast.bob.key)
    assert not NamedRow.objects.filter(job_import__finished_at__isnull=True).exists()


def test_merge_closes_nothing(cast: Cast):
    bob = sign_in(cast.bob)
    taken_over(bob, named(0, 1))
    assert taken_over(bob, named(0))["counts"] == counts(unchanged=1)
    assert set(states().values()) == {"published"}


@pytest.mark.parametrize(
    ("live", "kept", "status"),
    [
        (4, 2, "done"),
        (4, 1, "halted"),
        (5, 3, "done"),
        (5, 2, "halted"),
        (1, 0, "halted"),
    ],
)
@pytest.mark.parametrize("dry_run", ["false", "true"])
def test_the_brake_is_at_more_than_half(
    cast: Cast, live: int, kept: int, status: str, dry_run: str
):
    fill(cast, live)
    file = [*named(*range(kept)), *(row(number) for number in range(100, 120))]
    said = taken_over(sign_in(cast.bob), file, mode="mirror", dry_run=dry_run)
    assert said["status"] == status
    assert said["counts"]["created"] == 20
    closed = live - kept if status == "done" else 0
    assert said["counts"]["closed"] == closed
    is_written = dry_run == "false"
    assert list(states().values()).count("closed") == closed * is_written
    if status == "halted":
        assert f"{live - kept} of {live}" in said["detail"]


@pytest.mark.parametrize("status", [*LIVE, "draft", "rejected", "closed", "expired"])
def test_which_jobs_are_closed(cast: Cast, status: str):
    fill(cast, 3)
    new_job(cast.acme, status, **row(9))
    new_job(cast.acme, status, title="has no external id")
    new_job(cast.globex, status, **row(9))
    said = taken_over(sign_in(cast.bob), named(0, 1, 2), mode="mirror")
    assert said["status"] == "done"
    assert said["counts"]["closed"] == (status in LIVE)
    ours = Job.objects.get(company=cast.acme, external_id="R-9")
    assert ours.status == ("closed" if status in LIVE else status)
    others = Job.objects.exclude(pk=ours.pk).exclude(
        external_id__in=["R-0", "R-1", "R-2"]
    )
    assert {job.status for job in others} == {status}


def test_what_has_run_out_is_not_closed(cast: Cast):
    fill(cast, 2)
    new_job(cast.acme, **row(9), expires_at=timezone.now())
    said = taken_over(sign_in(cast.bob), named(0, 1), mode="mirror")
    assert said["counts"]["closed"] == 0
    assert not Job.objects.get(external_id="R-9").moves.filter(action="close").exists()


def test_what_was_posted_since_is_left_alone(cast: Cast):
    bob = sign_in(cast.bob)
    fill(cast, 2)
    sent = send(bob, named(0, 1), mode="mirror").json()["id"]
    new_job(cast.acme, **row(9))
    work_off()
    assert shown(bob, sent)["counts"]["closed"] == 0
    assert states()["R-9"] == "published"


def test_a_row_that_is_refused_still_names_its_job(cast: Cast):
    fill(cast, 3)
    file = [row(0), row(1, title=""), row(2, external_id=" r-2 ", positions="many")]
    said = taken_over(sign_in(cast.bob), file, mode="mirror")
    assert said["status"] == "done"
    assert said["counts"] == counts(updated=1, failed=2)
    assert set(states().values()) == {"published"}


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ('{"external_id": "R-2", "title": "Wel', "malformed_json"),
        ({"title": "x"}, "required"),
        (row(2, external_id=None), "required"),
        (row(2, external_id=""), "blank"),
        (row(2, external_id=7), "invalid"),
        (row(2, external_id="x" * 201), "max_length"),
        ("[]", "malformed_json"),
    ],
)
def test_rows_that_could_be_any_job_close_nothing(cast: Cast, bad: Any, code: str):
    fill(cast, 3)
    said = taken_over(sign_in(cast.bob), [*named(0, 1), bad], mode="mirror")
    assert said["status"] == "halted"
    assert "row 3" in said["detail"]
    assert said["counts"]["failed"] == 1
    assert code in {error["code"] for error in said["errors"]}
    assert set(states().values()) == {"published"}


def test_blank_lines_are_no_rows(cast: Cast):
    fill(cast, 2)
    file = [
        "",
        *map(str, []),
        " ",
        '{"external_id": "R-0"}',
        "",
        '{"external_id":"R-1"}',
    ]
    said = taken_over(sign_in(cast.bob), file, mode="mirror")
    assert (said["status"], said["rows"]) == ("done", 2)
    assert next(error["row"] for error in said["errors"]) == 3


XML = b"""<jobs><job><external_id>R-0</external_id><title>A</title></job>
<job><external_id>R-1</external_id><title>B</title></job>
<job><external_id>R-2</external_id><title>C</title></job></jobs>"""
CSV = b"""external_id,title,description
R-0,A,a
R-1,B,b
R-2,C,"c" """.rstrip()
ARRAY = b'[{"external_id": "R-0"}, {"external_id": "R-1"}, {"external_id": "R-2"}]'
LINES = b'{"external_id": "R-0"}\n{"external_id": "R-1"}\n{"external_id": "R-2"}'


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        (XML, 6, len(XML)),
        (ARRAY, 1, len(ARRAY)),
        # Cut within a row; between two of them nobody can tell.
        (CSV, CSV.index(b"R-2") + 4, len(CSV) - 1),
        (LINES, LINES.rindex(b"\n") + 2, len(LINES)),
    ],
    ids=["xml", "array", "csv", "lines"],
)
@pytest.mark.parametrize("share", [0, 0.3, 0.6, 1])
def test_a_file_that_is_cut_off_closes_nothing(
    cast: Cast, raw: bytes, first: int, last: int, share: float
):
    fill(cast, 3)
    cut = first + int((last - 1 - first) * share)
    name = "jobs.csv" if raw is CSV else "jobs"
    said = taken_over(sign_in(cast.bob), raw[:cut], name, mode="mirror")
    assert said["status"] == "halted", said
    assert said["detail"]
    assert said["counts"]["closed"] == 0
    assert set(states().values()) == {"published"}


def test_a_merge_that_is_cut_off_says_so_and_keeps_what_came(cast: Cast):
    body = (
        "<external_id>{0}</external_id><title>T{0}</title><description>x</description>"
    )
    job = f"<job>{body}<country>DE</country></job>"
    raw = f"<jobs>{job.format(1)}{job.format(2)}<job><title>".encode()
    said = taken_over(sign_in(cast.bob), raw, "x.xml")
    assert said["status"] == "failed"
    assert said["counts"] == counts(created=2)
    assert "After row 2" in said["detail"]


def test_a_dry_run_says_everything_and_writes_nothing(cast: Cast):
    bob = sign_in(cast.bob)
    taken_over(bob, named(0, 1, 2, 3))
    Job.objects.filter(external_id="R-3").update(
        status="closed", closed_at=timezone.now()
    )
    before = list(Job.objects.order_by("pk").values())
    events = Event.objects.filter(subject__startswith="job:").count()
    same = row(9, external_id=None)
    file = [
        row(0),
        row(1, title="Baker", salary={"min": 1, "currency": "EUR", "period": "hour"}),
        row(3),
        row(4),
        row(5, title=""),
        same,
        same,
        row(6, title="Welder 9"),
        row(4, title="again"),
    ]
    wet = ("created", "updated", "unchanged", "closed", "failed")
    said = taken_over(bob, file, mode="mirror", dry_run="true")
    assert said["status"] == "halted"
    said = taken_over(bob, file, dry_run="true")
    assert list(Job.objects.order_by("pk").values()) == before
    assert Event.objects.filter(subject__startswith="job:").count() == events
    assert said["changes"] == [
        {
            "row": 2,
            "external_id": "R-1",
            "action": "update",
            "fields": ["salary", "title"],
        },
        {"row": 3, "external_id": "R-3", "action": "update", "fields": ["status"]},
        {"row": 4, "external_id": "R-4", "action": "create", "fields": []},
        {"row": 6, "external_id": None, "action": "create", "fields": []},
    ]
    assert said["changes_total"] == 4
    really = taken_over(bob, file)
    assert {name: said["counts"][name] for name in wet} == really["counts"]
    assert said["errors"] == really["errors"]


def test_a_dry_run_names_what_it_would_close(cast: Cast):
    fill(cast, 4)
    bob = sign_in(cast.bob)
    said = taken_over(bob, named(0, 1), mode="mirror", dry_run="true")
    assert said["counts"]["closed"] == 2
    assert [c["external_id"] for c in said["changes"] if c["action"] == "close"] == [
        "R-2",
        "R-3",
    ]
    assert said["changes_total"] == said["counts"]["updated"] + 2
    assert set(states().values()) == {"published"}


def test_many_are_closed_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("jobs.imports.mirroring.BATCH", 3)
    fill(cast, 20)
    said = taken_over(sign_in(cast.bob), named(*range(10)), mode="mirror")
    assert said["counts"]["closed"] == 10
    assert Event.objects.filter(kind="job.closed").count() == 10
    assert Event.objects.filter(kind="import.continued").count() == 5
