"""The filters of companies and accounts."""

from typing import Any

from django.db.models import Q

from accounts.models import Company
from accounts.roles import Role
from kernel import filters
from kernel.ids import id_in


class Since(filters.One):
    """`true` or `false` for an instant that is there or not."""

    def __init__(self, field: str, **kwargs: Any) -> None:
        super().__init__(filters.flag(), field, **kwargs)

    def filter(self, qs: Any, value: bool | None) -> Any:
        """Keep the rows where it is there, or where it is not."""
        if value is None:
            return qs
        return qs.filter(**{f"{self.field_name}__isnull": not value})


class PersonText(filters.One):
    """A part of a name or of an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(filters.text(), "email_key", **kwargs)

    def filter(self, qs: Any, value: str | None) -> Any:
        """Keep the accounts whose name or address has it, in whatever case."""
        return qs if value is None else qs.matching(value)


class OfCompany(filters.Many):
    """Companies by id or slug."""

    def __init__(self) -> None:
        super().__init__(filters.text(), "membership__company", negatable=False)

    def filter(self, qs: Any, value: list[str]) -> Any:
        """Keep the rows of any of the companies; an unknown one has none."""
        if not value:
            return qs
        ids = [each for each in value if id_in(each)]
        slugs = [each for each in value if not id_in(each)]
        found = Company.objects.filter(Q(pk__in=ids) | Q(slug__in=slugs))
        return qs.filter(**{f"{self.field_name}__in": found.values("pk")})


class CompanyFilter(filters.StrictFilterSet):
    """What companies are looked for by."""

    q = filters.One(filters.text(), "name", "icontains", help_text="Part of a name.")
    verified = Since("verified_at")
    suspended = Since(
        "suspended_at", help_text="Only admins see suspended companies of others."
    )


class UserFilter(filters.StrictFilterSet):
    """What admins look for accounts by."""

    q = PersonText(help_text="A part of the name or of the address.")
    role = filters.Many(filters.choice(Role.values), "role")
    is_active = filters.One(filters.flag(), "is_active")
    company = OfCompany()
