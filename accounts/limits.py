"""How often secrets may be guessed and mails be asked for; all kept in PostgreSQL.

They count before anything is looked up or hashed, and an unknown address like a
known one. Keys are digests: the counters name nobody.
"""

from uuid import UUID

from accounts.emails import address_key
from accounts.models import Session
from accounts.secrets import address_digest
from kernel.limits import Limit, require, take

QUARTER, HOUR, DAY = 15 * 60, 60 * 60, 24 * 60 * 60

GUESSES = Limit("sign-in", quota=10, seconds=QUARTER, durable=True)
GUESSES_OF_CLIENT = Limit("sign-in-client", quota=100, seconds=QUARTER, durable=True)
GUESSES_AT_ACCOUNT = Limit("sign-in-account", quota=50, seconds=QUARTER, durable=True)
PASSWORD_CHECKS = Limit("password-check", quota=10, seconds=QUARTER, durable=True)
SIGN_UPS = Limit("sign-up", quota=100, seconds=HOUR, durable=True)
LINKS = Limit("mailed-link", quota=60, seconds=HOUR, durable=True)
PRESENTED = Limit("mailed-token", quota=60, seconds=QUARTER, durable=True)
ADDRESS_CHANGES = Limit("address-change", quota=10, seconds=HOUR, durable=True)
REFRESHES = Limit("refresh", quota=60, seconds=QUARTER, durable=True)
SIGN_UP_MAILS = Limit("sign-up-mails", quota=5, seconds=HOUR, durable=True)
VERIFY_MAILS = Limit("verify-mails", quota=5, seconds=HOUR, durable=True)
RESET_MAILS = Limit("reset-mails", quota=5, seconds=HOUR, durable=True)
INVITATIONS = Limit("invitations", quota=100, seconds=DAY, durable=True)
INVITATIONS_BY = Limit("invitations-by", quota=100, seconds=DAY, durable=True)
INVITATIONS_TO = Limit("invitations-to", quota=5, seconds=DAY, durable=True)
COMPANIES = Limit("companies", quota=5, seconds=DAY, durable=True)
EXPORTS_OF = Limit("exports", quota=5, seconds=DAY, durable=True)


def count_guess(*, email: str, address: str) -> None:
    """Count one attempt to sign in, or refuse it.

    What others do from elsewhere fills the account's own window, but that one does
    not count where its owner has signed in before: nobody can be locked out there.
    """
    account, place = _digest(address_key(email)), address_digest(address)
    require(GUESSES_OF_CLIENT, place.hex())
    require(GUESSES, _pair(email, address))
    known = Session.objects.filter(
        user__email_key=address_key(email), address_digest=place
    )
    if not known.exists():
        require(GUESSES_AT_ACCOUNT, account)


def forgive_guess(*, email: str, address: str) -> None:
    """Give a right guess back to its client, who may sign in as often as they like."""
    take(GUESSES, _pair(email, address), cost=-1)


def count_client(limit: Limit, address: str) -> None:
    """Count one attempt of a client, or refuse it."""
    require(limit, _digest(address))


def count_invitation(*, company: UUID, by: UUID | None, email: str) -> None:
    """Count one invitation, or refuse it, whichever company the account sends it for.

    What is refused later is given back with its transaction: mails are what counts.
    """
    require(INVITATIONS, str(company))
    require(INVITATIONS_BY, str(by))
    require(INVITATIONS_TO, _digest(address_key(email)))


def may_write_to(limit: Limit, email: str) -> bool:
    """Count one mail to an address; who asked is not told when it is too many."""
    verdict = take(limit, _digest(address_key(email)))
    return verdict is None or verdict.allowed


def _pair(email: str, address: str) -> str:
    return _digest(f"{address} {address_key(email)}")


def _digest(text: str) -> str:
    return address_digest(text).hex()
