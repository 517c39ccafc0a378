"""The words of a posting: what its fields may hold, and in which states it can be."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a job stands; `jobs.life` says how it moves."""

    DRAFT = "draft"
    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"
    FROZEN = "frozen"
    CLOSED = "closed"
    EXPIRED = "expired"


SAID: dict[str, str] = {
    Status.DRAFT: "a draft",
    Status.PENDING: "waiting for a moderator",
    Status.PUBLISHED: "published",
    Status.REJECTED: "rejected",
    Status.FROZEN: "frozen",
    Status.CLOSED: "closed",
    Status.EXPIRED: "expired",
}
"""How a state is said in a sentence: this job is …"""


class EmploymentType(TextChoices):
    """What kind of work it is."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    CONTRACT = "contract"
    TEMPORARY = "temporary"
    INTERNSHIP = "internship"
    VOLUNTEER = "volunteer"
    PER_DIEM = "per_diem"


class Workplace(TextChoices):
    """Where the work is done."""

    ONSITE = "onsite"
    HYBRID = "hybrid"
    REMOTE = "remote"


class ExperienceLevel(TextChoices):
    """How much experience it takes."""

    ENTRY = "entry"
    MID = "mid"
    SENIOR = "senior"
    LEAD = "lead"
    EXECUTIVE = "executive"


class Period(TextChoices):
    """What pay is counted by."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


PERIODS_A_YEAR = {
    Period.HOUR: 2080,
    Period.DAY: 260,
    Period.WEEK: 52,
    Period.MONTH: 12,
    Period.YEAR: 1,
}
"""How many of each make a year of full work; pay is compared by the year."""


class ApplyMethod(TextChoices):
    """How to apply: on this board, or at an address of the employer's."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class QuestionType(TextChoices):
    """What an answer to a question of the application form is."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    FILE = "file"


class CloseReason(TextChoices):
    """Why an employer closes a job."""

    FILLED = "filled"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class RejectReason(TextChoices):
    """Why a moderator rejects a job."""

    INCOMPLETE = "incomplete"
    MISLEADING = "misleading"
    DISCRIMINATION = "discrimination"
    PROHIBITED = "prohibited"
    SPAM = "spam"
    OTHER = "other"


class FlagReason(TextChoices):
    """What somebody finds wrong with a job."""

    SPAM = "spam"
    SCAM = "scam"
    DISCRIMINATION = "discrimination"
    EXPIRED = "expired"
    OTHER = "other"


class FlagOutcome(TextChoices):
    """What a moderator made of a flag."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class QueueReason(TextChoices):
    """Why a job waits for a moderator."""

    NEW = "new"
    EDITED = "edited"
    FLAGGED = "flagged"
