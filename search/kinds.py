"""What search records for itself."""

from events.registry import register_kind

DOCUMENTS_STALE = register_kind(
    "search.documents_stale",
    meaning="A company with many jobs changed; their documents are written in batches.",
    audience="nobody",
)
