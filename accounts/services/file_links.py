"""Links to files: good for a minute, for one account, whose rights are asked again."""

from uuid import UUID

from django.core import signing

from accounts.actor import Actor
from accounts.models import User
from accounts.services.rights import actor_with_rights_of
from kernel.ids import id_in
from kernel.problems import NotFound

SECONDS = 60


def sign_file_link(*, salt: str, thing: UUID, actor: Actor) -> str:
    """Return what opens a file for its reader, for a minute."""
    return signing.dumps([str(thing), str(actor.id)], salt=salt)


def reader_of_link(*, salt: str, thing: UUID, token: str, actor: Actor) -> Actor:
    """Return whom a link was made for, with the rights that they have now.

    A browser follows the link without saying who it is; whoever does say it must be
    the one that it was made for.
    """
    try:
        signed_id, user_id = signing.loads(token, salt=salt, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    reader = id_in(str(user_id))
    if id_in(str(signed_id)) != thing or actor.id not in {None, reader}:
        raise NotFound
    rows = User.objects.filter(is_active=True, email_verified_at__isnull=False)
    user = rows.filter(pk=reader).first()
    if user is None:
        raise NotFound
    return actor_with_rights_of(user)
