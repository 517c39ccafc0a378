"""What moderators see at /admin/: accounts, companies, and what happened to them.

Everything is read-only. What changes a row is an action that calls the service the
API calls, so no rule, event or mail is passed by.
"""

from accounts.admin import companies, credentials, users

__all__ = ["companies", "credentials", "users"]
