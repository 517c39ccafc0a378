"""`manage.py prepare`: make the database ready to serve."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from accounts.keys import signing_key
from jobboard.demo import seed_demo
from kernel.database import wait_for_database

MIGRATION_LOCK = 7_305_331
MOST_ATTEMPTS = 10
LOCK_NOT_AVAILABLE = "55P03"


class Command(BaseCommand):
    """Wait for the database, migrate it, and on demand fill it with demo data."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--wait`, `--demo` and `--logins`."""
        parser.add_argument(
            "--wait", type=float, default=60, help="seconds to wait for PostgreSQL"
        )
        parser.add_argument("--demo", action="store_true", help="add the demo data")
        parser.add_argument(
            "--logins", type=Path, help="write the demo logins to this file, as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it once, whoever else starts at the same moment."""
        wait_for_database(seconds=options["wait"])
        # Several web containers may start together: the first one migrates.
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            # A migration may take long, but must not make readers queue behind it
            # while it waits for its own lock.
            cursor.execute("SET lock_timeout = '2s'")
        try:
            self.migrate(options["verbosity"])
            # Made here, the first key is there before anybody could race for it.
            signing_key()
            logins = seed_demo(self.stdout) if options["demo"] else []
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
            connection.close()
        if options["logins"]:
            options["logins"].write_text(json.dumps(logins))

    def migrate(self, verbosity: int) -> None:
        """Apply the migrations; one that finds its table in use tries again."""
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                call_command("migrate", interactive=False, verbosity=verbosity)
            except OperationalError as error:
                busy = getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE
                if not busy or attempt == MOST_ATTEMPTS:
                    raise
                self.stdout.write(f"A table is in use; attempt {attempt + 1} follows.")
                time.sleep(attempt)
            else:
                return
