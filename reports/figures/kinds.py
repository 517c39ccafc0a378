"""Which builder makes the figures of which kind of report."""

from collections.abc import Callable, Iterator

from reports.figures.activity import platform_activity
from reports.figures.applications import applications
from reports.figures.funnel import pipeline_funnel
from reports.figures.hiring import time_to_hire
from reports.figures.moderation import moderation
from reports.figures.responsiveness import responsiveness
from reports.figures.search_terms import search_terms
from reports.figures.sections import Asked, Section
from reports.terms import Kind

Builder = Callable[[Asked], Iterator[Section]]

BUILDERS: dict[str, Builder] = {
    Kind.APPLICATIONS: applications,
    Kind.PIPELINE_FUNNEL: pipeline_funnel,
    Kind.TIME_TO_HIRE: time_to_hire,
    Kind.RESPONSIVENESS: responsiveness,
    Kind.PLATFORM_ACTIVITY: platform_activity,
    Kind.MODERATION: moderation,
    Kind.SEARCH_TERMS: search_terms,
}
