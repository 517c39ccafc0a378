"""How long companies keep applications; rows that are there have the default."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_exports")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="retention_months",
            field=models.PositiveSmallIntegerField(db_default=24, default=24),
        ),
        AddConstraintNotValid(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention_months__range", (1, 60))),
                name="company_retention_is_bounded",
            ),
        ),
    ]
