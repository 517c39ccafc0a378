"""The tables of accounts; a file for people, one for companies, one for credentials."""

from accounts.models.companies import Company, Invitation, Membership
from accounts.models.credentials import ApiKey, MailedToken, Session, SigningKey
from accounts.models.users import User

__all__ = [
    "ApiKey",
    "Company",
    "Invitation",
    "MailedToken",
    "Membership",
    "Session",
    "SigningKey",
    "User",
]
