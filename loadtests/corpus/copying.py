"""Getting very many rows into the database: by COPY, in processes, with progress."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any
from uuid import UUID

import django
from django.db import connection

Row = Sequence[Any]
TELL_EVERY = 15


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write rows by COPY, through the table's triggers; return how many."""
    named = ", ".join(f'"{column}"' for column in columns)
    sql, written = f"COPY {table} ({named}) FROM STDIN", 0
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def present(table: str, ids: Sequence[UUID]) -> set[UUID]:
    """Return which of some ids a table has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608  # our own names
        return {row[0] for row in cursor.fetchall()}


def count_of(table: str) -> int:
    """Return how many rows a table has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own name
        count: int = cursor.fetchone()[0]
    return count


def in_batches(
    name: str, total: int, size: int, work: Callable[..., int], *told: Any
) -> int:
    """Do work for each span of numbers in processes; return how many rows were new.

    `work` gets the begin and the end of a span, and what else is told.
    """
    connection.close()
    added = 0
    with (
        stage(f"{total:,} {name}"),
        # A fresh process shares no connection with us.
        ProcessPoolExecutor(
            os.cpu_count(), get_context("spawn"), initializer=django.setup
        ) as pool,
    ):
        batches = [
            pool.submit(work, begin, min(begin + size, total), *told)
            for begin in range(0, total, size)
        ]
        began = spoke = time.monotonic()
        for done, batch in enumerate(as_completed(batches), start=1):
            added += batch.result()
            if time.monotonic() - spoke > TELL_EVERY:
                spoke = time.monotonic()
                share = done / len(batches)
                left = (spoke - began) / share - (spoke - began)
                print(f"    {share:.0%}, about {left:.0f} s to go", flush=True)
    return added


def run(*statements: str) -> None:
    """Run statements that may take their time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Say how long something took."""
    began = time.monotonic()
    yield
    print(f"  {name}: {time.monotonic() - began:.1f} s", flush=True)
