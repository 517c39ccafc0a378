-- What a word of an ad is. search/language/words.py says the same of a query; the tests
-- in search/tests/test_language_agreement.py hold the two together.

-- Letters as they are compared: case, accents, width and invisible marks are gone.
CREATE OR REPLACE FUNCTION search_fold(content text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $function$
DECLARE
    folded text := content;
BEGIN
    IF octet_length(folded) = length(folded) THEN
        RETURN lower(folded);
    END IF;
    -- Typographic signs first: most texts are plain ASCII without them.
    folded := translate(
        folded,
        U&'\2019\2018\2010\2011\00a0\00b7\2013\2014\201c\201d\2022\2026',
        '''''--        '
    );
    IF octet_length(folded) = length(folded) THEN
        RETURN lower(folded);
    END IF;
    folded := replace(lower(normalize(folded, NFKD)), U&'\0438\0306', U&'\0439');
    folded := regexp_replace(
        folded,
        '[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7'
        || '\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e'
        || '\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+',
        '', 'g'
    );
    IF folded ~ '[\u00df\u00e6\u00f0\u00f8\u00fe\u0111\u0127\u0131\u0142\u0153\u03c2]'
    THEN
        folded := translate(
            replace(replace(replace(replace(
                folded,
                U&'\00df', 'ss'), U&'\00e6', 'ae'), U&'\00fe', 'th'), U&'\0153', 'oe'
            ),
            U&'\00f0\00f8\0111\0127\0131\0142\03c2', U&'dodhil\03c3'
        );
    END IF;
    IF octet_length(folded) = length(folded) THEN
        RETURN folded;
    END IF;
    RETURN normalize(folded, NFC);
END
$function$;

-- A pattern in which S is a character that is a word by itself (scripts without
-- spaces), W a character of a word, L one that is not an ASCII digit.
CREATE OR REPLACE FUNCTION search_pattern(template text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
SELECT replace(replace(replace(
    template,
    'S', '[' || solo || ']'),
    'W', '[^' || gaps || solo || ']'),
    'L', '[^0-9' || gaps || solo || ']')
FROM (VALUES (
    '\u0001-/:-@\[-`{-\u00bf\u00d7\u00f7\u02b9-\u02ff\u055a-\u055f\u0589-\u058f'
    || '\u05be\u05c0\u05c3\u05c6\u05f3-\u060f\u061b-\u061f\u066a-\u066d\u06d4'
    || '\u06dd\u06de\u06e9\u0700-\u070f\u0964\u0965\u0970\u0df4\u0e3f\u0e4f'
    || '\u0e5a\u0e5b\u0f01-\u0f17\u0f3a-\u0f3d\u104a-\u104f\u10fb\u1360-\u1368'
    || '\u166d\u166e\u1680\u16eb-\u16ed\u17d4-\u17d6\u17d8-\u17db\u1800-\u180e'
    || '\u2000-\u20cf\u2100-\u2bff\u2ce5-\u2cff\u2d70\u2e00-\u3004\u3008-\u3020'
    || '\u3030\u3036\u3037\u303d-\u303f\u30a0\u30fb\u3190-\u319f\u31c0-\u31ef'
    || '\u4dc0-\u4dff\ua490-\ua4c6\ua4fe\ua4ff\ua60d-\ua60f\ua6f2-\ua721'
    || '\ua789\ua78a\ua874-\ua877\ua8ce\ua8cf\ua9c1-\ua9cd\ue004-\uf8ff'
    || '\ufeff-\uffff\U0001d000-\U0001d3ff\U0001d800-\U0001daff'
    || '\U0001ec70-\U0001fbff\U000e0000-\U0010ffff',
    '\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u1049'
    || '\u1050-\u109f\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u302f'
    || '\u3031-\u3035\u3038-\u303c\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff'
    || '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff'
    || '\U00020000-\U0003ffff'
)) AS classes (gaps, solo)
$function$;

-- Signs that belong to a word become letters of it (private characters for . + # &), so
-- that a word is a run of W from here on.
CREATE OR REPLACE FUNCTION search_spell(folded text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $function$
DECLARE
    spelled text := folded;
BEGIN
    IF strpos(spelled, '''s') > 0 THEN
        spelled := regexp_replace(
            spelled, search_pattern('(?<=W)''s(?!W)'), '', 'g');
    END IF;
    IF strpos(spelled, '&') > 0 THEN
        spelled := regexp_replace(
            spelled, search_pattern('(?<!W)(L) ?& ?(?=L(?!W))'), '\1' || U&'\e003', 'g');
    END IF;
    spelled := regexp_replace(
        spelled, search_pattern('(?<!W)(L)\.(?=L(?!W))'), '\1', 'g');
    spelled := regexp_replace(
        spelled, search_pattern('(?<!W)(?<!\.)\.(L+)'), U&' \e000' || '\1 ', 'g');
    IF strpos(spelled, '+') > 0 THEN
        spelled := regexp_replace(
            spelled, search_pattern('(?<=L)\+\+'), U&'\e001\e001 ', 'g');
        spelled := regexp_replace(
            spelled, search_pattern('(?<=L)\+(?!W)'), U&'\e001', 'g');
    END IF;
    IF strpos(spelled, '#') > 0 THEN
        spelled := regexp_replace(
            spelled, search_pattern('(?<=L)#(?![0-9])'), U&'\e002', 'g');
    END IF;
    RETURN spelled;
END
$function$;

CREATE OR REPLACE FUNCTION search_stemmer(language text) RETURNS regdictionary
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
SELECT CASE lower(split_part(translate(language, '_', '-'), '-', 1))
    WHEN 'ar' THEN 'arabic_stem'
    WHEN 'ca' THEN 'catalan_stem'
    WHEN 'da' THEN 'danish_stem'
    WHEN 'de' THEN 'german_stem'
    WHEN 'el' THEN 'greek_stem'
    WHEN 'en' THEN 'english_stem'
    WHEN 'es' THEN 'spanish_stem'
    WHEN 'eu' THEN 'basque_stem'
    WHEN 'fi' THEN 'finnish_stem'
    WHEN 'fr' THEN 'french_stem'
    WHEN 'ga' THEN 'irish_stem'
    WHEN 'hi' THEN 'hindi_stem'
    WHEN 'hu' THEN 'hungarian_stem'
    WHEN 'hy' THEN 'armenian_stem'
    WHEN 'id' THEN 'indonesian_stem'
    WHEN 'it' THEN 'italian_stem'
    WHEN 'lt' THEN 'lithuanian_stem'
    WHEN 'nb' THEN 'norwegian_stem'
    WHEN 'ne' THEN 'nepali_stem'
    WHEN 'nl' THEN 'dutch_stem'
    WHEN 'nn' THEN 'norwegian_stem'
    WHEN 'no' THEN 'norwegian_stem'
    WHEN 'pt' THEN 'portuguese_stem'
    WHEN 'ro' THEN 'romanian_stem'
    WHEN 'ru' THEN 'russian_stem'
    WHEN 'sr' THEN 'serbian_stem'
    WHEN 'sv' THEN 'swedish_stem'
    WHEN 'ta' THEN 'tamil_stem'
    WHEN 'tr' THEN 'turkish_stem'
    WHEN 'yi' THEN 'yiddish_stem'
    ELSE 'simple'
END::regdictionary
$function$;

-- The stemmer's answer to a word, null where it is not asked: words of up to three
-- characters are names more often than forms of other words (ios, ats, aws, its).
CREATE OR REPLACE FUNCTION search_stem(stemmer regdictionary, word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
SELECT CASE WHEN length(word) > 3 THEN (ts_lexize(stemmer, left(word, 64)))[1] END
$function$;

-- The lexeme of a word: its stem, or the word where there is none (stop words stay) or
-- where it says too little: canada is can in Spanish, care is car in French. The
-- stems of a query are looked for in all languages, so such a stem finds other words.
CREATE OR REPLACE FUNCTION search_lexeme(word text, stem text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
SELECT CASE
    WHEN length(stem) > 3 OR octet_length(stem) > length(stem) OR stem || 's' = word
    THEN stem
    ELSE left(word, 64)
END
$function$;

-- The words of an ad, stemmed by its language, with their positions; and without
-- positions front-end as frontend, node.js as nodejs, security+ as security.
-- A form feed takes a position, so that no phrase reaches across it.
CREATE OR REPLACE FUNCTION search_vector(language text, content text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $function$
DECLARE
    spelled text := search_spell(search_fold(left(content, 100000)));
    stemmer regdictionary := search_stemmer(language);
    words text;
    others text;
BEGIN
    -- Each word is stemmed once, wherever it stands.
    SELECT string_agg(search_lexeme(word, stem) || ':' || places, ' ')
    INTO words
    FROM (
        SELECT word, search_stem(stemmer, word) AS stem, places
        FROM (
            SELECT run[1] AS word, string_agg(place::text, ',') AS places
            FROM regexp_matches(spelled, search_pattern('S|\f|W+'), 'g')
                WITH ORDINALITY AS matches (run, place)
            WHERE run[1] <> E'\f'
            GROUP BY run[1]
        ) AS found
        OFFSET 0
    ) AS stemmed;
    IF spelled ~ search_pattern('W[-.]W|[\ue000-\ue002]') THEN
        SELECT string_agg(search_lexeme(word, search_stem(stemmer, word)), ' ')
        INTO others
        FROM regexp_matches(
            spelled, search_pattern('W+(?:[-.]W+){1,3}|W*[\ue000-\ue002]W*'), 'g'
        ) AS matches (run),
            translate(run[1], U&'-.\e000\e001\e002', '') AS joined (word)
        WHERE word ~ '[^0-9]' AND (length(word) > 3 OR run[1] ~ '[-.]');
    END IF;
    RETURN translate(
        concat_ws(' ', words, others), U&'\e000\e001\e002\e003', '.+#&'
    )::tsvector;
END
$function$;

-- What words are under the languages of a board: the lexemes that a query looks for.
CREATE OR REPLACE FUNCTION search_lexemes(words text[], languages text[])
RETURNS TABLE (word text, language text, lexeme text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
SELECT
    word,
    language,
    translate(
        search_lexeme(spelled, search_stem(search_stemmer(language), spelled)),
        U&'\e000\e001\e002\e003', '.+#&'
    )
FROM unnest(words) AS asked (word),
    unnest(languages) AS spoken (language),
    translate(word, '.+#&', U&'\e000\e001\e002\e003') AS signs (spelled)
$function$;
