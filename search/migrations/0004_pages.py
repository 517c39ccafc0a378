"""Reading pages out of the one index: each sort a ladder of buckets, walked lazily.

A page is asked for by classes, best first, each one tsquery. In a class we ask for the
bucket of the sort key that is expected to hold a page and a half, then for wider ones,
and at last for all: so the cost is bounded by what a page needs, at any depth, and
never by how many jobs match. The bucket is a condition of its own, written first: that
way the index skips in both lists. The plan is made once and without the values, because
a planner that knows them walks the table and reads every text.
"""

from django.db import migrations

from search.sql import BOTH, UNPACKED, WITHIN

BOUNDS = """
CREATE TYPE search_bounds AS (
  now bigint,             -- jobs whose time runs out by then are left out
  since bigint,           -- published from, in microseconds
  before bigint,          -- published before
  pay_from bigint,
  pay_to bigint,
  without_pay boolean,    -- jobs that do not say what they pay pass as well
  hidden uuid[],          -- companies that this person does not want to see
  x float8,               -- where a search is near to, on a globe of radius 1
  y float8,
  z float8,
  chord float8            -- how far away, as the square of the straight line
);
CREATE FUNCTION search_nearest(points float8[], x float8, y float8, z float8)
RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT min((points[n] - x) * (points[n] - x)
    + (points[n + 1] - y) * (points[n + 1] - y)
    + (points[n + 2] - z) * (points[n + 2] - z))
  FROM generate_series(1, cardinality(points), 3) AS n
$$;
-- One place is the rule, and written out so that it is part of the caller's plan.
CREATE FUNCTION search_chord(points float8[], x float8, y float8, z float8)
RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE cardinality(points)
    WHEN 3 THEN (points[1] - x) * (points[1] - x) + (points[2] - y) * (points[2] - y)
      + (points[3] - z) * (points[3] - z)
    ELSE search_nearest(points, x, y, z)
  END
$$;
"""
PAGE = """
CREATE FUNCTION search_page_{sort}_{way}(
  filters tsquery, classes tsquery[], guesses float8[], bounds search_bounds,
  start_class int, start_key bigint, start_id uuid, inclusive boolean,
  wanted int, density float8,
  OUT ids uuid[], OUT of_class int[], OUT keys bigint[], OUT probes int
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
{unpacked}  shifts CONSTANT int[] := '{shifts}';
  start_too boolean := inclusive;
  empty int;
  number int := start_class;
  query tsquery;
  bucket tsquery;
  edge_key bigint;
  edge_id uuid;
  rung int;
  spot bigint;
  found_ids uuid[];
  found_keys bigint[];
  got int;
  top bigint;     -- no key is higher, or those that are share a bucket with this
  bottom bigint;  -- no key is lower
BEGIN
  ids := '{{}}'; of_class := '{{}}'; keys := '{{}}'; probes := 0;
  {find_top}
  {find_bottom_first}
  WHILE number BETWEEN 1 AND cardinality(classes) LOOP
    query := classes[number];
    edge_key := {open_key};
    edge_id := {open_id};
    IF number = start_class AND start_key IS NOT NULL THEN
      edge_key := start_key;
      edge_id := start_id;
    END IF;
    empty := 0;
    rung := 6;
    FOR n IN 1..5 LOOP
      EXIT WHEN guesses[number] < 300;
      IF guesses[number] * density * (1::bigint << shifts[n])
         >= 1.5 * (wanted - cardinality(ids)) THEN
        rung := n;
        EXIT;
      END IF;
    END LOOP;
    LOOP
      probes := probes + 1;
      IF {no_ladder} THEN
        rung := 6;
      END IF;
      IF rung < 6 THEN
        spot := {first_key} >> shifts[rung];
        bucket := quote_literal(':{letter}' || rung - 1 || ':' || spot)::tsquery;
        -- Hardly anything may be left of this bucket: take the next one along.
        IF {rest} < (1::bigint << shifts[rung]) / 2 THEN
          spot := spot {step} 1;
          bucket := bucket
            || quote_literal(':{letter}' || rung - 1 || ':' || spot)::tsquery;
        END IF;
        IF filters IS NULL AND query IS NULL THEN
{bucket_only}
        ELSIF filters IS NULL THEN
{bucket_query}
        ELSIF query IS NULL THEN
{bucket_filters}
        ELSE
{bucket_both}
        END IF;
      ELSE
        IF filters IS NULL AND query IS NULL THEN
{all_only}
        ELSIF filters IS NULL THEN
{all_query}
        ELSIF query IS NULL THEN
{all_filters}
        ELSE
{all_both}
        END IF;
      END IF;
      start_too := false;
      got := coalesce(cardinality(found_ids), 0);
      IF got > 0 THEN
        ids := ids || found_ids;
        keys := keys || found_keys;
        of_class := of_class || array_fill(number, ARRAY[got]);
      END IF;
      EXIT WHEN cardinality(ids) >= wanted OR rung = 6;
      IF got = 0 AND bottom IS NULL THEN
        {find_bottom}
      END IF;
      EXIT WHEN {is_last};
      edge_key := {next_edge};
      edge_id := {bucket_id};
      rung := rung + CASE WHEN got * 8 >= wanted THEN 1 ELSE 2 END;
      -- All at once is dear where much is expected: a few of the widest come first.
      empty := CASE WHEN got > 0 THEN 0 ELSE empty + 1 END;
      rung := least(rung, CASE WHEN guesses[number] > 5000 AND empty < {patience}
                          THEN 5 ELSE 6 END);
    END LOOP;
    EXIT WHEN cardinality(ids) >= wanted;
    number := number {class_step} 1;
  END LOOP;
END $$;
"""
READ = """          SELECT array_agg(x.job_id), array_agg(x.key) INTO found_ids, found_keys
          FROM (SELECT s.job_id, {key} AS key FROM search_document s
            WHERE {conditions}{within}
            AND (({key}, s.job_id) {beyond} (edge_key, edge_id)
                 OR (start_too AND s.job_id = start_id AND {key} = start_key))
            ORDER BY {key} {direction}, s.job_id {direction}
            LIMIT wanted - cardinality(ids)) AS x;"""
CONDITIONS = {
    "only": "",
    "query": "s.words @@ query AND ",
    "filters": "s.words @@ filters AND ",
    "both": "s.words @@ filters AND s.words @@ query AND ",
}
PUBLISHED = "FROM jobs_job WHERE status = 'published'"
LADDERS = {
    "newest": (
        "s.newest",
        "h",
        "{32,34,36,38,40}",
        f"SELECT search_micros(max(published_at)) INTO top {PUBLISHED};",
        f"SELECT search_micros(min(published_at)) INTO bottom {PUBLISHED};",
    ),
    "deadline": (
        "s.due",
        "d",
        "{32,34,36,38,40}",
        "top := -at_now;",
        f"SELECT -search_micros(max(expires_at)) INTO bottom {PUBLISHED};",
    ),
    "salary": (
        "s.pay",
        "p",
        "{14,16,18,20,22}",
        "top := 33554432;",
        "bottom := 0;",
    ),
    "distance": (
        "(-(1e17 * search_chord(s.points, at_x, at_y, at_z))::bigint)",
        "-",
        "{0,0,0,0,0}",
        "top := 0;",
        "bottom := -1e18;",
    ),
}
"""For each sort its key, the letter of its marks, the widths of its buckets, and how its
first and its last key are found: both ends of the ladder are known, so that it is
climbed to neither side of what there is."""
PATIENCE = {"newest": 3, "deadline": 3, "salary": 12, "distance": 0}
"""After so many empty buckets the rest is asked for at once: the guess was wrong. Few
jobs pay the most, so that by pay the first buckets are empty as a rule."""
HIGHEST = "9223372036854775807"
NIL = "'00000000-0000-0000-0000-000000000000'::uuid"
LAST = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid"


FORTH = f"least(CASE WHEN edge_id = {NIL} THEN edge_key - 1 ELSE edge_key END, top)"
BACK = f"least(CASE WHEN edge_id = {LAST} THEN edge_key + 1 ELSE edge_key END, top)"
WAYS = {
    "forth": {
        "open_key": HIGHEST,
        "open_id": NIL,
        "first_key": FORTH,
        "rest": f"{FORTH} - (spot << shifts[rung])",
        "step": "-",
        "next_edge": "spot << shifts[rung]",
        "bucket_id": NIL,
        "is_last": "spot <= bottom >> shifts[rung]",
        "class_step": "+",
        "beyond": "<",
        "direction": "DESC",
    },
    "back": {
        "open_key": "bottom - 1",
        "open_id": LAST,
        "first_key": BACK,
        "rest": f"((spot + 1) << shifts[rung]) - {BACK}",
        "step": "+",
        "next_edge": "((spot + 1) << shifts[rung]) - 1",
        "bucket_id": LAST,
        "is_last": "spot >= top >> shifts[rung]",
        "class_step": "-",
        "beyond": ">",
        "direction": "ASC",
    },
}
"""How a sort is read from its first row on, and how from its last."""


def pages(sort: str, way: str) -> str:
    """Return the function that reads a sort forth or back."""
    key, letter, shifts, find_top, find_bottom = LADDERS[sort]
    words = {
        **WAYS[way],
        "sort": sort,
        "way": way,
        "letter": letter,
        "shifts": shifts,
        "unpacked": UNPACKED,
        "patience": PATIENCE[sort],
        "no_ladder": "true" if letter == "-" else "false",
        "find_top": find_top,
        "find_bottom": find_bottom,
        "find_bottom_first": find_bottom if way == "back" else "",
    }
    for kind in ("bucket", "all"):
        for name, conditions in CONDITIONS.items():
            bucket = "s.words @@ bucket AND " if kind == "bucket" else ""
            words[f"{kind}_{name}"] = READ.format(
                key=key,
                conditions=bucket + conditions,
                within=WITHIN.strip(),
                beyond=words["beyond"],
                direction=words["direction"],
            )
    return PAGE.format(**words)


TOTAL = f"""
-- How many jobs match, exactly up to `most`; beyond, what a count of words says or the
-- sample. And the languages of the board, by which the words of a query are stemmed: who
-- asks with others than these asks again.
CREATE FUNCTION search_total(
  filters tsquery, query tsquery, bounds search_bounds, most int, counted bigint,
  OUT value bigint, OUT exact boolean, OUT languages text[]
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off AS $$
DECLARE
{UNPACKED}{BOTH}  enough CONSTANT int := most / 32 + 4 * sqrt(most / 32) + 1;
BEGIN
  SELECT array_agg(DISTINCT l.language ORDER BY l.language) INTO languages
    FROM search_language l;
  exact := false;
  IF counted IS NOT NULL THEN
    SELECT count(*) INTO value FROM (SELECT FROM search_sample s
      WHERE s.words @@ asked AND {WITHIN.strip()}
      LIMIT enough) AS found;
    IF value = enough THEN
      value := counted;
      RETURN;
    END IF;
  ELSE
    SELECT count(*) INTO value FROM search_sample s
      WHERE s.words @@ asked AND {WITHIN.strip()};
    IF value >= enough THEN
      value := value * 32;
      RETURN;
    END IF;
  END IF;
  SELECT count(*) INTO value FROM search_document s
    WHERE s.words @@ asked AND {WITHIN.strip()};
  exact := value <= most;
END $$;
"""
CARDS = """
CREATE FUNCTION search_cards(
  ids uuid[], of_class int[], keys bigint[], most int
) RETURNS TABLE (
  job_id uuid, class int, key bigint, card text, title text, language text, said text,
  queued_at timestamptz, company_id uuid
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
    SELECT d.job_id, each.class, each.key, d.card, j.title::text, j.language::text,
      CASE WHEN most IS NULL THEN j.description_text
           ELSE left(j.description_text, most) END,
      j.queued_at, d.company_id
    FROM unnest(ids, of_class, keys) WITH ORDINALITY AS each(id, class, key, place)
    JOIN search_document d ON d.job_id = each.id
    JOIN jobs_job j ON j.id = each.id
    ORDER BY each.place;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0003_documents")]

    operations = [
        migrations.RunSQL(BOUNDS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(pages(sort, way), migrations.RunSQL.noop)
            for sort in LADDERS
            for way in ("forth", "back")
        ),
        migrations.RunSQL(TOTAL, migrations.RunSQL.noop),
        migrations.RunSQL(CARDS, migrations.RunSQL.noop),
    ]
