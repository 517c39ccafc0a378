"""What happens to a person's account, and the mails about it.

A mail to an address that is not proven yet repeats nothing that a stranger could have
typed: neither a name nor a text.
"""

import accounts.company_kinds
import accounts.recipients  # noqa: F401  # says who `user:<id>` is
from events.registry import register_kind
from events.wording import Action, Mail, to_address, to_subject

THE_ACCOUNT = "the account"
NOBODY = "nobody"
NOT_YOU = "If this was not you, set a new password at once: it ends every session."

SIGN_UP_STARTED = register_kind(
    "account.sign_up_started",
    meaning="Somebody signed up with an address that is not proven yet.",
    audience=NOBODY,
    fields=["role"],
    private=["email", "token"],
    mails=[
        Mail(
            name="verify",
            to=to_address("email"),
            subject="Confirm your address",
            paragraphs=(
                "Hello,",
                (
                    "Somebody signed up with this address as {role}. If it was you,"
                    " confirm it within three days."
                ),
                "If it was not you, do nothing: the account never comes to life.",
            ),
            action=Action(label="Confirm the address", path="verify-email"),
            transactional=True,
        )
    ],
)
SIGN_UP_REPEATED = register_kind(
    "account.sign_up_repeated",
    meaning="Somebody signed up with the address of an account.",
    audience=NOBODY,
    fields=["role"],
    private=["email", "attempt"],
    mails=[
        Mail(
            name="known",
            to=to_subject,
            subject="You have an account already",
            paragraphs=(
                "Hello {name},",
                (
                    "Somebody tried to sign up with your address. You have an account"
                    " already: sign in, or ask for a new password if you forgot it."
                ),
                "If it was not you, do nothing: nothing was changed.",
            ),
            transactional=True,
        )
    ],
)
SIGN_UP_IGNORED = register_kind(
    "account.sign_up_ignored",
    meaning="Somebody signed up with the address of a banned account.",
    audience=NOBODY,
    fields=["role"],
    private=["email", "attempt"],
)
LINK_ASKED = register_kind(
    "account.link_asked",
    meaning="Somebody asked for a link by mail; whether it goes out is decided later.",
    audience=NOBODY,
    fields=["purpose"],
    private=["email"],
)
LINK_REPEATED = register_kind(
    "account.link_repeated",
    meaning="The link that confirms an address is sent again.",
    audience=NOBODY,
    private=["email", "token"],
    mails=[
        Mail(
            name="verify",
            to=to_address("email"),
            subject="Confirm your address",
            paragraphs=(
                "Hello,",
                "Here is the link again that confirms your address, for three days.",
                (
                    "If signing in fails afterwards, ask for a new password: more than"
                    " one was chosen for this address."
                ),
            ),
            action=Action(label="Confirm the address", path="verify-email"),
            transactional=True,
        )
    ],
)
RESET_STARTED = register_kind(
    "account.reset_started",
    meaning="An account's owner is sent a link to set a new password.",
    audience=NOBODY,
    private=["email", "token"],
    mails=[
        Mail(
            name="reset",
            to=to_address("email"),
            subject="Set a new password",
            paragraphs=(
                "Hello,",
                "Here a new password is set. The link is good for one hour.",
                (
                    "Somebody asked for it; or more than one password was chosen for"
                    " this address before it was confirmed, so none of them counts."
                ),
                "If neither was you, do nothing: nothing is changed by this mail.",
            ),
            action=Action(label="Set a new password", path="reset-password"),
            transactional=True,
        )
    ],
)
ACCOUNT_VERIFIED = register_kind(
    "account.verified",
    meaning="Somebody proved the address of a new account.",
    audience=THE_ACCOUNT,
    fields=["role"],
)
PASSWORD_CHANGED = register_kind(
    "account.password_changed",
    meaning="An account has a new password; every session of it ended.",
    audience=THE_ACCOUNT,
    fields=["api_keys"],
    mails=[
        Mail(
            name="changed",
            to=to_subject,
            subject="Your password was changed",
            paragraphs=(
                "Hello {name},",
                "Your password was changed and every session was ended.",
                "API keys of yours that still work: {api_keys}.",
                "If this was not you, ask for a new password at once.",
            ),
            transactional=True,
        )
    ],
)
SESSION_ENDED_BY_REUSE = register_kind(
    "account.session_ended_by_reuse",
    meaning="A refresh token was used a second time, so its session was ended.",
    audience=THE_ACCOUNT,
    fields=["session"],
    mails=[
        Mail(
            name="reuse",
            to=to_subject,
            subject="We ended one of your sessions",
            paragraphs=(
                "Hello {name},",
                (
                    "A sign-in token of yours was used twice, as happens when somebody"
                    " copied it. We ended that session; sign in again."
                ),
                NOT_YOU,
            ),
            transactional=True,
        )
    ],
)
_TOLD = Mail(
    name="told",
    to=to_subject,
    subject="A new address was asked for",
    paragraphs=(
        "Hello {name},",
        (
            "Somebody asked to change your account's address. This one stays until the"
            " new one is confirmed."
        ),
        NOT_YOU,
    ),
    transactional=True,
)
ADDRESS_CHANGE_STARTED = register_kind(
    "account.address_change_started",
    meaning="An account is to get another address, which is not proven yet.",
    audience=NOBODY,
    private=["email", "token"],
    mails=[
        _TOLD,
        Mail(
            name="confirm",
            to=to_address("email"),
            subject="Confirm your new address",
            paragraphs=(
                "Hello,",
                "Confirm that your account shall have this address from now on.",
                "If you do not know what this is about, do nothing.",
            ),
            action=Action(label="Confirm the address", path="confirm-email"),
            transactional=True,
        ),
    ],
)
ADDRESS_CHANGE_COLLIDED = register_kind(
    "account.address_change_collided",
    meaning="An account asked for an address that another account has.",
    audience=NOBODY,
    private=["email", "attempt"],
    mails=[
        _TOLD,
        Mail(
            name="taken",
            to=to_address("email"),
            subject="Your address was asked for",
            paragraphs=(
                "Hello,",
                (
                    "Somebody asked to use this address for another account. It is"
                    " yours already, and nothing was changed."
                ),
            ),
            transactional=True,
        ),
    ],
)
ADDRESS_CHANGED = register_kind(
    "account.address_changed",
    meaning="An account has another address, and it is proven.",
    audience=THE_ACCOUNT,
    private=["old_email"],
    mails=[
        Mail(
            name="changed",
            to=to_address("old_email"),
            subject="Your account has another address now",
            paragraphs=(
                "Hello,",
                "Your account's address was changed; this one no longer belongs to it.",
                "Its API keys were deleted.",
                "Answer to this mail if it was not you.",
            ),
            transactional=True,
        )
    ],
)
ACCOUNT_ERASED = register_kind(
    "account.erased",
    meaning="An account and all that belongs to the person was deleted.",
    audience=NOBODY,
    private=["email"],
    mails=[
        Mail(
            name="erased",
            to=to_address("email"),
            subject="Your account is deleted",
            paragraphs=(
                "Hello,",
                "Your account is deleted, with everything that belonged to it.",
            ),
            transactional=True,
        )
    ],
)
