"""A table made tomorrow leaves, comes in and goes with its project: whatever a walk cannot know is named."""

import pytest
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import get_resolver

from callcenter_planner.whole import exceptions, shape
from projects.models import Project, User

CARRIED = [Project, *(model for model in shape.owned() if model._meta.label not in exceptions.LEFT)]
TOLD = (
    "Say in callcenter_planner/whole/exceptions.py what it holds, so that an export of a project carries it."
)


def columns():
    """Every column that is carried, by its full name."""
    return {
        f"{model._meta.label}.{one.name}": one
        for model in CARRIED
        for one in shape.fields(model)
        if f"{model._meta.label}.{one.name}" not in exceptions.FRESH
    }


@pytest.mark.parametrize("model", CARRIED, ids=[model._meta.label for model in CARRIED])
def test_every_key_of_a_carried_row_points_at_what_is_carried_too(model):
    for key in shape.foreign_keys(model):
        target = shape.target_of(key)
        assert target in {Project, User, *CARRIED} or (key.null and target in shape.owned()), (
            f"{model._meta.label}.{key.name} points at {target._meta.label}. {TOLD}"
        )


def test_no_key_hides_in_json():
    unknown = {
        name
        for name, one in columns().items()
        if shape.holds_json(one) and name not in {*exceptions.NO_KEYS_INSIDE, *exceptions.KEYS_INSIDE}
    }
    assert unknown == set(), TOLD


def test_no_key_hides_in_a_number():
    named = {*exceptions.NO_KEYS, *exceptions.KEYED, *exceptions.KEYED_BY_NAME}
    unknown = set()
    for name, one in columns().items():
        inner = one.base_field if isinstance(one, ArrayField) else one
        if isinstance(inner, models.BigIntegerField | models.UUIDField) and not one.is_relation:
            unknown |= {name} - named
    assert unknown == set(), TOLD


def test_every_kind_of_report_says_what_it_is_about():
    assert set(settings.REPORT_KINDS) <= set(exceptions.KEYED["reports.Report.about_id"][1]), TOLD


def test_only_kinds_of_columns_are_carried_that_the_file_knows():
    known = (
        models.CharField, models.TextField, models.IntegerField, models.DecimalField, models.FloatField,
        models.BooleanField, models.DateField, models.TimeField, models.DurationField, models.UUIDField,
        models.BinaryField, models.JSONField, ArrayField, models.ForeignKey,
    )  # fmt: skip
    assert [name for name, one in columns().items() if not isinstance(one, known)] == []


def test_the_exceptions_are_still_needed():
    labels = {model._meta.label for model in [Project, *shape.owned()]}
    assert set(exceptions.LEFT) <= labels
    everything = {
        f"{model._meta.label}.{one.name}"
        for model in [Project, *shape.owned()]
        for one in shape.fields(model)
    }
    named = {*exceptions.FRESH, *exceptions.NAMING, *exceptions.KEYED, *exceptions.KEYED_BY_NAME}
    assert (
        named | set(exceptions.NO_KEYS) | exceptions.NO_KEYS_INSIDE | set(exceptions.KEYS_INSIDE)
        <= everything
    )
    tables = {label for _column, kinds in exceptions.KEYED.values() for label in kinds.values()}
    assert tables <= labels


def test_of_every_personal_link_it_is_known_whose_row_its_page_reads():
    purposes = {
        one.callback.purpose
        for one in _inside(get_resolver())
        if hasattr(one, "callback") and hasattr(one.callback, "purpose")
    }
    known = {*exceptions.LINKS_OF, *exceptions.LINKS_LEFT}
    assert purposes - known == set()
    assert not set(exceptions.LINKS_OF) & exceptions.LINKS_LEFT
    labels = {model._meta.label for model in CARRIED}
    assert {label for label in exceptions.LINKS_OF.values() if label} <= labels


def _inside(pattern):
    """Every address below an included list of them."""
    for one in getattr(pattern, "url_patterns", []):
        yield one
        yield from _inside(one)
