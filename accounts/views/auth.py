"""Doors of signing up, in and out; none of them takes an `Idempotency-Key`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import anyone, gate, signed_in
from accounts.serializers.auth import (
    AddressIn,
    ChangePasswordIn,
    MailedOut,
    RefreshIn,
    RegisterIn,
    ResetIn,
    SignedInOut,
    SignInIn,
    TokenIn,
    shape_signed_in,
)
from accounts.services.links import ask_for_link
from accounts.services.mailed_tokens import Purpose
from accounts.services.passwords import change_password, reset_password
from accounts.services.registration import sign_up
from accounts.services.sessions import (
    Device,
    SignedIn,
    refresh_session,
    sign_out,
    sign_out_everywhere,
)
from accounts.services.signing_in import sign_in
from accounts.services.verification import verify_address
from accounts.views.described import PROBLEM, own_id
from kernel.addresses import client_address
from kernel.serializers import Nothing
from kernel.views import View

MAILED = {"detail": "We write to this address."}
NO_CONTENT = {204: None}
_UNAUTHORIZED = {(401, "application/problem+json"): PROBLEM}
_FORBIDDEN = {(403, "application/problem+json"): PROBLEM}


def device_of(request: Request) -> Device:
    """Return where a request comes from."""
    return Device(client_address(request), request.headers.get("User-Agent", ""))


class OpenDoor(View):
    """A door for whoever has no access token: it is not even looked at.

    A client whose access token has just expired may send it along.
    """

    authentication_classes = []
    permission_classes = [gate(POST=anyone)]
    idempotent = False

    def signed_in(self, signed_in: SignedIn) -> Response:
        """Answer with the tokens, which nobody may keep a copy of."""
        headers = {"Cache-Control": "no-store"}
        return Response(shape_signed_in(signed_in), headers=headers)


class Register(OpenDoor):
    """Signing up."""

    @extend_schema(
        operation_id="auth_register",
        request=RegisterIn,
        responses={202: MailedOut},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Sign up; the answer is the same for an address that has an account."""
        sign_up(**self.body(RegisterIn), address=client_address(request))
        return Response(MAILED, status=202)


class VerifyEmail(OpenDoor):
    """Proving an address."""

    @extend_schema(
        operation_id="auth_verify_email",
        request=TokenIn,
        responses={200: SignedInOut, **_FORBIDDEN},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Confirm an address by the token from a mail, and be signed in.

        If several passwords were chosen for the address, none of them counts: a link
        to set one is mailed at once.
        """
        body = self.body(TokenIn)
        device = device_of(request)
        return self.signed_in(verify_address(token=body["token"], device=device))


class ResendVerification(OpenDoor):
    """The link again."""

    @extend_schema(
        operation_id="auth_resend_verification",
        request=AddressIn,
        responses={202: MailedOut},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Ask for the link that confirms an address again."""
        address = client_address(request)
        ask_for_link(purpose=Purpose.VERIFY, address=address, **self.body(AddressIn))
        return Response(MAILED, status=202)


class Token(OpenDoor):
    """Signing in."""

    @extend_schema(
        operation_id="auth_sign_in",
        request=SignInIn,
        responses={200: SignedInOut, **_UNAUTHORIZED, **_FORBIDDEN},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Sign in with address and password."""
        return self.signed_in(sign_in(**self.body(SignInIn), device=device_of(request)))


class Refresh(OpenDoor):
    """The next pair."""

    @extend_schema(
        operation_id="auth_refresh",
        request=RefreshIn,
        responses={200: SignedInOut, **_UNAUTHORIZED},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token, once, for the next pair."""
        body = self.body(RefreshIn)
        return self.signed_in(refresh_session(token=body["refresh"]))


class Logout(OpenDoor):
    """Signing out."""

    @extend_schema(
        operation_id="auth_logout",
        request=RefreshIn,
        responses={**NO_CONTENT, **_UNAUTHORIZED},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """End the session of a refresh token; one that is over stays over."""
        sign_out(token=self.body(RefreshIn)["refresh"])
        return Response(status=204)


class LogoutAll(View):
    """Signing out everywhere."""

    permission_classes = [gate(POST=signed_in)]
    idempotent = False

    @extend_schema(operation_id="auth_logout_all", request=None, responses=NO_CONTENT)
    def post(self, request: Request) -> Response:
        """End every session of the account, this one too."""
        self.body(Nothing)
        sign_out_everywhere(user_id=own_id(actor_of(request)))
        return Response(status=204)


class ForgotPassword(OpenDoor):
    """A link to set a new password."""

    @extend_schema(
        operation_id="auth_forgot_password",
        request=AddressIn,
        responses={202: MailedOut},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Ask for a link by which a new password can be set."""
        address = client_address(request)
        ask_for_link(purpose=Purpose.RESET, address=address, **self.body(AddressIn))
        return Response(MAILED, status=202)


class ResetPassword(OpenDoor):
    """A new password by a link."""

    @extend_schema(
        operation_id="auth_reset_password",
        request=ResetIn,
        responses={**NO_CONTENT, **_FORBIDDEN},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Set a new password by the token from a mail; every session ends."""
        reset_password(**self.body(ResetIn), address=client_address(request))
        return Response(status=204)


class ChangePassword(View):
    """A new password by the present one."""

    permission_classes = [gate(POST=signed_in)]
    idempotent = False

    @extend_schema(
        operation_id="auth_change_password",
        request=ChangePasswordIn,
        responses=NO_CONTENT,
    )
    def post(self, request: Request) -> Response:
        """Set a new password; every session ends, this one too."""
        body = self.body(ChangePasswordIn)
        change_password(user_id=own_id(actor_of(request)), **body)
        return Response(status=204)
