"""The site at /admin/, on which each app registers what moderators look after."""

from typing import Any, NoReturn

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from kernel.problems import NotFound


class BoardAdmin(AdminSite):
    """Django's admin, less what would pass by our rules."""

    site_header = site_title = "Job board moderation"
    index_title = "Look after the board"
    site_url = None
    enable_nav_sidebar = False

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> NoReturn:
        """Refuse: only the API's own way ends the sessions of an old password."""
        raise NotFound("Change it at auth/password/change/.")


site = BoardAdmin(name="admin")
