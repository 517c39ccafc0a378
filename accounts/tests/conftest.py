from pathlib import Path
from typing import Any

import pytest

from accounts.tests.mailbox import Mailbox


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Mailbox:
    """Write mails to files, as a board does that has no mail server."""
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    settings.VAR_DIR = tmp_path
    return Mailbox(tmp_path / "mail")
