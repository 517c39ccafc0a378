"""What accounts serve outside of the API: the key set, and where mailed links lead."""

from django.urls import path

from accounts.views.jwks import KeySet
from accounts.views.pages import PAGES, DataPage, LinkPage

urlpatterns = [
    path(".well-known/jwks.json", KeySet.as_view(), name="jwks"),
    *(path(name, LinkPage.as_view(name=name), name=f"{name}-page") for name in PAGES),
    path("my-data", DataPage.as_view(), name="my-data-page"),
]
