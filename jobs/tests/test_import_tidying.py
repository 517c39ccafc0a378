"""What is left of imports is tidied up: lost work, files, rows of those long over."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from conftest import Cast, sign_in
from events.models import Delivery, DeliveryState
from events.tests.conftest import sequence_all
from jobs.models import Job, JobImport, NamedRow
from jobs.services.importing import begin_next
from jobs.services.tidying_imports import (
    end_lost,
    forget_names,
    forget_old,
    sweep_files,
)
from jobs.tests.handing_in import (
    counts,
    only_import,
    row,
    send,
    shown,
    taken_over,
    work_off,
)

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [
    row(number, **({"title": ""} if number % 10 == 3 else {})) for number in range(50)
]


def test_the_file_is_removed_in_the_end(cast: Cast, tmp_path: Any):
    settings.FILES_DIR = tmp_path
    taken_over(sign_in(cast.bob), ROWS)
    assert list((tmp_path / "imports").iterdir()) == []
    assert only_import().stored_as == ""


def test_an_import_that_kills_its_workers_is_ended(cast: Cast):
    bob = sign_in(cast.bob)
    import_id = send(bob, ROWS).json()["id"]
    waiting = send(bob, [row(99)]).json()["id"]
    begin_next(cast.acme.pk)
    JobImport.objects.update(started_at=timezone.now() - timedelta(minutes=6))
    assert end_lost() == 0, "its next part is not even numbered yet"
    sequence_all()
    assert end_lost() == 0
    Delivery.objects.filter(consumer="jobs.imports").update(
        state=DeliveryState.DEAD, finished_at=timezone.now()
    )
    assert end_lost() == 1
    said = shown(bob, import_id)
    assert (said["status"], said["counts"]) == ("failed", counts())
    assert "our side" in said["detail"]
    work_off()
    assert shown(bob, waiting)["status"] == "done"


def test_a_file_that_is_gone_fails(cast: Cast):
    bob = sign_in(cast.bob)
    import_id = send(bob, ROWS).json()["id"]
    for path in (settings.FILES_DIR / "imports").iterdir():
        path.unlink()
    work_off()
    assert shown(bob, import_id)["status"] == "failed"


def test_what_waits_too_long_ends_and_its_file_goes(cast: Cast, tmp_path: Any):
    settings.FILES_DIR = tmp_path
    bob = sign_in(cast.bob)
    import_id = send(bob, ROWS).json()["id"]
    day_ago = timezone.now() - timedelta(hours=25)
    (path,) = (tmp_path / "imports").iterdir()
    os.utime(path, (day_ago.timestamp(),) * 2)
    assert sweep_files() == 0
    JobImport.objects.update(created_at=day_ago)
    assert end_lost() == 1
    assert shown(bob, import_id)["status"] == "failed"
    assert not path.exists()


def test_what_is_long_over_is_forgotten(cast: Cast):
    taken_over(sign_in(cast.bob), ROWS)
    assert NamedRow.objects.count() == 50
    assert forget_names() == 50
    assert forget_old() == 0
    JobImport.objects.update(finished_at=timezone.now() - timedelta(days=31))
    assert (forget_old(), forget_old(), forget_old()) == (5, 1, 0)
    assert Job.objects.count() == 45
