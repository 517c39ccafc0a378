"""Where mails go when no mail server is configured: one file each."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

UNSAFE = re.compile(r"[^0-9A-Za-z._-]")


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class FileBackend(BaseEmailBackend):
    """Writes each mail to VAR_DIR/mail as one `.eml`, whole or not at all.

    The name is that of its Message-ID, so a mail that is sent again lies over the
    first one instead of beside it.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails and return how many."""
        folder = Path(settings.VAR_DIR) / "mail"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            name = str(message["Message-ID"]).strip("<>").partition("@")[0]
            path = folder / f"{UNSAFE.sub('_', name)}.eml"
            part = path.with_suffix(f".{os.getpid()}.part")
            # Mails hold tokens: they are their owner's to read.
            with open(part, "wb", opener=_for_owner) as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return len(email_messages)
