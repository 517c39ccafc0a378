"""Moving several applications, each for itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.services.moderation import NotNow
from applications.allowed import allowed_for
from applications.services.finding import find_application
from applications.services.moving import check_move, move_application
from kernel.ids import id_in
from kernel.problems import NotFound

Outcome = dict[str, Any]


def move_applications(
    *,
    actor: Actor,
    ids: Sequence[str],
    to: str,
    reason: str = "",
    notify_at: datetime | None = None,
) -> list[Outcome]:
    """Move each that is named, and return what became of it, in the order of the ids.

    In the order of their keys, so that two who move the same ones do not wait
    crosswise.
    """
    check_move(to=to, reason=reason, notify_at=notify_at)
    told = {"to": to, "reason": reason, "notify_at": notify_at}
    outcomes = {each: _outcome(actor, each, told) for each in sorted(set(ids))}
    return [outcomes[each] for each in dict.fromkeys(ids)]


def _outcome(actor: Actor, each: str, told: dict[str, Any]) -> Outcome:
    found = id_in(each)
    none: Outcome = {"id": each, "outcome": "not_found", "status": None, "allowed": []}
    if found is None:
        return none
    try:
        move_application(actor=actor, application_id=found, **told)
        outcome = "moved"
    except NotFound:
        return none
    except NotNow:
        outcome = "not_now"
    now = find_application(actor, found)
    return {
        "id": each,
        "outcome": outcome,
        "status": now.stage_now,
        "allowed": allowed_for(now, actor),
    }
