"""What the views of accounts share: how a refusal is described, whose request it is."""

from uuid import UUID

from accounts.actor import Actor
from kernel.problems import NotAuthenticated

PROBLEM = {"$ref": "#/components/schemas/Problem"}


def own_id(actor: Actor) -> UUID:
    """Return the id of a caller whom the gate has let in."""
    if actor.id is None:
        raise NotAuthenticated
    return actor.id
