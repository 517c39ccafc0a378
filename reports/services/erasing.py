"""Forgetting a person: what they asked for, and files in which they stand.

A trigger ends the lists that name an applicant, whichever door forgets them
(`migrations/0004_lists_forget.py`); what is left is to see to it at once.
"""

from django.db import transaction

from accounts.models import User
from reports.models import Report
from reports.services.tidying import begin_waiting, expire_outdated, remove_files


def forget_person(user: User) -> None:
    """Delete a person's reports, in the caller's transaction; files go after it."""
    mine = Report.objects.filter(user=user)
    names = list(mine.exclude(stored_as="").values_list("stored_as", flat=True))
    mine.delete()

    def tidy() -> None:
        remove_files(names)
        expire_outdated()
        begin_waiting()

    transaction.on_commit(tidy)
