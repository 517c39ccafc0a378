"""The bounds of retention hold for the rows of before too; nobody waits for the look."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_company_retention")]

    operations = [ValidateConstraint("company", "company_retention_is_bounded")]
