import pytest

from accounts.models import Company, Membership, User
from accounts.services.members import SoleOwner, release_member
from conftest import Cast, join, new_company, new_user, sign_in
from events.models import Event


def test_the_cast_is_signed_in(cast: Cast):
    api = sign_in(cast.alice)
    assert api.get("/api/v1/").status_code == 200


def test_a_sole_owner_is_not_released(cast: Cast):
    with pytest.raises(SoleOwner):
        release_member(user=cast.alice)
    assert Membership.objects.filter(user=cast.alice).exists()


def test_an_owner_without_others_leaves_and_the_company_is_suspended(cast: Cast):
    company = new_company("Initech", cast.newt)
    release_member(user=cast.newt)
    company.refresh_from_db()
    assert company.is_suspended
    assert User.objects.get(pk=cast.newt.pk).ver == cast.newt.ver + 1
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {"member.left", "company.suspended"}


def test_a_banned_owner_does_not_count(cast: Cast):
    other = new_user("Olga", "employer", is_active=False)
    join(other, cast.acme, "owner")
    with pytest.raises(SoleOwner):
        release_member(user=cast.alice)


def test_one_of_two_owners_is_released(cast: Cast):
    join(cast.newt, cast.acme, "owner")
    release_member(user=cast.alice, by=cast.newt.key)
    assert not Company.objects.get(pk=cast.acme.pk).is_suspended
    assert Event.objects.get().kind == "member.removed"


def test_an_account_without_company_is_released_as_it_is(cast: Cast):
    release_member(user=cast.dana)
    assert User.objects.get(pk=cast.dana.pk).ver == cast.dana.ver
    assert not Event.objects.exists()
