"""Waiting for a database that is not there yet."""

import time

import pytest
from django.db import OperationalError

from kernel.database import wait_for_database
from kernel.tests.databases import database_away

pytestmark = pytest.mark.django_db


def test_it_returns_when_the_database_answers() -> None:
    started = time.monotonic()
    wait_for_database(seconds=60)
    assert time.monotonic() - started < 30


def test_it_raises_when_patience_ends() -> None:
    started = time.monotonic()
    with database_away(), pytest.raises(OperationalError):
        wait_for_database(seconds=0.2)
    assert time.monotonic() - started >= 0.2
