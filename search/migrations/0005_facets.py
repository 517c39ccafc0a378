"""Counting by facet: one pass over what matches, exact, or over the sample of it."""

from django.db import migrations

from search.sql import BOTH, UNPACKED, WITHIN

SCALARS = {
    "employment_type": "h.employment_type",
    "workplace": "h.workplace",
    "experience_level": "h.experience_level",
    "category": "h.category",
    "company": "h.company_id::text",
}
LISTS = {"skills": "skills", "country": "countries", "city": "cities"}
FOLDED = "'skills', 'city'"
"""Facets whose values are one however they are spelt, as the filters have it."""


def counted() -> str:
    """Return the branches of the union, one for each facet."""
    parts = [
        f"SELECT '{name}', {value}, count(*) FROM hits h"
        f" WHERE '{name}' = ANY (names) AND {value} <> '' GROUP BY 2"
        for name, value in SCALARS.items()
    ]
    parts += [
        f"SELECT '{name}', v, count(*) FROM hits h, unnest(h.{column}) AS v"
        f" WHERE '{name}' = ANY (names) GROUP BY 2"
        for name, column in LISTS.items()
    ]
    # A job is in each step that its range has a part of, as the filter has it.
    parts.append(
        "SELECT 'salary', e.place::text, count(*) FROM hits h,"
        " unnest(pay_from, pay_to) WITH ORDINALITY AS e(low, high, place)"
        " WHERE 'salary' = ANY (names) AND h.pay >= e.low"
        " AND (e.high IS NULL OR h.pay_low <= e.high) GROUP BY 2"
    )
    # Each step of time has the ones before it in it, as the filter has.
    parts.append(
        "SELECT 'posted', e.place::text, count(*) FROM hits h,"
        " unnest(time_edges) WITH ORDINALITY AS e(edge, place)"
        " WHERE 'posted' = ANY (names) AND h.newest >= e.edge GROUP BY 2"
    )
    return "\n    UNION ALL ".join(parts)


def facets(table: str, name: str) -> str:
    """Return the function that counts over one of the two tables."""
    return f"""
CREATE FUNCTION {name}(
  filters tsquery, query tsquery, bounds search_bounds,
  names text[], size int, pay_from bigint[], pay_to bigint[], time_edges bigint[]
) RETURNS TABLE (facet text, value text, jobs bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET work_mem = '32MB' AS $$
#variable_conflict use_column
DECLARE
{UNPACKED}{BOTH}BEGIN
  RETURN QUERY WITH hits AS MATERIALIZED (
    SELECT s.company_id, s.newest, s.pay, s.pay_low, s.employment_type, s.workplace,
      s.experience_level, s.category, s.skills, s.countries, s.cities
    FROM {table} s
    WHERE s.words @@ asked AND {WITHIN.strip()}
  ), counted (facet, value, jobs) AS (
    {counted()}
  ), named AS (
    SELECT c.*, CASE WHEN c.facet NOT IN ({FOLDED}) THEN c.value
      -- What folding plain letters is, without a call for each.
      WHEN octet_length(c.value) = length(c.value) THEN lower(c.value)
      ELSE search_fold(c.value) END AS same
    FROM counted c
  ), summed (facet, value, jobs) AS (
    SELECT n.facet, (array_agg(n.value ORDER BY n.jobs DESC, n.value))[1],
      sum(n.jobs)::bigint
    FROM named n GROUP BY n.facet, n.same
  ), ranked AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.facet ORDER BY c.jobs DESC, c.value)
      AS place
    FROM summed c
  )
  SELECT r.facet, r.value, r.jobs FROM ranked r
  WHERE r.place <= size
  ORDER BY r.facet, r.jobs DESC, r.value;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0004_pages")]

    operations = [
        migrations.RunSQL(
            facets("search_document", "search_facets"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            facets("search_sample", "search_facets_sampled"), migrations.RunSQL.noop
        ),
    ]
