"""The bare view and the textbook board."""

from django.urls import path

from loadtests.baselines.bare import bare
from loadtests.baselines.textbook import TextbookSearch

urlpatterns = [
    path("bare/", bare),
    path("textbook/jobs/", TextbookSearch.as_view()),
]
