"""What a person wants mail about, and the link that says: no more."""

import pytest
from django.core import signing

from notifications.models import Preference
from notifications.services import (
    UnknownCategory,
    UnsubscribeTokenInvalid,
    forget_recipient,
    list_preferences,
    set_preference,
    unsubscribe,
    unsubscribe_token,
    wants_email,
)

pytestmark = pytest.mark.django_db
ME = "user:1"
OTHERS = {"applications": True, "jobs": True, "reports": True}
"""What the apps of the board declare, beside the news of these tests."""


def test_without_a_word_everything_is_wanted(mailed):
    assert list_preferences(recipient=ME) == {"news": True} | OTHERS
    assert wants_email(recipient=ME, category="news")


def test_what_was_said_last_counts(mailed):
    set_preference(recipient=ME, category="news", email=False)
    assert list_preferences(recipient=ME) == {"news": False} | OTHERS
    set_preference(recipient=ME, category="news", email=True)
    assert wants_email(recipient=ME, category="news")
    assert Preference.objects.count() == 1


def test_an_unknown_category_is_refused(mailed):
    with pytest.raises(UnknownCategory):
        set_preference(recipient=ME, category="nonsense", email=False)


def test_one_click_switches_off_one_category_of_one_person(mailed, people):
    token = unsubscribe_token(recipient=ME, category="news")
    unsubscribe(token)
    unsubscribe(token)
    assert not wants_email(recipient=ME, category="news")
    assert wants_email(recipient="user:2", category="news")


@pytest.mark.parametrize(
    "token",
    ["", "x", "a:b:c", signing.dumps(["user:1", "news"], salt="other")],
    ids=["empty", "word", "colons", "other salt"],
)
def test_a_token_that_is_not_ours_is_refused(token):
    with pytest.raises(UnsubscribeTokenInvalid):
        unsubscribe(token)
    assert not Preference.objects.exists()


def test_nothing_stays_of_who_is_erased(mailed):
    set_preference(recipient=ME, category="news", email=False)
    forget_recipient(ME)
    assert not Preference.objects.exists()
