"""The tables of accounts: people, companies, credentials, exports; a file for each."""

from accounts.models.companies import Company, Invitation, Membership
from accounts.models.credentials import ApiKey, MailedToken, Session, SigningKey
from accounts.models.exports import Export
from accounts.models.users import User

__all__ = [
    "ApiKey",
    "Company",
    "Export",
    "Invitation",
    "MailedToken",
    "Membership",
    "Session",
    "SigningKey",
    "User",
]
