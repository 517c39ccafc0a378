"""Every column of every table is in an export, or left out with a reason."""

from typing import Any

import pytest
from django.db import connection, models

from accounts.exports import all_left_out, all_sections
from accounts.models import User
from conftest import Cast

OF_TESTS = "probe_"  # the probe app's own tables
LEAST_REASON = 10


def columns() -> set[str]:
    """Return every column that the database has, as `table.column`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        return {".".join(row) for row in cursor if not row[0].startswith(OF_TESTS)}


def fields_of(model: type[models.Model]) -> list[Any]:
    return list(model._meta.concrete_fields)  # noqa: SLF001  # Django's public name


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001  # Django's public name


def field_of(model: type[models.Model], path: str) -> Any | None:
    """Return the field that a path of the ORM names; None for an annotation."""
    first, _, rest = path.partition("__")
    fields = fields_of(model)
    by_name = {
        **{field.attname: field for field in fields},
        **{field.name: field for field in fields},
    }
    field = by_name.get(first)
    if field is None or not rest:
        return field
    return field_of(field.related_model, rest)


def place(field: Any) -> str:
    return f"{table_of(field.model)}.{field.column}"


def held(user: User) -> set[str]:
    """Return the columns that sections show, and those by which they find rows."""
    found = set()
    for section in all_sections():
        model = section.rows(user).model
        for path in {*section.shown.values(), *section.holds}:
            if field := field_of(model, path):
                found.add(place(field))
        for field in fields_of(model):
            if field.related_model is User and field.name == "user":
                found.add(place(field))  # whose rows they are
    return found


@pytest.fixture
def someone(db: None) -> User:
    return User(email="x@example.org", email_key="x@example.org", role="applicant")


def test_every_column_is_exported_or_left_out(someone: User) -> None:
    left_out = all_left_out()
    told = {place for place in columns() if place.split(".")[0] in left_out}
    told |= {place for place in columns() if place in left_out}
    assert columns() - held(someone) - told == set()


def test_nothing_is_left_out_that_is_not_there_or_is_exported(someone: User) -> None:
    there = columns() | {place.split(".")[0] for place in columns()}
    assert set(all_left_out()) - there == set()
    assert set(all_left_out()) & held(someone) == set()


def test_a_table_of_which_rows_are_exported_is_left_out_column_by_column(
    someone: User,
) -> None:
    """Else a new column of it would slip past."""
    tables = {table_of(each.rows(someone).model) for each in all_sections()}
    assert tables & set(all_left_out()) == set()


def test_a_table_that_names_people_is_left_out_whole_only_if_known(
    someone: User,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'accounts_user'::regclass"
        )
        of_people = {table for (table,) in cursor}
    assert of_people & set(all_left_out()) == {"accounts_mailedtoken"}


def test_every_reason_says_something() -> None:
    assert all(len(reason) > LEAST_REASON for reason in all_left_out().values())


def test_every_section_can_be_read(cast: Cast) -> None:
    for user in (cast.alice, cast.dana, cast.erin):
        for section in all_sections():
            for row in section.read(user):
                assert set(section.shown) <= set(row), section.name
                break


def test_a_new_column_that_nobody_thought_of_is_found(someone: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_savedjob ADD COLUMN why text")
        cursor.execute("CREATE TABLE jobs_diary (user_id uuid)")
    left_out = all_left_out()
    rest = {
        place
        for place in columns() - held(someone)
        if place not in left_out and place.split(".")[0] not in left_out
    }
    assert rest == {"jobs_savedjob.why", "jobs_diary.user_id"}
