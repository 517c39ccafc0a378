"""The site at /admin/, on which each app registers what moderators look after."""

from typing import Any, NoReturn

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from kernel.problems import NotFound


class BoardAdmin(AdminSite):
    """Django's admin, less what would pass by our rules."""

    site_header = site_title = "Job board moderation"
    index_title = "Look after the board"
    site_url = None
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out Django's jump to a row's page on the site: ours have none."""
        made = super().get_urls()
        return [each for each in made if getattr(each, "name", "") != "view_on_site"]

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> NoReturn:
        """Refuse: only the API's own way ends the sessions of an old password."""
        raise NotFound("Change it at auth/password/change/.")


site = BoardAdmin(name="admin")
