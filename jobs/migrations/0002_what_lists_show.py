"""The state of a job at this moment and the card that lists show, each said once."""

from django.db import migrations

STATUS = """
CREATE FUNCTION job_status(job jobs_job, suspended_at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN job.status <> 'published' THEN job.status
    WHEN job.expires_at <= statement_timestamp() THEN 'expired'
    WHEN suspended_at IS NOT NULL THEN 'frozen'
    ELSE job.status
  END
$$;
"""
INSTANT = """
CREATE FUNCTION job_instant(at timestamptz) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
"""
CARD = """
CREATE FUNCTION job_card(job jobs_job, company accounts_company) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT json_build_object(
    'id', job.id,
    'slug', job.slug,
    'external_id', nullif(job.external_id, ''),
    'company', json_build_object(
      'id', company.id,
      'name', company.name,
      'slug', company.slug,
      'verified', company.verified_at IS NOT NULL
    ),
    'title', job.title,
    'employment_type', job.employment_type,
    'workplace', job.workplace,
    'locations', job.locations,
    'applicant_countries', job.applicant_countries,
    'experience_level', nullif(job.experience_level, ''),
    'category', nullif(job.category, ''),
    'skills', job.skills,
    'language', job.language,
    'salary', CASE WHEN job.salary_currency <> '' THEN json_build_object(
      'min', trim_scale(job.salary_min),
      'max', trim_scale(job.salary_max),
      'currency', job.salary_currency,
      'period', job.salary_period
    ) END,
    'positions', job.positions,
    'apply', json_build_object(
      'method', job.apply_method, 'url', nullif(job.apply_url, '')
    ),
    'status', job_status(job, company.suspended_at),
    'published_at', job_instant(job.published_at),
    'first_published_at', job_instant(job.published_at),
    'expires_at', job_instant(job.expires_at),
    'closed_at', job_instant(job.closed_at),
    'created_at', job_instant(job.created_at),
    'updated_at', job_instant(job.updated_at)
  )::text
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_jobs_tables"),
        ("accounts", "0001_accounts_tables"),
    ]

    operations = [
        migrations.RunSQL(STATUS, "DROP FUNCTION job_status"),
        migrations.RunSQL(INSTANT, "DROP FUNCTION job_instant"),
        migrations.RunSQL(CARD, "DROP FUNCTION job_card"),
    ]
