"""The shapes of signing up, in and out."""

from typing import Any

from rest_framework import serializers

from accounts.roles import Role
from accounts.serializers.fields import Address, Password, Secret
from accounts.serializers.me import MeOut, shape_me
from accounts.serializers.names import CompanyName
from accounts.serializers.websites import Website
from accounts.services.sessions import Pair, SignedIn, pair_for
from kernel.fields import Choice, Text, Whole
from kernel.serializers import StrictSerializer
from kernel.validation import hinted

SIGN_UP_ROLES = [Role.APPLICANT.value, Role.EMPLOYER.value]


class CompanyWishIn(StrictSerializer):
    """The company that an employer opens with the account."""

    name = CompanyName()
    website = Website(required=False, default="")


class RegisterIn(StrictSerializer):
    """Signing up."""

    email = Address()
    password = Password()
    full_name = Text(max_length=200)
    role = Choice(choices=SIGN_UP_ROLES)
    company = CompanyWishIn(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a company for somebody who looks for work."""
        if attrs["company"] is not None and attrs["role"] != Role.EMPLOYER:
            error = hinted("Only employers open a company.", "employers_only")
            raise serializers.ValidationError({"company": [error]})
        return attrs


class TokenIn(StrictSerializer):
    """A token from a mail."""

    token = Secret()


class AddressIn(StrictSerializer):
    """An address."""

    email = Address()


class SignInIn(StrictSerializer):
    """Signing in."""

    email = Address()
    password = Password()


class RefreshIn(StrictSerializer):
    """A refresh token."""

    refresh = Secret()


class ResetIn(StrictSerializer):
    """A new password, by a token from a mail."""

    token = Secret()
    password = Password()


class ChangePasswordIn(StrictSerializer):
    """A new password, by the present one."""

    current_password = Password()
    new_password = Password()


class MailedOut(StrictSerializer):
    """That a mail goes out if there is somebody to send it to."""

    detail = Text(max_length=200)


class PairOut(StrictSerializer):
    """The tokens that a client goes on with."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    expires_in = Whole(help_text="Seconds that the access token is good for.")


class SignedInOut(PairOut):
    """The tokens, and whose they are."""

    user = MeOut()


def shape_pair(pair: Pair) -> dict[str, Any]:
    """Return a pair of tokens as clients see it."""
    return {
        "access": pair.access,
        "refresh": pair.refresh,
        "expires_in": pair.expires_in,
    }


def shape_signed_in(signed_in: SignedIn) -> dict[str, Any]:
    """Return the tokens and the account as clients see them."""
    return {**shape_pair(pair_for(signed_in)), "user": shape_me(signed_in.user)}
