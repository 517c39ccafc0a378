"""Writes the SQL of each of our migrations to a folder, for the linter to read.

`./dev check` runs it with .venv's Python: it is the one module in here that needs
Django. One process for all of them, as each `manage.py sqlmigrate` takes a second.
"""

import io
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command

from devtools.paths import ROOT


def write_all(folder: Path) -> None:
    """Write `<app>.<migration>.sql` for every migration of the apps in this folder."""
    for config in apps.get_app_configs():
        migrations = Path(config.path) / "migrations"
        if ROOT not in migrations.parents or ".venv" in migrations.parts:
            continue
        for path in sorted(migrations.glob("[0-9]*.py")):
            sql = io.StringIO()
            call_command("sqlmigrate", config.label, path.stem, stdout=sql)
            (folder / f"{config.label}.{path.stem}.sql").write_text(sql.getvalue())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    write_all(Path(sys.argv[1]))
