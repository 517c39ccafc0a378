"""`manage.py make_admin <address>`: make an admin, of an account or of nobody yet."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.emails import NotAnAddress, read_address
from accounts.services.admins import NeedsPassword, make_admin
from kernel.problems import Problem


class Command(BaseCommand):
    """Give an account the role `admin`; make the account if there is none."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the address, the name and where the password comes from."""
        parser.add_argument("email")
        parser.add_argument("--full-name", default="Admin", help="of a new account")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read a new account's password from standard input",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, asking for a password only when an account is made."""
        try:
            email = read_address(options["email"])
        except NotAnAddress as error:
            raise CommandError(f"{options['email']} is no e-mail address.") from error
        try:
            user = self._make(email, options)
        except Problem as problem:
            told = " ".join(error["detail"] for error in problem.errors)
            raise CommandError(told or problem.detail) from problem
        self.stdout.write(f"{user.email} is an admin.")

    def _make(self, email: str, options: dict[str, Any]) -> Any:
        name = options["full_name"]
        try:
            return make_admin(email=email, full_name=name, password=None)
        except NeedsPassword:
            password = (
                sys.stdin.readline().rstrip("\n")
                if options["password_stdin"]
                else getpass.getpass(f"Password for {email}: ")
            )
            return make_admin(email=email, full_name=name, password=password)
