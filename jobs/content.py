"""From what an employer writes to the columns that hold it, in one place.

The API, upserts and imports all come through here, so that a text is made safe, a
place is put on the map and a duplicate is recognised the same way for each.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from accounts.slugs import slug_of
from jobs.catalogue.skills import canonical_skill, skill_key
from jobs.paragraphs import paragraphs_of
from jobs.texts import folded, plain_text, safe_html

Fields = Mapping[str, Any]
LONGEST_SLUG = 80
_PLAIN = (
    "title",
    "employment_type",
    "workplace",
    "locations",
    "applicant_countries",
    "language",
    "positions",
    "questions",
    "expires_at",
)
_BLANK_FOR_NONE = ("experience_level", "category")
_PLACE = ("city", "region", "country")


def columns_of(fields: Fields) -> dict[str, Any]:
    """Return the columns that validated fields of a body set, and only those."""
    columns = {name: fields[name] for name in _PLAIN if name in fields}
    columns |= {n: fields[n] or "" for n in _BLANK_FOR_NONE if n in fields}
    if "title" in fields:
        columns["slug"] = slug_of(fields["title"], fallback="job")[:LONGEST_SLUG]
    if "description" in fields:
        html = _html(fields["description"], fields.get("description_format"))
        columns |= {"description": html, "description_text": plain_text(html)}
    if "locations" in fields:
        found = (place["country"] for place in fields["locations"])
        columns["countries"] = sorted({country for country in found if country})
    if "skills" in fields:
        columns |= _skills(fields["skills"])
    if "salary" in fields:
        columns |= _salary(fields["salary"])
    if "apply" in fields:
        columns["apply_method"] = fields["apply"]["method"]
        columns["apply_url"] = fields["apply"].get("url") or ""
    if "external_id" in fields:
        written = (fields["external_id"] or "").strip()
        columns |= {"external_id": written, "external_key": external_key(written)}
    if "allow_duplicate" in fields:
        columns["allows_duplicate"] = fields["allow_duplicate"]
    return columns


def fields_of(columns: Iterable[str]) -> list[str]:
    """Return the fields of a body that columns come from, each once."""
    return sorted({_FIELDS.get(column, column) for column in columns})


def external_key(external_id: str) -> str | None:
    """Return how an external id is compared: trimmed, in one case."""
    return external_id.strip().casefold() or None


def fingerprint_of(columns: Fields) -> bytes:
    """Return the digest that duplicates share: title, text and places, folded.

    A place that is named twice is one place.
    """
    places = {
        "\x1f".join(folded(str(place.get(part) or "")) for part in _PLACE)
        for place in columns["locations"]
    }
    texts = folded(columns["title"]), folded(columns["description_text"])
    told = "\x1e".join([*texts, *sorted(places)])
    return hashlib.sha256(told.encode()).digest()


def digest_of(columns: Fields) -> bytes:
    """Return the digest of everything that an employer writes."""
    written = {name: columns[name] for name in WRITTEN}
    for name in ("salary_min", "salary_max"):
        # As the column keeps it, so that a row and a body say the same.
        if written[name] is not None:
            written[name] = f"{written[name]:.2f}"
    told = orjson.dumps(written, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).digest()


def _html(description: str, written_in: str | None) -> str:
    if written_in != "markdown":
        return safe_html(description, markdown=False)
    plain = paragraphs_of(description)
    if plain is not None:
        return safe_html(plain, markdown=False)
    return safe_html(description, markdown=True)


def _skills(written: list[str]) -> dict[str, Any]:
    """Fold known skills to their spelling, and keep each once."""
    by_key = {skill_key(each): canonical_skill(each) for each in written}
    return {"skills": list(by_key.values()), "skill_keys": list(by_key)}


def _salary(salary: Fields | None) -> dict[str, Any]:
    given = salary or {}
    return {
        "salary_min": given.get("min"),
        "salary_max": given.get("max"),
        "salary_currency": given.get("currency") or "",
        "salary_period": given.get("period") or "",
    }


WRITTEN = (
    "title",
    "description",
    "employment_type",
    "workplace",
    "locations",
    "applicant_countries",
    "experience_level",
    "category",
    "skills",
    "language",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "positions",
    "questions",
    "apply_method",
    "apply_url",
    "expires_at",
    "external_id",
    "allows_duplicate",
)
"""The columns that an employer writes; what else there is follows from them."""
_FIELDS = {
    "slug": "title",
    "description_text": "description",
    "countries": "locations",
    "skill_keys": "skills",
    "salary_min": "salary",
    "salary_max": "salary",
    "salary_currency": "salary",
    "salary_period": "salary",
    "apply_method": "apply",
    "apply_url": "apply",
    "external_key": "external_id",
    "allows_duplicate": "allow_duplicate",
}
