"""Courses follow applications, their steps and messages, whichever door changed them.

What is added counts at once; what is changed or taken away is counted anew. Steps and
messages of one application may come at the same moment: each writes its own columns,
and only on top of what is there.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION report_place(stage text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_position(ARRAY['submitted', 'in_review', 'shortlisted', 'interview',
    'offered', 'hired'], stage)
$$;
CREATE FUNCTION report_course_of_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM reports_course WHERE application_id = OLD.id;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO reports_course
      (application_id, company_id, job_id, submitted_at, stage, reason, place)
    VALUES
      (NEW.id, NEW.company_id, NEW.job_id, NEW.submitted_at, NEW.stage, NEW.reason, 1);
  ELSE
    UPDATE reports_course
    SET company_id = NEW.company_id, job_id = NEW.job_id,
      submitted_at = NEW.submitted_at, stage = NEW.stage, reason = NEW.reason
    WHERE application_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION report_course_of_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE reports_course
    SET place = greatest(place, report_place(NEW.to_stage)),
      hired_at = CASE WHEN NEW.to_stage = 'hired' THEN least(hired_at, NEW.at)
                      ELSE hired_at END,
      told_at = CASE WHEN NEW."to" IN ('submitted', 'withdrawn') THEN told_at
                     ELSE least(told_at, NEW.told_at) END
    WHERE application_id = NEW.application_id;
  ELSE
    UPDATE reports_course AS course
    SET place = coalesce(step.place, 1), hired_at = step.hired_at,
      told_at = step.told_at
    FROM (
      SELECT max(report_place(to_stage)) AS place,
        min(at) FILTER (WHERE to_stage = 'hired') AS hired_at,
        min(told_at) FILTER (WHERE "to" NOT IN ('submitted', 'withdrawn')) AS told_at
      FROM applications_applicationmove WHERE application_id = OLD.application_id
    ) AS step
    WHERE course.application_id = OLD.application_id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION report_course_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE reports_course SET messaged_at = least(messaged_at, NEW.created_at)
    WHERE application_id = NEW.application_id;
  ELSE
    UPDATE reports_course SET messaged_at = (
      SELECT min(created_at) FROM applications_message
      WHERE application_id = OLD.application_id AND side = 'company')
    WHERE application_id = OLD.application_id;
  END IF;
  RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER report_course_begins
  AFTER INSERT OR DELETE ON applications_application
  FOR EACH ROW EXECUTE FUNCTION report_course_of_application();
CREATE TRIGGER report_course_goes_on
  AFTER UPDATE ON applications_application
  FOR EACH ROW WHEN (
    (OLD.company_id, OLD.job_id, OLD.submitted_at, OLD.stage, OLD.reason)
    IS DISTINCT FROM
    (NEW.company_id, NEW.job_id, NEW.submitted_at, NEW.stage, NEW.reason))
  EXECUTE FUNCTION report_course_of_application();
CREATE TRIGGER report_course_takes_a_step
  AFTER INSERT OR UPDATE OR DELETE ON applications_applicationmove
  FOR EACH ROW EXECUTE FUNCTION report_course_of_move();
CREATE TRIGGER report_course_has_a_message
  AFTER INSERT ON applications_message
  FOR EACH ROW WHEN (NEW.side = 'company')
  EXECUTE FUNCTION report_course_of_message();
CREATE TRIGGER report_course_loses_a_message
  AFTER UPDATE OR DELETE ON applications_message
  FOR EACH ROW WHEN (OLD.side = 'company')
  EXECUTE FUNCTION report_course_of_message();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_tables"),
        ("applications", "0002_words"),
    ]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (FUNCTIONS, TRIGGERS)
    ]
