"""Exports as they are asked for, made and handed over."""

import logging
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.export_kinds import (
    EXPORT_ASKED,
    EXPORT_FAILED,
    EXPORT_READY,
    EXPORT_STARTED,
)
from accounts.files import EXPORTS
from accounts.limits import EXPORTS_OF
from accounts.models import Export, User
from accounts.models.exports import ExportStatus, export_path
from accounts.services.export_writing import write_archive
from accounts.services.file_links import SECONDS, reader_of_link, sign_file_link
from events.registry import Kind
from events.services import record_event
from kernel.limits import require
from kernel.problems import Conflict, NotAuthenticated, NotFound
from kernel.progress import note_progress

log = logging.getLogger("accounts.exports")

KEPT = timedelta(days=7)
"""So long after it was made can an export be downloaded."""
_SALT = "accounts.exports"


class ExportNotReady(Conflict):
    """There is no file of it yet, or there will never be one."""

    code = "export_not_ready"
    title = "This export has no file"
    detail = "Ask how far it is: GET me/exports/{id}/."


class ExportExpired(Conflict):
    """Its file was there, and is gone."""

    code = "export_expired"
    title = "This export has expired"
    detail = "Ask for a new one: POST me/exports/."


@transaction.atomic
def ask_for_export(*, actor: Actor) -> Export:
    """Have a copy of the caller's data made; one that is still to be made is that one.

    The account's row is the lock: two at once are asked one after the other.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=actor.id).first()
    if user is None:
        raise NotAuthenticated
    unfinished = Export.objects.visible_to(actor).unfinished().first()
    if unfinished is not None:
        return unfinished
    require(EXPORTS_OF, str(user.pk))
    export = Export.objects.create(user=user)
    _record(EXPORT_ASKED, export, by=user.key)
    return export


@transaction.atomic
def begin_export(export_id: UUID) -> None:
    """Show that an export is being made, and have it made."""
    queued = Export.objects.filter(pk=export_id, status=ExportStatus.QUEUED)
    export = queued.select_for_update(no_key=True).first()
    if export is None:
        return
    export.status, export.started_at = ExportStatus.RUNNING, timezone.now()
    export.save(update_fields=["status", "started_at"])
    _record(EXPORT_STARTED, export)


def make_export(export_id: UUID) -> None:
    """Write the file of an export that is being made; a second run makes a new one.

    No row is held meanwhile: whoever erases their account does not wait for this. A
    file that a killed run left behind is named by no row, and swept away.
    """
    running = Export.objects.filter(pk=export_id, status=ExportStatus.RUNNING)
    export = running.select_related("user").first()
    if export is None:
        return
    name, file = EXPORTS.create()
    try:
        write_archive(
            file, export.user, progress=lambda done: note_progress(export.key, done)
        )
        size = file.seek(0, 2)
        EXPORTS.finish(name, file).close()
        is_kept = _hand_over(export_id, stored_as=name, size=size)
    except BaseException:
        file.close()
        EXPORTS.remove(name)
        raise
    if not is_kept:
        EXPORTS.remove(name)


@transaction.atomic
def _hand_over(export_id: UUID, *, stored_as: str, size: int) -> bool:
    """Make an export ready, unless it was erased meanwhile; older ones are over."""
    running = Export.objects.filter(pk=export_id, status=ExportStatus.RUNNING)
    export = running.select_for_update(no_key=True).first()
    if export is None:
        return False
    for former in Export.objects.ready().filter(user=export.user_id):
        let_expire(former)
    now = timezone.now()
    export.status, export.stored_as, export.size = ExportStatus.READY, stored_as, size
    export.finished_at, export.expires_at = now, now + KEPT
    export.save(
        update_fields=["status", "stored_as", "size", "finished_at", "expires_at"]
    )
    _record(EXPORT_READY, export, expires_at=export.expires_at.isoformat())
    return True


def let_expire(export: Export) -> None:
    """Let go of an export's file, in the caller's transaction."""
    stored_as = export.stored_as
    export.status, export.stored_as = ExportStatus.EXPIRED, ""
    export.save(update_fields=["status", "stored_as"])
    transaction.on_commit(lambda: EXPORTS.remove(stored_as))


@transaction.atomic
def fail_export(export_id: UUID) -> int:
    """End an export that nobody works on any more; say how many there were."""
    held = Export.objects.unfinished().filter(pk=export_id)
    export = held.select_for_update(no_key=True).first()
    if export is None:
        return 0
    export.status, export.finished_at = ExportStatus.FAILED, timezone.now()
    export.save(update_fields=["status", "finished_at"])
    _record(EXPORT_FAILED, export)
    return 1


def link_to_export(*, actor: Actor, export: Export) -> str:
    """Return where a minute's link leads to: in a bucket, or under this server."""
    if export.has_expired:
        raise ExportExpired
    if export.status != ExportStatus.READY:
        raise ExportNotReady
    if there := EXPORTS.link(
        export.stored_as, called=name_of(export), media_type=MEDIA_TYPE, seconds=SECONDS
    ):
        return there
    token = sign_file_link(salt=_SALT, thing=export.pk, actor=actor)
    return f"{export_path(export.pk)}file/?token={token}"


def open_export(
    *, export_id: UUID, token: str, actor: Actor
) -> tuple[Export, BinaryIO]:
    """Open the file that a link leads to, if it is still the reader's to have."""
    reader = reader_of_link(salt=_SALT, thing=export_id, token=token, actor=actor)
    export = Export.objects.visible_to(reader).ready().filter(pk=export_id).first()
    if export is None or export.has_expired:
        raise NotFound
    try:
        return export, EXPORTS.open(export.stored_as)
    except FileNotFoundError as error:
        raise NotFound("The file is gone.") from error


MEDIA_TYPE = "application/zip"


def name_of(export: Export) -> str:
    """Return what an export's file is called where somebody saves it."""
    return f"my-data-{export.finished_at:%Y-%m-%d}.zip"


def _record(kind: Kind, export: Export, *, by: str = "system", **told: str) -> None:
    record_event(
        kind=kind.name,
        actor=by,
        subject=export.key,
        audience=[f"user:{export.user_id}"],
        payload=told,
    )
