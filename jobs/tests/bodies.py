"""Bodies that tests send."""

from typing import Any

JOBS = "/api/v1/jobs/"
WELDER: dict[str, Any] = {
    "title": "Welder",
    "description": "<p>You weld.</p>",
    "locations": [{"city": "Berlin", "country": "DE"}],
}
"""As little as can be submitted."""
FULL: dict[str, Any] = {
    "external_id": "A-17",
    "title": "Senior Python developer",
    "description": "We *build* things.",
    "description_format": "markdown",
    "employment_type": "part_time",
    "workplace": "hybrid",
    "locations": [
        {"city": "Hamburg", "country": "DE"},
        {"city": "Nowhere", "region": "Bavaria", "country": "DE"},
        {"city": "Here", "country": "FR", "latitude": 48.5, "longitude": -1.25},
    ],
    "applicant_countries": ["DE", "AT", "DE"],
    "experience_level": "senior",
    "category": "software",
    "skills": ["python", "C++", "PYTHON", "Underwater basket weaving"],
    "language": "EN-gb",
    "salary": {"min": 60000, "max": 75000.5, "currency": "EUR", "period": "year"},
    "positions": 2,
    "questions": [
        {"id": "why", "label": "Why?", "type": "long_text", "required": True},
        {"id": "when", "label": "When?", "type": "choice", "choices": ["Now", "Later"]},
    ],
    "apply": {"method": "external", "url": "https://acme.example/apply?job=17"},
}
"""Everything that can be said."""


def welder(**changes: Any) -> dict[str, Any]:
    """Return the small body with other fields."""
    return {**WELDER, **changes}
