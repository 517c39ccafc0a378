"""Courses of applications that are older than their table, a batch at a time."""

from typing import Any

from django.db import migrations

from reports.courses import rebuild


def fill(apps: Any, schema_editor: Any) -> None:
    rebuild()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("reports", "0002_courses")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
