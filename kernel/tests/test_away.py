"""A dead database holds up one thread, and a frozen one nobody for long."""

import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import connection

from kernel.postgres.base import Gate
from kernel.postgres.patience import PatientConnection


def fail(gate: Gate) -> None:
    with pytest.raises(psycopg.OperationalError, match="away"), gate.passing():
        raise psycopg.OperationalError("away")


def test_everybody_passes_while_all_is_well() -> None:
    gate = Gate()
    with gate.passing(), gate.passing():
        pass


def test_one_at_a_time_tries_after_a_failure() -> None:
    gate = Gate()
    fail(gate)
    with gate.passing():
        turned_away: list[str] = []

        def another() -> None:
            try:
                with gate.passing():
                    turned_away.append("passed")
            except psycopg.OperationalError as error:
                turned_away.append(str(error))

        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
        assert turned_away == ["the database has just not answered"]
    with gate.passing(), gate.passing():
        pass


def test_a_try_that_succeeds_at_once_lets_those_who_wait_through() -> None:
    gate = Gate()
    fail(gate)
    passed = threading.Barrier(8, timeout=5)

    def one_of_many() -> None:
        with gate.passing():
            time.sleep(0.001)
        passed.wait()

    threads = [threading.Thread(target=one_of_many) for _ in range(7)]
    for thread in threads:
        thread.start()
    passed.wait()
    for thread in threads:
        thread.join()


def test_a_failed_try_lets_the_next_one_try() -> None:
    gate = Gate()
    fail(gate)
    fail(gate)
    with gate.passing():
        pass


def a_connection(patience: float | None, **options: Any) -> PatientConnection:
    class Impatient(PatientConnection):
        pass

    Impatient.patience = patience
    settings = connection.get_connection_params()
    settings.pop("pool", None)
    wanted = ("host", "port", "dbname", "user", "password")
    named = {name: settings[name] for name in wanted if settings.get(name)}
    return Impatient.connect(**named, autocommit=True, **options)


@pytest.mark.django_db
def test_a_silent_server_is_given_up_on() -> None:
    with a_connection(0.2) as impatient:
        with pytest.raises(psycopg.OperationalError, match="does not answer"):
            impatient.execute("SELECT pg_sleep(1)")
        assert impatient.closed


@pytest.mark.django_db
@pytest.mark.parametrize("patience", [None, 5.0])
def test_an_answer_in_time_is_taken(patience: float | None) -> None:
    with a_connection(patience) as patient:
        assert patient.execute("SELECT pg_sleep(0.3), 7").fetchone() == ("", 7)


@pytest.mark.django_db
def test_the_servers_own_errors_keep_the_connection() -> None:
    with a_connection(5.0) as patient:
        with pytest.raises(psycopg.errors.DivisionByZero):
            patient.execute("SELECT 1/0")
        assert patient.execute("SELECT 1").fetchone() == (1,)
