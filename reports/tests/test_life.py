"""A report from being asked for to being gone."""

import csv
import io
import json

import pytest

from applications.tests.factory import new_application
from conftest import Cast, sign_in
from jobs.tests.factory import new_job
from reports.tests.asking import ask, built, content, download, shown, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_is_built_and_downloaded(cast: Cast):
    new_application(new_job(cast.acme, title="Baker"), cast.dana)
    alice = sign_in(cast.alice)
    answer = ask(alice)
    assert answer.status_code == 202, answer.content
    queued = answer.json()
    assert answer["Location"] == queued["url"]
    assert (queued["status"], queued["progress"], queued["rows"]) == ("queued", 0, None)
    assert queued["download_url"] is None
    work_off()
    said = shown(alice, queued["id"])
    assert (said["status"], said["progress"], said["rows"]) == ("ready", 100, 1)
    file = download(alice, said)
    assert file["Content-Disposition"].startswith("attachment; ")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Cache-Control"] == "private, no-store"
    told = json.loads(file.getvalue())
    (row,) = told["sections"]["applications"]["rows"]
    assert (row["title"], row["email"]) == ("Baker", "dana@example.org")


def test_the_same_as_csv(cast: Cast):
    new_application(new_job(cast.acme, title="Baker"), cast.dana)
    alice = sign_in(cast.alice)
    text = content(alice, built(alice, "applications", "csv")).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["title"], row["email"]) == ("Baker", "dana@example.org")
