"""How many flags an account, and an address, may make in a day."""

from typing import Any

from conftest import Cast, new_user, sign_in
from jobs.models import Job, JobFlag
from jobs.tests.factory import new_job

SCAM = {"reason": "scam"}


def path(job: Job) -> str:
    return f"/api/v1/jobs/{job.pk}/flags/"


def test_flags_of_an_account_and_of_an_address_are_limited(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 1
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    jobs = [new_job(cast.globex) for _ in range(21)]
    dana = sign_in(cast.dana)
    codes = [
        dana.post(path(job), SCAM, X_Forwarded_For=f"203.0.113.{number}").status_code
        for number, job in enumerate(jobs)
    ]
    assert codes == [201] * 20 + [429]
    assert JobFlag.objects.count() == 20
    people = [sign_in(new_user(f"Flagger{each}", "applicant")) for each in range(4)]
    codes = [
        person.post(path(job), SCAM, X_Forwarded_For="198.51.100.7").status_code
        for person in people
        for job in [new_job(cast.globex) for _ in range(16)]
    ]
    assert codes == [201] * 60 + [429] * 4


def test_a_refused_flag_is_not_counted(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 1
    job, dana = new_job(cast.globex), sign_in(cast.dana)
    assert dana.post(path(job), SCAM).status_code == 201
    for _ in range(25):
        assert dana.post(path(job), SCAM).status_code == 409
    assert dana.post(path(new_job(cast.globex)), SCAM).status_code == 201
