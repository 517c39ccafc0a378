"""The search document of each live job, kept by triggers whichever door a job came by.

One narrow row a job: its words and marks stand in one index and out of line, so that
neither a count nor a facet reads a text. A *mark* is a lexeme that begins with a colon
and stands for a filter value, a bucket of a sort key or a cell of the map; `=word` says
that a word is in the title, `+word` that it is there or among the head fields.
"""

from django.db import migrations

from search.rates import PER_EURO

TABLES = """
CREATE TABLE search_document (
  job_id uuid NOT NULL,
  company_id uuid NOT NULL,
  newest bigint NOT NULL,           -- published, in microseconds
  due bigint NOT NULL,              -- minus the deadline, in microseconds
  pay bigint NOT NULL,              -- highest pay a year, in euro cents; -1 without
  pay_low bigint NOT NULL,
  employment_type text NOT NULL,
  workplace text NOT NULL,
  experience_level text NOT NULL,
  category text NOT NULL,
  skills text[] NOT NULL,
  countries text[] NOT NULL,
  cities text[] NOT NULL,
  points float8[] NOT NULL,         -- of each place x, y, z on a globe of radius 1
  words tsvector NOT NULL,
  card text NOT NULL
) WITH (toast_tuple_target = 128);
ALTER TABLE search_document ALTER words SET STORAGE EXTERNAL;
ALTER TABLE search_document ALTER card SET STORAGE EXTERNAL;
-- All else stays in the row, which a small target would otherwise empty.
ALTER TABLE search_document ALTER employment_type SET STORAGE MAIN,
  ALTER workplace SET STORAGE MAIN, ALTER experience_level SET STORAGE MAIN,
  ALTER category SET STORAGE MAIN, ALTER skills SET STORAGE MAIN,
  ALTER countries SET STORAGE MAIN, ALTER cities SET STORAGE MAIN,
  ALTER points SET STORAGE MAIN;
ALTER TABLE search_document ADD CONSTRAINT search_document_pkey PRIMARY KEY (job_id);
-- Not unique: two who bring the same new word at once would wait for each other, and
-- crosswise where each brings several. So both write it, and readers see a set.
CREATE TABLE search_language (language text NOT NULL);
CREATE TABLE search_title_word (word text NOT NULL);
CREATE TABLE search_sample (LIKE search_document INCLUDING STORAGE)
  WITH (toast_tuple_target = 128);
ALTER TABLE search_sample ADD CONSTRAINT search_sample_pkey PRIMARY KEY (job_id);
"""
INDEXES = """
CREATE INDEX search_document_words ON search_document USING gin (words)
  WITH (fastupdate = on, gin_pending_list_limit = 512);
CREATE INDEX search_document_company ON search_document (company_id);
CREATE INDEX search_title_word_known ON search_title_word (word);
CREATE INDEX search_title_word_like ON search_title_word USING gin (word gin_trgm_ops);
CREATE INDEX search_sample_words ON search_sample USING gin (words)
  WITH (fastupdate = on, gin_pending_list_limit = 512);
"""
RATES = "\n".join(f"    WHEN '{code}' THEN {rate}" for code, rate in PER_EURO.items())
KEYS = (
    """
CREATE FUNCTION search_micros(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (extract(epoch FROM at) * 1000000)::bigint
$$;
CREATE FUNCTION search_rate(currency text) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE currency
"""
    + RATES
    + """
  END::float8
$$;
CREATE FUNCTION search_cents(amount numeric, currency text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN amount IS NULL OR search_rate(currency) IS NULL THEN -1
    ELSE least(round(amount::float8 / search_rate(currency) * 100), 1e15)::bigint END
$$;
CREATE FUNCTION search_is_sampled(job_id uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT uuid_hash(job_id) & 31 = 0 $$;
CREATE FUNCTION search_buckets(letter text, key bigint, shifts int[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(':' || letter || level - 1 || ':' || (key >> shift))
  FROM unnest(shifts) WITH ORDINALITY AS each(shift, level)
$$;
CREATE FUNCTION search_globe(coordinates float8[]) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(number ORDER BY n, part), '{}')
  FROM generate_series(1, coalesce(cardinality(coordinates), 0), 2) AS n,
    LATERAL (VALUES
      (1, cosd(coordinates[n]) * cosd(coordinates[n + 1])),
      (2, cosd(coordinates[n]) * sind(coordinates[n + 1])),
      (3, sind(coordinates[n]))
    ) AS axis(part, number)
$$;
CREATE FUNCTION search_cells(points float8[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  -- East of 180 degrees begins the west: both are one line on the ground.
  SELECT array_agg(DISTINCT ':z' || level - 1 || ':' || floor(points[n] / size)::int
    || ':' || floor(CASE WHEN points[n + 1] >= 180 THEN points[n + 1] - 360
                    ELSE points[n + 1] END / size)::int)
  FROM generate_series(1, coalesce(cardinality(points), 0), 2) AS n,
    unnest(ARRAY[0.1, 0.5, 4.0]) WITH ORDINALITY AS each(size, level)
$$;
"""
)
BUILT = """
CREATE FUNCTION search_built(job jobs_job, company accounts_company)
RETURNS search_document LANGUAGE plpgsql STABLE AS $$
DECLARE
  built search_document;
  title tsvector := search_vector(job.language, job.title);
  head tsvector;
  said text;
  names text[];
  coordinates float8[];
BEGIN
  built.job_id := job.id;
  built.company_id := job.company_id;
  built.newest := search_micros(job.published_at);
  built.due := -search_micros(job.expires_at);
  built.pay := search_cents(job.salary_year_max, job.salary_currency);
  built.pay_low := search_cents(job.salary_year_min, job.salary_currency);
  built.employment_type := job.employment_type;
  built.workplace := job.workplace;
  built.experience_level := job.experience_level;
  built.category := job.category;
  built.skills := job.skills;
  built.countries := job.countries;
  -- Each once, however it is spelt: facets add the spellings up.
  SELECT coalesce(array_agg(city ORDER BY city), '{}') INTO built.cities FROM (
    SELECT DISTINCT ON (search_fold(place ->> 'city')) place ->> 'city' AS city
    FROM jsonb_array_elements(job.locations) AS place
    WHERE place ->> 'city' <> '' ORDER BY search_fold(place ->> 'city'), city
  ) AS found;
  SELECT coalesce(array_agg(number ORDER BY at, part), '{}') INTO coordinates
    FROM jsonb_array_elements(job.locations) WITH ORDINALITY AS each(place, at),
      LATERAL (VALUES (1, (place ->> 'latitude')::float8),
                      (2, (place ->> 'longitude')::float8)) AS pair(part, number)
    WHERE place ->> 'latitude' IS NOT NULL;
  built.points := search_globe(coordinates);
  SELECT array_agg(DISTINCT name) INTO names FROM (
    SELECT unnest(built.cities) AS name
    UNION SELECT place ->> 'region' FROM jsonb_array_elements(job.locations) AS place
  ) AS found WHERE name <> '';
  said := concat_ws(
    E' \\f ', array_to_string(job.skills, E' \\f '), company.name,
    array_to_string(names, E' \\f '), replace(job.category, '-', ' '),
    -- What every other job is says nothing.
    replace(nullif(job.employment_type, 'full_time'), '_', ' '),
    nullif(job.workplace, 'onsite')
  );
  head := search_vector(job.language, said);
  -- A form feed takes a place of its own, so that no phrase reaches across it.
  built.words := search_vector(job.language, concat_ws(
      E' \\f ', job.title, said, job.description_text
    )) || array_to_tsvector(
      search_within_field('=', title) || search_within_field('+', title || head)
      || search_roots(search_title_words(job.title))
      || search_marks(job, built, coordinates)
    );
  built.card := job_card(job, company);
  RETURN built;
END $$;
CREATE FUNCTION search_within_field(prefix text, words tsvector) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(prefix || word), '{}')
  FROM unnest(tsvector_to_array(words)) AS word
$$;
-- The words of a title as they are spelt, for roots and for spelling.
CREATE FUNCTION search_title_words(title text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found text[];
BEGIN
  SELECT array_agg(DISTINCT translate(m[1], U&'\\e000\\e001\\e002\\e003', '.+#&'))
    INTO found
    FROM regexp_matches(
      search_spell(search_fold(title)), search_pattern('S|W+'), 'g') AS m;
  RETURN coalesce(found, '{}');
END $$;
CREATE FUNCTION search_roots(words text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found text[];
BEGIN
  SELECT array_agg(DISTINCT '~' || search_root(word)) INTO found
    FROM unnest(words) AS word;
  RETURN coalesce(found, '{}');
END $$;
CREATE FUNCTION search_prefixed(prefix text, names text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(prefix || name), '{}') FROM unnest(names) AS name
$$;
-- In plpgsql, because it keeps the plans that an SQL function makes for every call.
CREATE FUNCTION search_marks(
  job jobs_job, built search_document, coordinates float8[]
) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  welcome text[] := job.applicant_countries;
  spoken text[] := string_to_array(lower(job.language), '-');
  marks text[];
BEGIN
  IF job.workplace = 'remote' AND welcome = '{}' THEN
    welcome := job.countries;
  END IF;
  marks := ARRAY[
    ':all',
    ':e:' || job.employment_type,
    ':w:' || job.workplace,
    ':o:' || job.company_id,
    ':t' || least(cardinality(regexp_split_to_array(btrim(job.title), '\\s+')), 12),
    CASE WHEN built.pay < 0 THEN ':unpaid' ELSE ':paid' END
  ];
  -- Who asks for zh-Hant wants zh-Hant-TW as well.
  FOR n IN 1..cardinality(spoken) LOOP
    marks := marks || (':l:' || array_to_string(spoken[1:n], '-'));
  END LOOP;
  marks := marks || search_prefixed(':k:', job.skill_keys);
  marks := marks || search_prefixed(':n:', job.countries);
  marks := marks || search_prefixed(':a:', welcome);
  marks := marks || search_cells(coordinates);
  marks := marks || search_buckets('h', built.newest, '{32,34,36,38,40}');
  marks := marks || search_buckets('d', built.due, '{32,34,36,38,40}');
  IF job.experience_level <> '' THEN
    marks := marks || (':x:' || job.experience_level);
  END IF;
  IF job.category <> '' THEN
    marks := marks || (':g:' || job.category);
  END IF;
  IF cardinality(built.cities) > 0 THEN
    SELECT marks || array_agg(':c:' || search_fold(city)) INTO marks
      FROM unnest(built.cities) AS city;
  END IF;
  IF built.pay >= 0 THEN
    marks := marks
      || search_buckets('p', least(built.pay, 1 << 25), '{14,16,18,20,22}');
  END IF;
  RETURN marks;
END $$;
"""
TRIGGERS = """
CREATE FUNCTION search_follow_job() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  employer accounts_company;
BEGIN
  -- Held first, and shared: a suspension waits for us, or we for it, never crosswise.
  SELECT * INTO employer FROM accounts_company
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.company_id ELSE NEW.company_id END
    FOR SHARE;
  IF TG_OP <> 'INSERT' THEN
    IF OLD.status = 'published' THEN
      DELETE FROM search_document WHERE job_id = OLD.id;
      IF search_is_sampled(OLD.id) THEN
        DELETE FROM search_sample WHERE job_id = OLD.id;
      END IF;
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    IF NEW.status = 'published' THEN
      PERFORM search_add(NEW, employer);
    END IF;
  END IF;
  RETURN NULL;
END $$;
-- Typing errors are mended by the words of titles: new ones count at once.
CREATE FUNCTION search_learns(words text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  learnt text;
BEGIN
  -- One look at the key for each: nearly all are known, and a join would read them all.
  FOREACH learnt IN ARRAY words LOOP
    CONTINUE WHEN length(learnt) <= 3;
    PERFORM FROM search_title_word WHERE word = learnt LIMIT 1;
    IF NOT FOUND THEN
      INSERT INTO search_title_word VALUES (learnt);
    END IF;
  END LOOP;
END $$;
-- Queries are stemmed by the languages that jobs are in: a new one counts at once.
CREATE FUNCTION search_speaks(spoken text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM search_language WHERE language = spoken) THEN
    INSERT INTO search_language VALUES (spoken);
  END IF;
END $$;
CREATE FUNCTION search_add(job jobs_job, company accounts_company) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  built search_document;
BEGIN
  IF company.suspended_at IS NOT NULL THEN
    RETURN;
  END IF;
  built := search_built(job, company);
  PERFORM search_learns(search_title_words(job.title));
  PERFORM search_speaks(split_part(lower(job.language), '-', 1));
  INSERT INTO search_document VALUES (built.*);
  IF search_is_sampled(job.id) THEN
    INSERT INTO search_sample VALUES (built.*);
  END IF;
END $$;
CREATE TRIGGER search_follows_new AFTER INSERT ON jobs_job
  FOR EACH ROW WHEN (NEW.status = 'published') EXECUTE FUNCTION search_follow_job();
CREATE TRIGGER search_follows_end AFTER DELETE ON jobs_job
  FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION search_follow_job();
CREATE TRIGGER search_follows_change AFTER UPDATE ON jobs_job
  FOR EACH ROW WHEN (
    (OLD.status = 'published' OR NEW.status = 'published') AND OLD.* IS DISTINCT FROM NEW.*
  ) EXECUTE FUNCTION search_follow_job();
-- What many jobs show of their company is written by a consumer, in batches: a statement
-- may not take so long. What is taken off the board is gone at once.
CREATE TABLE search_stale (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id uuid NOT NULL
);
CREATE FUNCTION search_follow_company() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  many boolean := NEW.suspended_at IS NULL AND (
    SELECT count(*) FROM (
      SELECT FROM jobs_job WHERE company_id = NEW.id AND status = 'published' LIMIT 201
    ) AS its
  ) > 200;
BEGIN
  IF many THEN
    INSERT INTO search_stale (job_id) SELECT id FROM jobs_job
      WHERE company_id = NEW.id AND status = 'published';
    RETURN NULL;
  END IF;
  DELETE FROM search_document WHERE company_id = NEW.id;
  DELETE FROM search_sample WHERE company_id = NEW.id;
  PERFORM search_add(job, NEW) FROM jobs_job AS job
    WHERE job.company_id = NEW.id AND job.status = 'published';
  RETURN NULL;
END $$;
CREATE TRIGGER search_follows_company AFTER UPDATE ON accounts_company
  FOR EACH ROW WHEN (
    (OLD.name, OLD.slug, OLD.verified_at IS NULL, OLD.suspended_at IS NULL)
    IS DISTINCT FROM
    (NEW.name, NEW.slug, NEW.verified_at IS NULL, NEW.suspended_at IS NULL)
  ) EXECUTE FUNCTION search_follow_company();
CREATE FUNCTION search_forget_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE search_document, search_sample, search_language, search_title_word,
    search_stale;
  RETURN NULL;
END $$;
CREATE TRIGGER search_follows_truncate AFTER TRUNCATE ON jobs_job
  FOR EACH STATEMENT EXECUTE FUNCTION search_forget_all();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_words"),
        ("jobs", "0002_what_lists_show"),
    ]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (TABLES, INDEXES, KEYS, BUILT, TRIGGERS)
    ]
