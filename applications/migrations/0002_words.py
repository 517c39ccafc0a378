"""The words of an application, written by triggers whatever changes them.

No stemmer: names are most of what is looked for. A word that is typed finds those that
begin with it, which is what stemming is for in a list that one company reads.
"""

from django.db import migrations

FUNCTIONS = r"""
-- A text as runs of letters and digits: case and accents gone, C++, C# and .NET spelt.
CREATE FUNCTION application_spelt(content text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      lower(normalize(content, NFKD)), '[\u0300-\u036f]+', '', 'g'),
      '([[:alnum:]])\+\+', '\1plusplus', 'g'),
      '([[:alnum:]])#', '\1sharp', 'g'),
      '(^|[^[:alnum:]])\.net\M', '\1dotnet', 'g'),
    '[^[:alnum:]]+', ' ', 'g')
$$;
CREATE FUNCTION application_words(name text, letter text, resume text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.simple', application_spelt(left(
    concat_ws(E'\n', name, letter, resume), 200000)))
$$;
-- What is typed: words are AND and may be beginnings, "a phrase" is exact, -not.
-- Null where there is no word in it.
CREATE FUNCTION application_query(typed text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  found tsquery;
  piece text[];
  word text;
  part tsquery;
BEGIN
  FOR piece IN
    SELECT regexp_matches(typed, '(?:^|(?<=\s))(-?)(?:"([^"]*)"|(\S+))', 'g')
  LOOP
    word := btrim(application_spelt(coalesce(piece[2], piece[3])));
    CONTINUE WHEN word = '';
    part := phraseto_tsquery('pg_catalog.simple', word);
    IF piece[1] = '-' THEN
      part := !! part;
    ELSIF piece[3] IS NOT NULL AND word !~ ' ' AND length(word) > 2 THEN
      part := (quote_literal(word) || ':*')::tsquery;
    END IF;
    found := coalesce(found && part, part);
  END LOOP;
  RETURN found;
END $$;
"""
TRIGGERS = """
CREATE FUNCTION application_gets_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.words := application_words(
    (SELECT full_name FROM accounts_user WHERE id = NEW.applicant_id),
    NEW.cover_letter,
    (SELECT text FROM applications_resume WHERE id = NEW.resume_id)
  );
  RETURN NEW;
END $$;
CREATE TRIGGER application_has_words
  BEFORE INSERT OR UPDATE OF applicant_id, cover_letter, resume_id
  ON applications_application
  FOR EACH ROW EXECUTE FUNCTION application_gets_words();
CREATE FUNCTION application_follows_resume() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE applications_application SET resume_id = NEW.id WHERE resume_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER application_has_words_of_resume AFTER UPDATE ON applications_resume
  FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text)
  EXECUTE FUNCTION application_follows_resume();
CREATE FUNCTION application_follows_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE applications_application SET applicant_id = NEW.id
    WHERE applicant_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER application_has_words_of_name AFTER UPDATE ON accounts_user
  FOR EACH ROW WHEN (OLD.full_name IS DISTINCT FROM NEW.full_name)
  EXECUTE FUNCTION application_follows_name();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_tables")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (FUNCTIONS, TRIGGERS)
    ]
