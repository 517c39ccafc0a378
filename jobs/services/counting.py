"""How many jobs there are of something."""

from django.db.models import Count
from django.db.models.functions import Now

from accounts.models import Company
from jobs.models import Job
from jobs.terms import Status


def count_by_category() -> dict[str, int]:
    """Return how many live jobs each category has.

    The same jobs as `live()` keeps, asked so that an index answers alone: a join with
    every company would take twice as long as the count itself.
    """
    suspended = Company.objects.filter(suspended_at__isnull=False)
    jobs = Job.objects.filter(status=Status.PUBLISHED, expires_at__gt=Now())
    jobs = jobs.exclude(category="").exclude(company__in=suspended.values("pk"))
    counted = jobs.values("category").annotate(jobs=Count("*")).order_by()
    return dict(counted.values_list("category", "jobs"))
