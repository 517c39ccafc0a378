"""What jobs are described with: categories, skills."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import anyone, gate
from accounts.serializers.lists import page_of
from jobs.catalogue.skills import complete_skill
from jobs.filters import SkillFilter
from jobs.serializers.shapes import category_shapes
from jobs.serializers.shown import CategoryOut, SkillOut
from jobs.services.counting import count_by_category
from kernel.views import View

MOST_SKILLS = 20


class Categories(View):
    """The categories, and how many jobs are public in each."""

    permission_classes = [gate(GET=anyone)]

    @extend_schema(operation_id="categories_list", responses=page_of(CategoryOut))
    def get(self, request: Request) -> Response:
        """List all categories, empty ones too."""
        return _whole_list(category_shapes(count_by_category()))


class Skills(View):
    """Skills that are known by a usual spelling."""

    permission_classes = [gate(GET=anyone)]
    filterset = SkillFilter

    @extend_schema(operation_id="skills_list", responses=page_of(SkillOut))
    def get(self, request: Request) -> Response:
        """List what `q` may be the beginning of, the best known first."""
        asked = SkillFilter.read(request.query_params)
        typed = asked[0].values[0] if asked else ""
        found = complete_skill(typed, MOST_SKILLS)
        return _whole_list([{"name": name} for name in found])


def _whole_list(results: Sequence[dict[str, Any]]) -> Response:
    """Answer with a list that has one page, in the shape of all lists."""
    return Response({"results": results, "next": None, "previous": None})
