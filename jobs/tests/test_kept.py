"""What applicants keep: saved jobs and hidden companies."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company
from conftest import Cast, new_company, new_user, sign_in
from jobs.models import HiddenCompany, Job, SavedJob
from jobs.terms import Status
from jobs.tests.factory import new_job
from kernel.ids import new_id
from kernel.tests.expect import errors_in, problem_in

SAVED, HIDDEN = "/api/v1/me/saved-jobs/", "/api/v1/me/hidden-companies/"


def saved_titles(api: Any) -> list[str]:
    results = api.get(SAVED).json()["results"]
    return [saved["job"]["title"] for saved in results]


def test_a_job_is_saved_shown_and_let_go(cast: Cast):
    dana, job = sign_in(cast.dana), new_job(cast.acme)
    answer = dana.post(SAVED, {"job": str(job.pk)})
    row = SavedJob.objects.get()
    shown = answer.json()
    place = f"http://testserver{SAVED}{job.pk}/"
    assert answer.status_code == 201
    assert answer["Location"] == shown["url"] == place
    assert shown["saved_at"] == row.created_at.isoformat().replace("+00:00", "Z")
    card = dana.get(f"/api/v1/jobs/{job.pk}/").json()
    assert shown["job"].items() <= card.items()
    assert dana.get(place).json() == shown
    assert dana.get(SAVED).json()["results"] == [shown]
    again = problem_in(dana.post(SAVED, {"job": str(job.pk)}), 409, "already_saved")
    assert again["links"] == {"saved_job": place}
    assert dana.delete(place).status_code == 204
    problem_in(dana.delete(place), 404, "not_found")
    problem_in(dana.get(place), 404, "not_found")
    assert dana.get(SAVED).json()["results"] == []


def test_a_company_is_hidden_shown_and_let_go(cast: Cast):
    dana = sign_in(cast.dana)
    answer = dana.post(HIDDEN, {"company": str(cast.acme.pk)})
    row = HiddenCompany.objects.get()
    place = f"http://testserver{HIDDEN}{cast.acme.pk}/"
    assert answer.status_code == 201
    assert answer["Location"] == place
    assert answer.json() == {
        "url": place,
        "company": {
            "id": str(cast.acme.pk),
            "name": "Acme",
            "slug": "acme",
            "url": f"http://testserver/api/v1/companies/{cast.acme.pk}/",
        },
        "hidden_at": row.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert dana.get(place).json() == answer.json()
    assert dana.get(HIDDEN).json()["results"] == [answer.json()]
    body = {"company": str(cast.acme.pk)}
    again = problem_in(dana.post(HIDDEN, body), 409, "already_hidden")
    assert again["links"] == {"hidden_company": place}
    assert dana.delete(place).status_code == 204
    problem_in(dana.delete(place), 404, "not_found")
    problem_in(dana.get(place), 404, "not_found")
    assert dana.post(HIDDEN, body).status_code == 201


@pytest.mark.parametrize("state", Status.values)
def test_only_what_is_published_is_saved(cast: Cast, state: str):
    job = new_job(cast.acme, state)
    answer = sign_in(cast.dana).post(SAVED, {"job": str(job.pk)})
    if state == "published":
        assert answer.status_code == 201
    elif state in {"closed", "expired"}:
        assert problem_in(answer, 409, "not_now")["allowed"] == []
    else:
        problem_in(answer, 404, "not_found")


def test_what_is_over_stays_and_says_so_and_what_is_hidden_goes(cast: Cast):
    dana = sign_in(cast.dana)
    jobs = {
        name: new_job(cast.globex if name == "suspended" else cast.acme, title=name)
        for name in ("open", "closed", "expired", "lapsed", "frozen", "suspended")
    }
    for job in jobs.values():
        dana.post(SAVED, {"job": str(job.pk)})
    now = timezone.now()
    for status in ("closed", "expired", "frozen"):
        rows = Job.objects.filter(pk=jobs[status].pk)
        rows.update(status=status, frozen_at=now if status == "frozen" else None)
    Job.objects.filter(pk=jobs["lapsed"].pk).update(expires_at=now)
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=now)
    results = dana.get(SAVED).json()["results"]
    told = [(each["job"]["title"], each["job"]["status"]) for each in results]
    assert told == [
        ("lapsed", "expired"),
        ("expired", "expired"),
        ("closed", "closed"),
        ("open", "published"),
    ]
    for name in ("frozen", "suspended"):
        place = f"{SAVED}{jobs[name].pk}/"
        problem_in(dana.get(place), 404, "not_found")
        again = dana.post(SAVED, {"job": str(jobs[name].pk)})
        problem_in(again, 404, "not_found")
    assert dana.delete(f"{SAVED}{jobs['frozen'].pk}/").status_code == 204
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=None)
    assert saved_titles(dana)[0] == "suspended"


def test_a_hidden_company_is_gone_from_ones_lists(cast: Cast):
    dana, eve = sign_in(cast.dana), sign_in(cast.eve)
    jobs = [new_job(cast.acme, title="Acme's"), new_job(cast.globex, title="Globex'")]
    for api in (dana, eve):
        for job in jobs:
            api.post(SAVED, {"job": str(job.pk)})
    dana.post(HIDDEN, {"company": str(cast.acme.pk)})
    assert saved_titles(dana) == ["Globex'"]
    assert saved_titles(eve) == ["Globex'", "Acme's"]
    listed = dana.get("/api/v1/jobs/").json()["results"]
    assert [job["title"] for job in listed] == ["Globex'"]
    assert dana.get(f"/api/v1/jobs/{jobs[0].pk}/").status_code == 200
    dana.delete(f"{HIDDEN}{cast.acme.pk}/")
    assert saved_titles(dana) == ["Globex'", "Acme's"]


def test_a_company_that_cannot_be_seen_is_not_hidden(cast: Cast):
    dana = sign_in(cast.dana)
    nobodys = new_company("Ghost")
    problem_in(dana.post(HIDDEN, {"company": str(nobodys.pk)}), 404, "not_found")
    assert not HiddenCompany.objects.exists()


def test_a_suspended_company_is_not_named_among_the_hidden(cast: Cast):
    dana = sign_in(cast.dana)
    place = f"{HIDDEN}{cast.globex.pk}/"
    dana.post(HIDDEN, {"company": str(cast.globex.pk)})
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=timezone.now())
    assert dana.get(HIDDEN).json()["results"] == []
    problem_in(dana.get(place), 404, "not_found")
    assert dana.delete(place).status_code == 204


@pytest.mark.parametrize(("path", "field"), [(SAVED, "job"), (HIDDEN, "company")])
def test_an_id_that_leads_nowhere_answers_as_one_that_is_malformed(
    cast: Cast, path: str, field: str
):
    new_job(cast.acme, "draft")
    draft = Job.objects.get().pk
    unknown = [str(new_id()), "not-an-id", str(draft).upper(), "0"]
    for value in [*unknown, str(draft)]:
        answer = sign_in(cast.dana).post(path, {field: value})
        problem_in(answer, 404, "not_found")


@pytest.mark.parametrize(("path", "field"), [(SAVED, "job"), (HIDDEN, "company")])
@pytest.mark.parametrize(
    ("value", "code"),
    [(None, "null"), (7, "invalid"), ("", "blank"), (["x"], "invalid")],
)
def test_what_is_no_id_is_refused(
    cast: Cast, path: str, field: str, value: Any, code: str
):
    answer = sign_in(cast.dana).post(path, {field: value})
    assert errors_in(answer) == {(field, code)}


@pytest.mark.parametrize(("path", "field"), [(SAVED, "job"), (HIDDEN, "company")])
def test_lists_are_ones_own_newest_first_and_paged(cast: Cast, path: str, field: str):
    dana, eve = sign_in(cast.dana), sign_in(cast.eve)
    ids = []
    for number in range(5):
        boss = new_user(f"Boss{number}", "employer")
        company = new_company(f"Co {number}", boss)
        made = new_job(company) if field == "job" else company
        ids.append(str(made.pk))
        assert dana.post(path, {field: ids[-1]}).status_code == 201
    eve.post(path, {field: ids[0]})
    walked, url = [], f"{path}?page_size=2"
    while url:
        page = dana.get(url).json()
        walked += [each[field]["id"] for each in page["results"]]
        url = page["next"]
    assert walked == ids[::-1]
    problem_in(eve.delete(f"{path}{ids[1]}/"), 404, "not_found")
    assert len(eve.get(path).json()["results"]) == 1


@pytest.mark.parametrize(("path", "field"), [(SAVED, "job"), (HIDDEN, "company")])
def test_it_asks_as_often_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries, path: str, field: str
):
    dana = sign_in(cast.dana)
    for number in range(20):
        company = new_company(f"Co {number}", new_user(f"Boss{number}", "employer"))
        made = new_job(company) if field == "job" else company
        dana.post(path, {field: str(made.pk)})
    with django_assert_max_num_queries(4):
        assert len(dana.get(path).json()["results"]) == 20


def test_what_an_erased_person_kept_goes_with_them(cast: Cast):
    dana = sign_in(cast.dana)
    dana.post(SAVED, {"job": str(new_job(cast.acme).pk)})
    dana.post(HIDDEN, {"company": str(cast.globex.pk)})
    assert SavedJob.objects.exists()
    assert HiddenCompany.objects.exists()
    assert dana.delete("/api/v1/me/").status_code == 204
    assert not SavedJob.objects.exists()
    assert not HiddenCompany.objects.exists()
