"""What happens to applications, and what those concerned read of it.

No text that anybody wrote is kept in these events: titles and names are private, and
wiped once the mails that show them are out.
"""

from applications.stages import Stage
from events.models import Event
from events.registry import register_kind
from events.wording import Mail, Notice, Recipients

BOTH_SIDES = "the company's members, the applicant"
COMPANY = "the company's members"
CATEGORY = "applications"


def to_recruiters(event: Event) -> list[str]:
    """Address those who recruit for the company that the event is about."""
    return [f"recruiters:{event.payload['company']}"]


def to_applicant(event: Event) -> list[str]:
    """Address the applicant, where they are among those who may know."""
    return [each for each in event.audience if each.startswith("user:")]


def to_applicant_if(*stages: Stage) -> Recipients:
    """Address the applicant of an application that came to one of these stages."""
    return lambda event: to_applicant(event) if event.payload["to"] in stages else []


def _to_other_side(event: Event) -> list[str]:
    side = event.payload["side"]
    return to_recruiters(event) if side == "applicant" else to_applicant(event)


def _mail(name: str, to: Recipients, subject: str, *said: str) -> Mail:
    return Mail(
        name=name,
        to=to,
        subject=subject,
        paragraphs=("Hello {name},", *said),
        category=CATEGORY,
    )


def _stage(stage: Stage, text: str, subject: str, *said: str) -> tuple[Mail, Notice]:
    to = to_applicant_if(stage)
    return _mail(stage, to, subject, *said), Notice(name=stage, to=to, text=text)


_TOLD = [
    _stage(
        Stage.INTERVIEW,
        "A company wants to interview you.",
        "Interview: {title}",
        "{company_name} wants to get to know you for {title}.",
        "Look at your application for messages from them.",
    ),
    _stage(
        Stage.OFFERED,
        "A company makes you an offer.",
        "An offer: {title}",
        "{company_name} wants to make you an offer for {title}.",
        "Look at your application for messages from them.",
    ),
    _stage(
        Stage.HIRED,
        "You are hired.",
        "Hired: {title}",
        "{company_name} has noted that you are hired for {title}.",
    ),
]

APPLICATION_SUBMITTED = register_kind(
    "application.submitted",
    meaning="Somebody applied for a job.",
    audience=BOTH_SIDES,
    fields=["company", "job"],
    private=["title", "company_name"],
    mails=[
        _mail(
            "received",
            to_recruiters,
            "An application: {title}",
            "Somebody has applied for {title}. Sign in to read what they sent.",
        ),
        _mail(
            "sent",
            to_applicant,
            "Sent: {title}",
            "Your application for {title} has been sent to {company_name}.",
        ),
    ],
    notices=[
        Notice(name="received", to=to_recruiters, text="Somebody applied for a job.")
    ],
)
APPLICATION_VIEWED = register_kind(
    "application.viewed",
    meaning="Somebody of the company read an application for the first time.",
    audience=BOTH_SIDES,
    fields=["company"],
)
APPLICATION_MOVED = register_kind(
    "application.moved",
    meaning="The company took an application to another stage, but for rejecting it.",
    audience=BOTH_SIDES,
    fields=["company", "from", "to"],
    private=["title", "company_name"],
    mails=[mail for mail, _ in _TOLD],
    notices=[
        Notice(
            name="moved",
            to=to_applicant_if(Stage.IN_REVIEW, Stage.SHORTLISTED),
            text="A company is looking at your application.",
        ),
        *(notice for _, notice in _TOLD),
    ],
)
APPLICATION_REJECTED = register_kind(
    "application.rejected",
    meaning="The company rejected an application; the applicant may not know it yet.",
    audience=COMPANY,
    fields=["company", "from", "reason"],
)
APPLICATION_REFUSAL_TOLD = register_kind(
    "application.refusal_told",
    meaning="A rejection is released to the applicant; taken back if it is undone.",
    audience="the applicant",
    fields=["company"],
    private=["title", "company_name"],
    mails=[
        _mail(
            "told",
            to_applicant,
            "Your application: {title}",
            "{company_name} does not go on with your application for {title}.",
        )
    ],
    notices=[
        Notice(
            name="told",
            to=to_applicant,
            text="A company does not go on with your application.",
        )
    ],
)
APPLICATION_REOPENED = register_kind(
    "application.reopened",
    meaning="The company took a rejection back; to is where the application is again.",
    audience="the company's members; the applicant, if the rejection had been told",
    fields=["company", "to"],
    private=["title", "company_name"],
    mails=[
        _mail(
            "told",
            to_applicant,
            "Your application goes on: {title}",
            "{company_name} has taken up your application for {title} again.",
        )
    ],
    notices=[
        Notice(
            name="told",
            to=to_applicant,
            text="A company has taken up your application again.",
        )
    ],
)
APPLICATION_WITHDRAWN = register_kind(
    "application.withdrawn",
    meaning="An applicant took an application back.",
    audience=BOTH_SIDES,
    fields=["company"],
    notices=[
        Notice(
            name="told", to=to_recruiters, text="An applicant withdrew an application."
        )
    ],
)
APPLICATION_ERASED = register_kind(
    "application.erased",
    meaning=(
        "An application was erased, so long after the last contact as its company"
        " keeps them."
    ),
    audience=BOTH_SIDES,
    fields=["company"],
    notices=[
        Notice(
            name="told",
            to=to_applicant,
            text=(
                "An application of yours was erased: the company keeps them for a"
                " limited time after the last contact."
            ),
        )
    ],
)
RETENTION_CONTINUED = register_kind(
    "retention.continued",
    meaning=(
        "A batch of applications was erased that had been kept long enough; a worker"
        " looks for more."
    ),
    audience="nobody",
)
APPLICATION_NOTED = register_kind(
    "application.noted",
    meaning="A member of the company wrote a note about an application.",
    audience=COMPANY,
    fields=["company", "note"],
)
MESSAGE_SENT = register_kind(
    "message.sent",
    meaning="One side wrote to the other; side is who: applicant or company.",
    audience=BOTH_SIDES,
    fields=["company", "message", "side"],
    private=["title", "company_name"],
    mails=[
        _mail(
            "told",
            _to_other_side,
            "A message: {title}",
            "There is a new message about {title}. Sign in to read it.",
        )
    ],
    notices=[
        Notice(
            name="told", to=_to_other_side, text="A message about an application came."
        )
    ],
)
