"""Rotating the keys that sign tokens, without signing anybody out."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.keys import PUBLISHED_BEFORE_USE, add_key, reseal_keys, signing_key
from accounts.models import SigningKey
from accounts.tokens import REFRESH_LIFETIME

_SLACK = timedelta(hours=1)


def rotate_signing_key(*, at_once: bool = False) -> SigningKey:
    """Publish a new key; the ones before it retire when all they signed has expired.

    `at_once` is for a key that leaked: the new one signs now and every other is
    refused now, which signs everybody out. All are encrypted anew, so that a
    SECRET_KEY from before may be forgotten.
    """
    signing_key()
    with transaction.atomic():
        reseal_keys()
        now = timezone.now()
        starts = now if at_once else now + PUBLISHED_BEFORE_USE
        ends = now if at_once else starts + REFRESH_LIFETIME + _SLACK
        others = SigningKey.objects.exclude(retired_at__lte=ends)
        others.update(retired_at=ends)
        return add_key(signs_from=starts)
