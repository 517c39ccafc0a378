"""Who sees a job: every role, every state, one's own company's and another's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Company
from accounts.roles import Scope
from conftest import Api, Cast, sign_in
from jobs.models import HiddenCompany, Job
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job
from jobs.tests.keys import new_key
from jobs.tests.test_job_life import STATES, job_in

LIVE = {"published"}
"""What lists and search engines show."""
READABLE = LIVE | {"closed", "expired", "lapsed"}
"""What anybody reads by its id: what is over says so."""
OUTSIDERS = ("nobody", "dana", "newt", "grace", "charlie", "bare key")
INSIDERS = ("alice", "bob", "vera", "key")
CALLERS = (*OUTSIDERS, *INSIDERS, "erin")


def client(cast: Cast, who: str) -> Api:
    """Return a client for somebody of the cast, for nobody, or for one of two keys."""
    if who == "nobody":
        return Api()
    if who.endswith("key"):
        scopes = [] if who == "bare key" else [Scope.JOBS_READ]
        return Api(new_key(cast.alice, scopes))
    return sign_in(getattr(cast, who))


@pytest.mark.parametrize("state", STATES)
def test_who_reads_it(cast: Cast, state: str):
    job = job_in(state, cast.acme)
    url = f"{JOBS}{job.pk}/"
    for who in CALLERS:
        api = client(cast, who)
        sees = who not in OUTSIDERS or state in READABLE
        assert api.get(url).status_code == (200 if sees else 404), who
        shown = api.get(f"{url}jsonld/").status_code
        assert shown == (200 if state in LIVE else 404), who


@pytest.mark.parametrize("state", STATES)
def test_who_finds_it_in_the_list(cast: Cast, state: str):
    job = job_in(state, cast.acme)
    for who in CALLERS:
        listed = client(cast, who).get(JOBS).json()["results"]
        assert [each["id"] for each in listed] == [str(job.pk)] * (state in LIVE), who
    for who in INSIDERS:
        [own] = client(cast, who).get(f"{JOBS}?mine=true").json()["results"]
        assert own["id"] == str(job.pk)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *[("nobody", 401), ("dana", 403), ("newt", 403), ("erin", 403)],
        *[("bare key", 403), ("key", 200), ("vera", 200), ("grace", 200)],
    ],
)
def test_whose_own_jobs(cast: Cast, who: str, status: int):
    new_job(cast.acme)
    answer = client(cast, who).get(f"{JOBS}?mine=true")
    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["results"]) == (who != "grace")


@pytest.mark.parametrize("state", STATES)
def test_who_reads_its_history(cast: Cast, state: str):
    url = f"{JOBS}{job_in(state, cast.acme).pk}/history/"
    statuses = {
        "nobody": 401,
        **dict.fromkeys(["dana", "newt", "bare key"], 403),
        **dict.fromkeys(["grace", "charlie"], 404),
        **dict.fromkeys([*INSIDERS, "erin"], 200),
    }
    found = {who: client(cast, who).get(url).status_code for who in CALLERS}
    assert found == statuses


@pytest.mark.parametrize("state", STATES)
def test_who_changes_it(cast: Cast, state: str):
    """Another company's job is 403 where it can be seen at all, and 404 elsewhere."""
    job = job_in(state, cast.acme)
    for who in ("grace", "charlie"):
        api = client(cast, who)
        expected = 403 if state in READABLE else 404
        for method, path, body in [
            ("PATCH", "", {"title": "Mine"}),
            ("DELETE", "", None),
            *[("POST", f"{name}/", None) for name in ("submit", "reopen", "redraft")],
            ("POST", "close/", {"reason": "other"}),
            ("POST", "extend/", {"days": 1}),
        ]:
            answer = api.request(method, f"{JOBS}{job.pk}/{path}", body)
            assert answer.status_code == expected, (who, method, path)
    job.refresh_from_db()
    assert job.title != "Mine"


@pytest.mark.parametrize("state", STATES)
def test_actions_are_only_what_the_caller_can_do(cast: Cast, state: str):
    url = f"{JOBS}{job_in(state, cast.acme).pk}/"
    for who in ("nobody", "newt", "vera", "key", "grace", "dana"):
        answer = client(cast, who).get(url)
        if answer.status_code == 200:
            expected = {"dana": ["apply", "save", "flag"], "nobody": [], "key": []}
            given = expected.get(who, ["flag"]) if state in LIVE else []
            assert answer.json()["actions"] == given, who


def test_whoever_hides_a_company_does_not_find_it(cast: Cast):
    hidden, shown = new_job(cast.acme), new_job(cast.globex)
    HiddenCompany.objects.create(user=cast.dana, company=cast.acme)
    for who, seen in [("dana", [shown]), ("eve", [shown, hidden])]:
        listed = client(cast, who).get(JOBS).json()["results"]
        assert [each["id"] for each in listed] == [str(job.pk) for job in seen]
    assert client(cast, "dana").get(f"{JOBS}{hidden.pk}/").status_code == 200


def test_a_job_leaves_and_comes_back_with_its_company(cast: Cast):
    job, anybody = new_job(cast.acme), Api()
    for suspended_at, found in [(timezone.now(), 0), (None, 1)]:
        Company.objects.filter(pk=cast.acme.pk).update(suspended_at=suspended_at)
        assert len(anybody.get(JOBS).json()["results"]) == found
        assert anybody.get(f"{JOBS}{job.pk}/").status_code == (200 if found else 404)


def test_a_job_is_nowhere_from_the_moment_of_its_end(cast: Cast):
    """No task has run: the row still says published."""
    job, anybody = new_job(cast.acme), Api()
    url = f"{JOBS}{job.pk}/"
    before = anybody.get(url)
    Job.objects.update(expires_at=timezone.now() - timedelta(microseconds=1))
    assert anybody.get(JOBS).json()["results"] == []
    assert anybody.get(f"{url}jsonld/").status_code == 404
    after = anybody.get(url, If_None_Match=before["ETag"])
    assert (after.status_code, after.json()["status"]) == (200, "expired")
    own = sign_in(cast.bob).get(f"{JOBS}?mine=true&status=expired").json()["results"]
    assert [each["actions"] for each in own] == [["edit", "reopen"]]
    assert Job.objects.get().status == "published"
