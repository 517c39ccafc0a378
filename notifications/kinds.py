"""The kind by which one mail to one person is asked for."""

from events.registry import register_kind

MAIL_REQUESTED = register_kind(
    "mail.requested",
    meaning="One person is to get one mail.",
    audience="nobody",
    fields=["kind", "mail", "payload"],
    private=["recipient", "values"],
)
