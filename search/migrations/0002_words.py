"""What a word is, in SQL: the file says it, and whoever changes it adds a migration."""

from pathlib import Path

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from search.relevance.roots import FUNCTION

FUNCTIONS = Path(__file__).parents[1] / "language" / "functions.sql"


class Migration(migrations.Migration):
    dependencies = [("search", "0001_search_tables")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(FUNCTIONS.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
    ]
