from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets house-keeping find what is old without reading all there is."""

    atomic = False

    dependencies = [("notifications", "0001_tell_persons")]

    operations = [
        AddIndexConcurrently(
            model_name="notification",
            index=models.Index(fields=["visible_at"], name="notification_by_age"),
        )
    ]
