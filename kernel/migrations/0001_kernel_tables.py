from django.db import migrations, models

TAKE = """
CREATE FUNCTION kernel_take(
    asked_key text, window_seconds double precision, quota integer, cost integer,
    OUT allowed boolean, OUT used integer, OUT wait_seconds double precision
) LANGUAGE plpgsql AS $$
-- The twin of the Lua script in kernel/limits.py: eleven slices of a tenth of the
-- window each, so that no window of full length ever holds more than the quota.
DECLARE
    width double precision := window_seconds / 10;
    instant double precision;
    this_slot bigint;
    freed integer := 0;
    slice record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(asked_key, 7305));
    instant := extract(epoch FROM clock_timestamp());
    this_slot := floor(instant / width);
    DELETE FROM kernel_ratewindow WHERE key = asked_key AND slot < this_slot - 10;
    SELECT coalesce(sum(hits), 0) INTO used FROM kernel_ratewindow WHERE key = asked_key;
    allowed := used + cost <= quota;
    wait_seconds := 0;
    IF allowed THEN
        used := used + cost;
        INSERT INTO kernel_ratewindow (key, slot, hits, expires_at)
        VALUES (asked_key, this_slot, cost,
                clock_timestamp() + make_interval(secs => window_seconds * 1.2))
        ON CONFLICT (key, slot) DO UPDATE SET hits = kernel_ratewindow.hits + cost;
    END IF;
    FOR slice IN
        SELECT slot, hits FROM kernel_ratewindow WHERE key = asked_key ORDER BY slot
    LOOP
        freed := freed + slice.hits;
        wait_seconds := (slice.slot + 11) * width - instant;
        EXIT WHEN allowed OR used - freed + cost <= quota;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                (
                    "place",
                    models.BinaryField(
                        max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("scope", models.CharField(db_index=True, max_length=200)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField()),
                ("headers", models.JSONField()),
                ("body", models.BinaryField()),
                ("answered_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="RateWindow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "slot",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("slot", models.BigIntegerField()),
                ("hits", models.IntegerField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        # A crash of PostgreSQL empties it, which lets at most one more quota through.
        migrations.RunSQL(
            "ALTER TABLE kernel_ratewindow SET UNLOGGED",
            "ALTER TABLE kernel_ratewindow SET LOGGED",
        ),
        migrations.RunSQL(TAKE, "DROP FUNCTION kernel_take"),
    ]
