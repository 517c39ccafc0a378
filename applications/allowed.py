"""What a caller may do with an application now: said once for answers and refusals."""

from typing import Any

from accounts.actor import Actor
from applications.stages import OPEN, targets_from

WITHDRAW = "withdraw"


def allowed_for(application: Any, actor: Actor) -> list[str]:
    """Return where the caller may take one that came `as_known_to` them.

    An applicant may withdraw what is open as far as they know.
    """
    if actor.scopes is not None:
        return []
    if actor.is_applicant:
        return [WITHDRAW] if application.stage_now in OPEN else []
    if actor.is_recruiting and application.company_id == actor.company:
        return targets_from(application.stage_now)
    return []
