"""What happens to companies and their members, and what those concerned read of it.

Names are private in these events: the log keeps ids and codes, and a name only
until the mails that show it are out.
"""

from typing import Any

import accounts.company_recipients  # noqa: F401  # says who `owners:<id>` is
from accounts.models import Invitation
from events.models import Event
from events.registry import register_kind
from events.wording import Action, Mail, Notice, to_address, to_subject

COMPANY_AND_ADMINS = "the company's members, admins"


def to_owners(event: Event) -> list[str]:
    """Address the owners of the company that the event is about."""
    company = event.payload.get("company") or event.subject.partition(":")[2]
    return [f"owners:{company}"]


def to_members(event: Event) -> list[str]:
    """Address everyone in the company that the event is about."""
    return [event.subject]


def is_invitation_open(subject: str, payload: dict[str, Any]) -> bool:
    """Tell whether an invitation can still be accepted when its mail goes out."""
    return Invitation.objects.open().filter(pk=subject.partition(":")[2]).exists()


COMPANY_CREATED = register_kind(
    "company.created",
    meaning="An employer opened a company.",
    audience=COMPANY_AND_ADMINS,
)
COMPANY_EDITED = register_kind(
    "company.edited",
    meaning="An owner changed what a company shows.",
    audience=COMPANY_AND_ADMINS,
    fields=["changed"],
)
COMPANY_VERIFIED = register_kind(
    "company.verified",
    meaning="An admin vouched for a company: it publishes without review.",
    audience=COMPANY_AND_ADMINS,
    private=["company_name"],
    mails=[
        Mail(
            name="verified",
            to=to_owners,
            subject="{company_name} is verified",
            paragraphs=(
                "Hello {name},",
                (
                    "{company_name} is now verified. Its jobs are published at once,"
                    " without a review."
                ),
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(name="verified", to=to_members, text="Your company is now verified.")
    ],
)
COMPANY_UNVERIFIED = register_kind(
    "company.unverified",
    meaning="An admin withdrew a company's verification.",
    audience=COMPANY_AND_ADMINS,
    private=["company_name"],
    mails=[
        Mail(
            name="unverified",
            to=to_owners,
            subject="{company_name} is no longer verified",
            paragraphs=(
                "Hello {name},",
                (
                    "{company_name} is no longer verified. New jobs are looked at by a"
                    " moderator before they are published."
                ),
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(
            name="unverified",
            to=to_members,
            text="Your company is no longer verified.",
        )
    ],
)
COMPANY_SUSPENDED = register_kind(
    "company.suspended",
    meaning="A company is shown to nobody and all its jobs are frozen.",
    audience=COMPANY_AND_ADMINS,
    fields=["reason"],
    private=["company_name"],
    mails=[
        Mail(
            name="suspended",
            to=to_owners,
            subject="{company_name} is suspended",
            paragraphs=(
                "Hello {name},",
                (
                    "{company_name} is suspended: neither it nor its jobs are shown."
                    " Nothing was deleted."
                ),
                "Answer to this mail if you think that this is a mistake.",
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(name="suspended", to=to_members, text="Your company is suspended.")
    ],
)
COMPANY_UNSUSPENDED = register_kind(
    "company.unsuspended",
    meaning="A company and its jobs are shown again.",
    audience=COMPANY_AND_ADMINS,
    private=["company_name"],
    mails=[
        Mail(
            name="unsuspended",
            to=to_owners,
            subject="{company_name} is back",
            paragraphs=(
                "Hello {name},",
                (
                    "{company_name} is no longer suspended: it and its jobs are shown"
                    " again."
                ),
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(
            name="unsuspended",
            to=to_members,
            text="Your company is no longer suspended.",
        )
    ],
)
MEMBER_JOINED = register_kind(
    "member.joined",
    meaning="An account joined a company.",
    audience="the account, the company's members, admins",
    fields=["company", "company_role"],
    optional=["invitation"],
    notices=[
        Notice(
            name="joined",
            to=to_owners,
            text="Somebody joined your company as {company_role}.",
        )
    ],
)
MEMBER_LEFT = register_kind(
    "member.left",
    meaning="An account left its company.",
    audience="the account, the company's members, admins",
    fields=["company", "company_role"],
    notices=[
        Notice(
            name="left",
            to=to_owners,
            text="A member ({company_role}) left your company.",
        )
    ],
)
MEMBER_REMOVED = register_kind(
    "member.removed",
    meaning="An account was taken out of its company by somebody else.",
    audience="the account, the company's members, admins",
    fields=["company", "company_role"],
    private=["company_name"],
    mails=[
        Mail(
            name="removed",
            to=to_subject,
            subject="You are no longer a member of {company_name}",
            paragraphs=(
                "Hello {name},",
                (
                    "Your account was taken out of {company_name}. It stays yours, and"
                    " you can open a company of your own or accept an invitation."
                ),
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(
            name="removed",
            to=to_subject,
            text="You are no longer a member of your company.",
        )
    ],
)
MEMBER_ROLE_CHANGED = register_kind(
    "member.role_changed",
    meaning="A member's role in the company changed.",
    audience="the account, the company's members, admins",
    fields=["company", "before", "after"],
    private=["company_name"],
    mails=[
        Mail(
            name="role_changed",
            to=to_subject,
            subject="Your role in {company_name} changed",
            paragraphs=(
                "Hello {name},",
                "You were {before} of {company_name}; you are now {after}.",
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(
            name="role_changed",
            to=to_subject,
            text="You are now {after} in your company.",
        )
    ],
)
INVITATION_CREATED = register_kind(
    "invitation.created",
    meaning="An owner invited an address into the company.",
    audience="the company's members",
    fields=["company", "company_role"],
    private=["company_name", "email", "token"],
    mails=[
        Mail(
            name="invitation",
            to=to_address("email"),
            subject="You are invited to join {company_name}",
            paragraphs=(
                "Hello,",
                "{company_name} invites you to join them as {company_role}.",
                (
                    "Sign in with an employer's account that has this address, or make"
                    " one first. The invitation is good for seven days."
                ),
            ),
            action=Action(label="Accept the invitation", path="accept-invitation"),
            transactional=True,
            still_true=is_invitation_open,
        )
    ],
)
INVITATION_REVOKED = register_kind(
    "invitation.revoked",
    meaning="An owner took an invitation back.",
    audience="the company's members",
    fields=["company"],
)
ACCOUNT_ROLE_CHANGED = register_kind(
    "account.role_changed",
    meaning="An admin changed what an account is on the board.",
    audience="the account, admins",
    fields=["before", "after"],
    mails=[
        Mail(
            name="role_changed",
            to=to_subject,
            subject="Your account has a new role",
            paragraphs=(
                "Hello {name},",
                "Your account was that of an {before}; it is now that of an {after}.",
            ),
            transactional=True,
        )
    ],
)
ACCOUNT_BANNED = register_kind(
    "account.banned",
    meaning="An admin banned an account.",
    audience="the account, admins",
    mails=[
        Mail(
            name="banned",
            to=to_subject,
            subject="Your account is banned",
            paragraphs=(
                "Hello {name},",
                "Your account was banned by a moderator and can no longer be used.",
                "Answer to this mail if you think that this is a mistake.",
            ),
            transactional=True,
        )
    ],
)
ACCOUNT_UNBANNED = register_kind(
    "account.unbanned",
    meaning="An admin lifted the ban of an account.",
    audience="the account, admins",
    mails=[
        Mail(
            name="unbanned",
            to=to_subject,
            subject="Your account is yours again",
            paragraphs=(
                "Hello {name},",
                "The ban of your account was lifted. Sign in as before.",
            ),
            transactional=True,
        )
    ],
)
