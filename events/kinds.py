"""The kinds that the log itself records."""

from events.registry import register_kind

PROBE = register_kind(
    "events.probe",
    meaning="Nothing happened: the chain is being tried.",
    audience="nobody",
    fields=["sent_at"],
)
