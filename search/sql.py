"""Parts of SQL that several functions of search share; migrations take them."""

WITHIN = """
    s.due < -at_now
    AND (at_hidden IS NULL OR s.company_id <> ALL (at_hidden))
    AND (at_since IS NULL OR s.newest >= at_since)
    AND (at_before IS NULL OR s.newest < at_before)
    AND (at_pay_from IS NULL OR s.pay >= at_pay_from
         OR (at_without_pay AND s.pay < 0))
    AND (at_pay_to IS NULL OR (s.pay >= 0 AND s.pay_low <= at_pay_to)
         OR (at_without_pay AND s.pay < 0))
    AND (at_chord IS NULL OR search_chord(
         s.points, at_x, at_y, at_z) <= at_chord)
"""
"""What lexemes do not decide, said once for pages, totals and facets."""

UNPACKED = """  at_now CONSTANT bigint := (bounds).now;
  at_since CONSTANT bigint := (bounds).since;
  at_before CONSTANT bigint := (bounds).before;
  at_pay_from CONSTANT bigint := (bounds).pay_from;
  at_pay_to CONSTANT bigint := (bounds).pay_to;
  at_without_pay CONSTANT boolean := (bounds).without_pay;
  at_hidden CONSTANT uuid[] := (bounds).hidden;
  at_x CONSTANT float8 := (bounds).x;
  at_y CONSTANT float8 := (bounds).y;
  at_z CONSTANT float8 := (bounds).z;
  at_chord CONSTANT float8 := (bounds).chord;
"""
"""The bounds as variables: taking a field out of a row is dearer than comparing it."""

BOTH = """  asked CONSTANT tsquery := coalesce(
    filters && query, filters, query, ''':all''');
"""
"""Filters and words as one condition: each one that the index leaves to the row, as it
does with phrases, fetches the words of the row anew."""
