"""Posting once more what a moderator froze does not put it back on the board."""

from collections.abc import Callable
from typing import Any

import pytest

from conftest import Api, Cast, sign_in
from jobs.models import Job
from jobs.tests.bodies import JOBS, welder
from jobs.tests.factory import new_job
from jobs.tests.handing_in import row, taken_over

OTHER = {"external_id": "other"}


def post(bob: Api) -> None:
    made = bob.post(JOBS, welder(**OTHER)).json()
    assert bob.post(f"{made['url']}submit/").status_code == 200


def put(bob: Api) -> None:
    put = bob.put(f"{JOBS}by-external-id/other/", welder())
    assert put.status_code == 201, put.content


def import_new(bob: Api) -> None:
    done = taken_over(bob, [row(1), welder(**OTHER), row(2)])
    assert done["counts"]["created"] == 3, done
    assert set(published()) == {"Welder 1", "Welder 2"}


def import_anew(bob: Api) -> None:
    bob.post(JOBS, welder(**OTHER, title="Draft"))
    assert taken_over(bob, [welder(**OTHER)])["counts"]["updated"] == 1


DOORS: list[Callable[[Api], None]] = [post, put, import_new, import_anew]


def published() -> list[str]:
    rows = Job.objects.live().order_by("title")
    return list(rows.values_list("title", flat=True))


def take_down(cast: Cast, *, edit: dict[str, Any] | None = None) -> Api:
    """Have a job frozen whose company then gets it out of the way."""
    bob = sign_in(cast.bob)
    made = bob.post(JOBS, welder()).json()
    bob.post(f"{made['url']}submit/")
    froze = sign_in(cast.erin).post(f"/api/v1/moderation/jobs/{made['id']}/freeze/", {})
    assert froze.status_code == 200
    if edit:
        assert bob.patch(made["url"], edit).status_code == 200
    assert bob.post(f"{made['url']}close/", {"reason": "other"}).status_code == 200
    return bob


@pytest.mark.parametrize("edit", [None, {"title": "Something else"}])
@pytest.mark.parametrize("door", DOORS)
def test_it_waits_for_a_moderator_through_every_door(
    cast: Cast, door: Callable[[Api], None], edit: dict[str, Any] | None
):
    door(take_down(cast, edit=edit))
    again = Job.objects.get(external_id="other")
    assert (again.status, again.queue_reason) == ("pending", "new")
    assert "Welder" not in published()
    erin = sign_in(cast.erin)
    approved = erin.post(f"/api/v1/moderation/jobs/{again.pk}/approve/")
    assert approved.json()["status"] == "published"


@pytest.mark.parametrize("door", ["patch", "put", "import", "reopen"])
def test_so_does_what_becomes_it_by_an_edit(cast: Cast, door: str):
    bob = take_down(cast)
    status = "closed" if door == "reopen" else "published"
    job = new_job(cast.acme, status, **OTHER)
    if door in {"patch", "reopen"}:
        bob.patch(f"{JOBS}{job.pk}/", welder())
    elif door == "put":
        bob.put(f"{JOBS}by-external-id/other/", welder())
    else:
        taken_over(bob, [welder(**OTHER)])
    if door == "reopen":
        bob.post(f"{JOBS}{job.pk}/reopen/")
    job.refresh_from_db()
    assert (job.title, job.queue_reason) == ("Welder", "edited")
    assert job.approved["title"] != job.title


def test_what_was_put_back_is_trusted_again(cast: Cast):
    bob = sign_in(cast.bob)
    made = bob.post(JOBS, welder()).json()
    bob.post(f"{made['url']}submit/")
    for action in ("freeze", "unfreeze"):
        place = f"/api/v1/moderation/jobs/{made['id']}/{action}/"
        assert sign_in(cast.erin).post(place, {}).status_code == 200
    bob.post(f"{made['url']}close/", {"reason": "other"})
    post(bob)
    assert published() == ["Welder"]


def test_a_text_of_another_company_is_its_own(cast: Cast):
    take_down(cast)
    job = new_job(cast.globex, "draft", **welder())
    cast.globex.verified_at = cast.acme.verified_at
    cast.globex.save(update_fields=["verified_at"])
    grace = sign_in(cast.grace)
    assert grace.post(f"{JOBS}{job.pk}/submit/").json()["status"] == "published"
