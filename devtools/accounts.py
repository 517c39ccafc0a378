"""The system user that runs PostgreSQL where we are root, which it refuses to be."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from devtools.console import say
from devtools.errors import CannotGoOn
from devtools.spawning import Account

NAME = "jobboard-dev"


def account_for(data: Path) -> Account | None:
    """Return whom PostgreSQL runs as: nobody else, unless we are root."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        # A plain user made it: whoever owns the files serves them.
        return _account(pwd.getpwuid(data.stat().st_uid))
    try:
        return _account(pwd.getpwnam(NAME))
    except KeyError:
        return _create()


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _create() -> Account:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if useradd is None:
        raise CannotGoOn(
            f"PostgreSQL refuses to run as root and there is no useradd: make a system"
            f" user {NAME}, or run ./dev as a plain user."
        )
    say(f"  PostgreSQL refuses root: adding the system user {NAME} for it.")
    command = [useradd, "--system", "--no-create-home", "--user-group"]
    result = subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        # Two first starts at once: whoever came second finds the user there.
        return _account(pwd.getpwnam(NAME))
    except KeyError as error:
        raise CannotGoOn(f"useradd failed: {result.stderr.strip()}") from error


def can_enter(account: Account, folder: Path) -> bool:
    """Tell whether that user may reach a folder, by having it try."""
    result = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
        cwd="/",
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        capture_output=True,
        check=False,
    )
    return result.returncode == 0
