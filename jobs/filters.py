"""What jobs are filtered by: one grammar for lists, search and feeds.

Every filter knows how it narrows rows of jobs; whoever keeps jobs in another form
(search) reads `criteria()` and narrows those by the same values.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Q
from django.forms import ValidationError as FormError
from django.http import QueryDict

from accounts.models import Company
from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.languages import normal_language
from jobs.catalogue.skills import skill_key
from jobs.terms import EmploymentType, ExperienceLevel, Status, Workplace
from kernel import filters
from kernel.ids import id_in
from kernel.parameters import error_in
from kernel.problems import FieldError, Invalid
from kernel.validation import near_miss


class Criterion(NamedTuple):
    """One filter that is in use; `variant` is "", "not" or "all"."""

    name: str
    variant: str
    values: list[Any]


class Words(filters.Many):
    """Jobs whose column has one of the values."""

    def __init__(self, kind: filters.Kind, field: str, *, help_text: str = "") -> None:
        super().__init__(kind, field)
        self.extra["help_text"] = help_text

    def any_of(self, values: list[Any]) -> Q:
        """Return the condition for jobs that have one of the values."""
        return Q(**{f"{self.field_name}__in": values})

    def meant(self, values: list[Any]) -> list[Any]:
        """Return what the values stand for in the rows."""
        return values

    def filter(self, qs: Any, value: list[Any]) -> Any:
        """Keep the jobs that have one of the values."""
        return qs.filter(self.any_of(value))

    def variants(self) -> dict[str, filters.Many]:
        """Return the filter that `__not` stands for."""
        return {"not": _Without(self)}


class Held(Words):
    """Jobs whose list has one of the values, or each of them."""

    def any_of(self, values: list[Any]) -> Q:
        """Return the condition for lists that have one of the values."""
        return Q(**{f"{self.field_name}__overlap": values})

    def all_of(self, values: list[Any]) -> Q:
        """Return the condition for lists that have each of the values."""
        return Q(**{f"{self.field_name}__contains": values})

    def variants(self) -> dict[str, filters.Many]:
        """Return the filters that `__not` and `__all` stand for."""
        return {**super().variants(), "all": _WithAll(self)}


class Languages(Words):
    """Jobs in a language, or in that of one country: `en` is `en-GB` as well."""

    def any_of(self, values: list[Any]) -> Q:
        """Return the condition for jobs in one of the languages."""
        wanted = Q(main_language__in=[tag for tag in values if "-" not in tag])
        for tag in values:
            if "-" in tag:
                same = Q(language=tag) | Q(language__startswith=f"{tag}-")
                wanted |= Q(main_language=tag.partition("-")[0]) & same
        return wanted


class Companies(Words):
    """Jobs of companies, by id or slug; there are none of an unknown one."""

    def meant(self, values: list[str]) -> list[Any]:
        """Return the companies' ids."""
        ids = {each: id_in(each) for each in values}
        slugs = [each for each, found in ids.items() if found is None]
        rows = (
            Company.objects.filter(slug__in=slugs) if slugs else Company.objects.none()
        )
        found = dict(rows.values_list("slug", "pk"))
        return [known for each in values if (known := ids[each] or found.get(each))]


class _Without(filters.Many):
    def __init__(self, of: Words) -> None:
        super().__init__(of.kind, of.field_name)
        self.meant, self.any_of = of.meant, of.any_of

    def filter(self, qs: Any, value: list[Any]) -> Any:
        return qs.exclude(self.any_of(value))


class _WithAll(filters.Many):
    def __init__(self, of: Held) -> None:
        super().__init__(of.kind, of.field_name)
        self.meant, self.all_of = of.meant, of.all_of

    def filter(self, qs: Any, value: list[Any]) -> Any:
        return qs.filter(self.all_of(value))


def code(known: Mapping[str, str], **schema: Any) -> filters.Kind:
    """One of the codes of a catalogue."""

    def read(raw: str) -> str:
        if raw not in known:
            meant = near_miss(raw, known)
            text = f"There is no such code.{f' Did you mean {meant}?' if meant else ''}"
            raise FormError(text, code="invalid_choice", params={"meant": meant})
        return raw

    return filters.Kind(read, {"type": "string", **schema})


def language() -> filters.Kind:
    """A language, in whatever case."""

    def read(raw: str) -> str:
        tag = normal_language(raw)
        if tag is None:
            text = "Write a language as BCP 47: en, en-GB, pt-BR."
            raise FormError(text, code="unknown_language")
        return tag

    return filters.Kind(read, {"type": "string"})


def skill() -> filters.Kind:
    """A skill, under whatever name and in whatever case."""
    typed = filters.text(longest=100)
    return filters.Kind(lambda raw: skill_key(typed.read(raw)), typed.schema)


class Grammar(filters.StrictFilterSet):
    """A filter set that is read without a form.

    django-filter makes a form for each request, which costs as much as a page of jobs.
    """

    @classmethod
    def read(cls, query: QueryDict) -> list[Criterion]:
        """Return the filters that are in use, or refuse what cannot be read."""
        found, errors = [], []
        for name in query:
            of = cls.base_filters.get(name)
            values = [each.strip() for each in query.getlist(name) if each.strip()]
            if of is None or not values:
                continue
            try:
                read = of.field.clean(values)
            except FormError as error:
                errors.append(_as_error(name, error))
                continue
            base, _, variant = name.partition("__")
            if read != []:
                found.append(Criterion(base, variant, _meant(of, read)))
        if errors:
            raise Invalid(errors=errors)
        return found

    @classmethod
    def narrow(cls, rows: Any, criteria: Iterable[Criterion]) -> Any:
        """Return the jobs that every criterion keeps."""
        for name, variant, values in criteria:
            of = cls.base_filters[f"{name}__{variant}" if variant else name]
            rows = of.filter(rows, values if of.repeatable else values[0])
        return rows

    @property
    def qs(self) -> Any:
        """Return the filtered jobs, or refuse."""
        return self.narrow(self.queryset, self.read(self.data))


class JobFilter(Grammar):
    """The filters that every list of jobs takes."""

    company = Companies(filters.text(), "company", help_text="Ids or slugs.")
    category = Words(code(CATEGORIES, enum=list(CATEGORIES)), "category")
    employment_type = Words(filters.choice(EmploymentType.values), "employment_type")
    workplace = Words(filters.choice(Workplace.values), "workplace")
    experience_level = Words(filters.choice(ExperienceLevel.values), "experience_level")
    country = Held(
        code(COUNTRIES, pattern="^([A-Z]{2})?$"),
        "countries",
        help_text="Where the work is done.",
    )
    language = Languages(language(), "language", help_text="`en` has `en-GB` in it.")
    skills = Held(skill(), "skill_keys")
    published_after = filters.One(filters.instant(), "published_at", "gt")
    published_before = filters.One(filters.instant(), "published_at", "lt")


class _Said(filters.One):
    """A parameter that says which rows are meant at all, and narrows none of them."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class JobListFilter(JobFilter):
    """What `jobs/` takes: the filters, and whether one asks about one's own."""

    mine = _Said(
        filters.flag(), "pk", help_text="Those of one's own company, in every state."
    )
    status = Words(
        filters.choice(Status.values), "status_now", help_text="Only with `mine`."
    )

    @classmethod
    def read(cls, query: QueryDict) -> list[Criterion]:
        """Return the filters that are in use; states can be asked of one's own only."""
        criteria = super().read(query)
        used = {each.name for each in criteria}
        if "status" in used and not wants_own(query):
            text = "status asks about your own jobs: send mine=true with it."
            raise Invalid(errors=[error_in("mine", "required", text)])
        return criteria


class SkillFilter(Grammar):
    """What skills are looked for by."""

    q = filters.One(filters.text(longest=100), "name", help_text="As it is typed.")


def wants_own(query: QueryDict) -> bool:
    """Tell whether a request asks for the jobs of the caller's company."""
    return query.get("mine", "").strip() == "true"


def _meant(of: Any, value: Any) -> list[Any]:
    if not of.repeatable:
        return [value]
    meant: list[Any] = of.meant(value)
    return meant


def _as_error(name: str, error: FormError) -> FieldError:
    meant = (error.params or {}).get("meant")
    return error_in(name, error.code or "invalid", str(error.message), meant)
