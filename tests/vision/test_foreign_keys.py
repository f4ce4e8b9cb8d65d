"""Case 2: no field of the vision's forms takes what belongs to another project, and nothing is written."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mailroom.models import Message
from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_dream, make_element, make_person, make_version
from vision.models import Decision, Dream, Element, ElementAsk, Move, Place, Rater, Talk


@pytest.fixture
def here(db: None) -> Project:
    """A version whose talk is open, and an ask that is part of no element."""
    project = make_project("Harbour line")
    chief = make_person(project, power=5)
    element = make_element(project, Place.NEXT, asks=[make_ask(project, by=chief)])
    make_dream(project, element=element)
    make_version(project)
    make_ask(project, text="Unsorted")
    return project


@pytest.fixture
def there(db: None) -> Project:
    project = make_project("Elsewhere")
    make_element(project, Place.NEXT, asks=[make_ask(project)])
    make_ask(project, text="Theirs")
    make_dream(project)
    make_version(project)
    return project


def kept() -> list[Any]:
    """Every row that such a form could have written."""
    return [
        sorted(ElementAsk.objects.values_list("element", "ask")),
        sorted(Element.everything.values_list("pk", "place", "rank", "version")),
        sorted(Dream.objects.values_list("pk", "element")),
        sorted(Talk.objects.values_list("pk", "owner")),
        [model._default_manager.count() for model in (Decision, Rater, Move, Message)],
    ]


@pytest.mark.parametrize(
    "form",
    ["decision element", "decision version", "raters", "split asks", "split dreams", "join to", "join asks",
     "join dreams", "sprout asks", "sprout function", "part ask", "talk owner", "line"],
)  # fmt: skip
def test_a_key_of_another_project_in_a_field_writes_nothing(here: Project, there: Project, form: str):
    own, foreign = here.elements.get(), there.elements.get()
    loose, theirs = here.asks.get(text="Unsorted"), there.asks.get(text="Theirs")
    joined = foreign.joined.get().ask
    decision = {"kind": "decision", "text": "Nurses first."}
    name, keys, fields = {
        "decision element": ("decision_new", {}, {**decision, "element": foreign.pk}),
        "decision version": ("decision_new", {}, {**decision, "version": there.versions.get().pk}),
        "raters": ("ask_raters", {}, {"stakeholders": theirs.stakeholder_id}),
        "split asks": ("split", {"pk": own.pk}, {"title": "A part", "asks": joined.pk}),
        "split dreams": ("split", {"pk": own.pk}, {"title": "A part", "dreams": there.dreams.get().pk}),
        "join to": ("join", {}, {"element": foreign.pk, "asks": loose.pk}),
        "join asks": ("join", {}, {"element": own.pk, "asks": theirs.pk}),
        "join dreams": ("join", {}, {"element": own.pk, "dreams": there.dreams.get().pk}),
        "sprout asks": ("sprout", {}, {"title": "New", "place": "tray", "asks": theirs.pk}),
        "sprout function": (
            "sprout",
            {},
            {"title": "New", "place": "now", "asks": loose.pk, "function": there.functions.all()[0].pk},
        ),
        "part ask": ("part", {}, {"ask": joined.pk}),
        "talk owner": (
            "talk_reassign",
            {"pk": Talk.objects.get(version__project=here).pk},
            {"owner": lead_of(there).pk, "due": "2031-05-06"},
        ),
        "line": ("line", {}, {"above": 1, "seen": foreign.pk}),
    }[form]
    before = kept()
    client = Client()
    client.force_login(lead_of(here))
    answer = client.post(reverse(f"vision:{name}", kwargs={"slug": here.slug, **keys}), fields)
    assert answer.status_code in (302, 404, 422)
    assert kept() == before
