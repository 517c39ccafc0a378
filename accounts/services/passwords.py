"""New passwords: by a link from a mail, or by knowing the old one.

A new password ends every session, the one that set it too. API keys go only with a
reset, which is what somebody does who lost the account; the mail says how many remain.
"""

from uuid import UUID

from django.db import transaction

from accounts.kinds import PASSWORD_CHANGED
from accounts.limits import PRESENTED, count_client
from accounts.models import ApiKey, User
from accounts.passwords import check_strength, hash_password
from accounts.services.mailed_tokens import (
    MailedTokenInvalid,
    Purpose,
    drop_tokens,
    is_presentable,
    present_token,
)
from accounts.services.sessions import end_all_sessions
from accounts.services.signing_in import confirm_password
from events.services import record_event
from kernel.problems import Conflict


class PasswordChangedMeanwhile(Conflict):
    """The password was changed by another request at the same time."""

    code = "password_changed_meanwhile"
    title = "The password was changed at the same time"


def reset_password(*, token: str, password: str, address: str) -> None:
    """Set a password by a mailed token, which is used up."""
    count_client(PRESENTED, address)
    check_strength(password, field="password")
    if not is_presentable(token, Purpose.RESET):
        raise MailedTokenInvalid
    encoded = hash_password(password)
    with transaction.atomic():
        user, _ = present_token(token, Purpose.RESET)
        ApiKey.objects.filter(user=user).delete()
        _set(user, encoded)


def change_password(*, user_id: UUID, current_password: str, new_password: str) -> None:
    """Set a password for somebody signed in who knows the present one."""
    check_strength(new_password, field="new_password")
    seen = confirm_password(
        user_id=user_id, password=current_password, field="current_password"
    )
    encoded = hash_password(new_password)
    with transaction.atomic():
        unchanged = User.objects.filter(pk=seen.pk, password=seen.password)
        user = unchanged.select_for_update(no_key=True).first()
        if user is None:
            raise PasswordChangedMeanwhile
        _set(user, encoded)


def _set(user: User, encoded: str) -> None:
    user.password = encoded
    user.save(update_fields=["password", "updated_at"])
    drop_tokens(user)
    end_all_sessions(user)
    record_event(
        kind=PASSWORD_CHANGED.name,
        actor=user.key,
        subject=user.key,
        audience=[user.key],
        payload={"api_keys": ApiKey.objects.filter(user=user).count()},
    )
