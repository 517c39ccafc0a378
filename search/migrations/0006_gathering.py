"""Gathering where little matches: one look for many classes, and each row is told its own.

Class after class is asked for where much matches, because a page is full after the first
few. Where hardly anything does, twenty questions read the same lists of the index twenty
times. So what reaches any of the classes is asked for at once, and its rows say which is
theirs: that reads their words, which is dear, but they are few. It is the same order.
"""

from django.db import migrations

from search.sql import UNPACKED, WITHIN

GATHERED = f"""
CREATE FUNCTION search_page_gathered(
  filters tsquery, classes tsquery[], guesses float8[], bounds search_bounds,
  start_class int, start_key bigint, start_id uuid, inclusive boolean,
  wanted int, density float8,
  tries int[],           -- up to which class one may gather, in the order of trying
  reaches tsquery[],     -- what any class up to there satisfies
  most int,              -- so many rows are gathered
  OUT ids uuid[], OUT of_class int[], OUT keys bigint[], OUT probes int
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off AS $$
DECLARE
{UNPACKED}  within CONSTANT tsquery := coalesce(filters, ''':all''');
  candidates uuid[];
  up_to int := 0;
  rest record;
BEGIN
  ids := '{{}}'; of_class := '{{}}'; keys := '{{}}'; probes := 0;
  FOR n IN 1..cardinality(tries) LOOP
    probes := probes + 1;
    SELECT coalesce(array_agg(x.job_id), '{{}}') INTO candidates FROM (
      SELECT s.job_id FROM search_document s
      WHERE s.words @@ within AND s.words @@ reaches[n] AND {WITHIN.strip()}
      LIMIT most + 1) AS x;
    IF cardinality(candidates) <= most THEN
      up_to := tries[n];
      EXIT;
    END IF;
  END LOOP;
  IF up_to > 0 THEN
    SELECT coalesce(array_agg(y.job_id), '{{}}'), coalesce(array_agg(y.class), '{{}}'),
      coalesce(array_agg(y.newest), '{{}}') INTO ids, of_class, keys
    FROM (SELECT c.job_id, c.class, c.newest
      FROM (SELECT x.job_id, x.newest,
          (SELECT n FROM generate_series(1, up_to) AS n WHERE x.words @@ classes[n]
           LIMIT 1) AS class
        -- Put together with nothing, so that they are fetched once and not for each.
        FROM (SELECT s.job_id, s.newest, s.words || ''::tsvector AS words
          FROM search_document s WHERE s.job_id = ANY (candidates) OFFSET 0) AS x
      ) AS c
      WHERE c.class > start_class OR (c.class = start_class AND (
        start_key IS NULL OR (c.newest, c.job_id) < (start_key, start_id)
        OR (inclusive AND c.job_id = start_id AND c.newest = start_key)))
      ORDER BY c.class, c.newest DESC, c.job_id DESC
      LIMIT wanted) AS y;
  END IF;
  IF cardinality(ids) < wanted AND up_to < cardinality(classes) THEN
    SELECT * INTO rest FROM search_page_newest_forth(
      filters, classes, guesses, bounds, greatest(start_class, up_to + 1),
      CASE WHEN start_class > up_to THEN start_key END,
      CASE WHEN start_class > up_to THEN start_id END,
      inclusive AND start_class > up_to, wanted - cardinality(ids), density);
    ids := ids || rest.ids;
    of_class := of_class || rest.of_class;
    keys := keys || rest.keys;
    probes := probes + rest.probes;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0005_facets")]

    operations = [migrations.RunSQL(GATHERED, migrations.RunSQL.noop)]
