"""Lists of applications end when one of their applicants is forgotten.

Whoever builds such a list needs the lock alone for a moment before reading: either the
applicant is gone by then, or the list is found here and goes back to the queue. Those who
forget share it, so that none of them waits for another.
"""

from django.db import migrations

FORGET = """
CREATE FUNCTION report_list_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7301008);
  UPDATE reports_report
  SET status = CASE WHEN status = 'running' THEN 'queued' ELSE status END,
    started_at = CASE WHEN status = 'running' THEN NULL ELSE started_at END,
    stored_as = CASE WHEN status = 'running' THEN '' ELSE stored_as END,
    expires_at = CASE WHEN status = 'ready' THEN least(expires_at, now()) END
  WHERE company_id = NEW.company_id AND kind = 'applications'
    AND status IN ('running', 'ready')
    AND first_day - 1 <= NEW.submitted_at::date
    AND last_day + 1 >= NEW.submitted_at::date;
  RETURN NULL;
END $$;
CREATE TRIGGER report_list_forgets
  AFTER UPDATE OF applicant_id ON applications_application
  FOR EACH ROW WHEN (OLD.applicant_id IS NOT NULL AND NEW.applicant_id IS NULL)
  EXECUTE FUNCTION report_list_forgets();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_fill_courses"),
        ("applications", "0001_tables"),
    ]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
