"""What the applicants of the demo board say and hear; all of it is made up."""

from typing import NamedTuple

from applications.stages import REOPENED, Reason, Stage


class Step(NamedTuple):
    """A step of an application, and why, where it is a rejection."""

    to: str
    reason: str = ""


Story = tuple[Step, ...]
STORIES: tuple[Story, ...] = (
    (),
    (Step(Stage.IN_REVIEW),),
    (Step(Stage.IN_REVIEW), Step(Stage.SHORTLISTED)),
    (Step(Stage.IN_REVIEW), Step(Stage.REJECTED, Reason.QUALIFICATIONS)),
    (),
    (Step(Stage.IN_REVIEW), Step(Stage.SHORTLISTED), Step(Stage.INTERVIEW)),
    (Step(Stage.IN_REVIEW), Step(Stage.WITHDRAWN)),
    (Step(Stage.INTERVIEW), Step(Stage.OFFERED)),
    (Step(Stage.IN_REVIEW),),
    (Step(Stage.INTERVIEW), Step(Stage.REJECTED, Reason.EXPERIENCE)),
    (Step(Stage.INTERVIEW), Step(Stage.OFFERED), Step(Stage.HIRED)),
    (Step(Stage.REJECTED, Reason.OTHER), Step(REOPENED), Step(Stage.SHORTLISTED)),
    (),
)
"""What became of applications, one after the other; the most are at their beginning."""

APPLICANTS = (
    ("ada", "Ada Okafor"),
    ("ben", "Ben Nilsson"),
    ("chiara", "Chiara Rossi"),
    ("deniz", "Deniz Kaya"),
    ("emil", "Emil Novák"),
    ("fatou", "Fatou Diallo"),
    ("hana", "Hana Satō"),
    ("ines", "Inês Carvalho"),
    ("jonas", "Jonas Weber"),
    ("kofi", "Kofi Mensah"),
)
"""Those who apply beside the people with a login of their own."""

LETTERS = (
    """\
I have done this work for six years, the last two of them with people who were new to
it. What draws me to {company} is that you do it where it is needed.
""",
    """\
You are looking for somebody for {title}; I am looking for a place where I can stay.
My present contract ends in six weeks.
""",
    "",
    """\
A colleague of yours told me about {company}. I would bring {skills}, and the patience
to explain them.
""",
    """\
I am changing fields, and I know it: but most of what {title} asks for I have done under
another name. I would like to show you how.
""",
)
NOTES = (
    "Called: friendly, well prepared, can begin next month.",
    "Salary is at the upper end of our range.",
    "Ask about the two years between the last jobs.",
)
MESSAGES = (
    ("company", "Thank you for your application. Could you come by on Thursday?"),
    ("applicant", "Thursday is fine, any time after ten."),
    ("company", "Then at eleven. Ask for Bob at the door."),
)
DANA_CV = """Dana Diaz
Bristol · dana@example.org

2021 to today   Harbour Tools, Bristol: maintains the machines of two halls,
                plans their repairs, trains apprentices
2017 to 2021    Northern Lifts, Leeds: assembly, then quality inspection

Skills          hydraulics, welding, reading drawings, Python for small tools
Languages       English, Spanish, some German
"""
EVE_CV = r"""{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0\fs24
{\b Eve Ekstr\'f6m}\par
Malm\'f6 \'b7 eve@example.org\par\par
Since 2019: Sundet Logistik, shift lead in a warehouse with forty people\par
2015 to 2019: Nordic Books, customer service, later purchasing\par\par
Skills: planning, SQL, Excel, leading a team\par
Languages: Swedish, English, Danish\par}
"""
