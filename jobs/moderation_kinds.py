"""What happens around moderation that is no move of a job: flags, and what is let be.

No text that anybody wrote is in these events; who flagged is told to admins only.
"""

from events.registry import register_kind

JOB_FLAGGED = register_kind(
    "job.flagged",
    meaning="Somebody says that something is wrong with a job; actor is who.",
    audience="admins",
    fields=["company", "flag", "reason"],
)
FLAG_RESOLVED = register_kind(
    "flag.resolved",
    meaning="A moderator answered a flag: outcome is upheld or dismissed.",
    audience="admins",
    fields=["job", "outcome"],
)
JOB_REVIEWED = register_kind(
    "job.reviewed",
    meaning="A moderator looked at a public job that was edited or flagged: it stays.",
    audience="the company's members, admins",
    fields=["company"],
)
