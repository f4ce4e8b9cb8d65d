"""A project's shape is kept as a template; new projects begin with it, without names and words."""

import json

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from callcenter_planner import sample
from callcenter_planner.whole import likeness, people, shape
from crisis.models import Playbook, PlaybookVersion, Risk, RiskScore
from outcomes.models import BuildItem, Lesson, Measure, Reading, Sop
from projects.models import AuditEntry, Membership, Project, Template, User
from stakeholders.models import Answer, Ask, Question, QuestionSet, Stakeholder
from tests.projects.factories import lead_of, make_project, make_user
from tests.vision.factories import make_element
from vision.models import Element, Function

ALL = {"parts": list(likeness.PARTS)}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    """The sample project, made once; each test works in a savepoint below it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample.load().pk
        transaction.set_rollback(True)


@pytest.fixture
def full(loaded, db) -> Project:
    return Project.objects.get(pk=loaded)


def test_a_template_of_the_sample_holds_nobodys_name_address_or_words(full):
    template = likeness.keep(project=full, by=lead_of(full), name="Usual", parts=likeness.PARTS)
    text = json.dumps(template.content, ensure_ascii=False)
    told = set()
    for register in people.REGISTERS.values():
        rows = people.listed(full, register.model)
        told |= {text for pair in rows.values_list("name", "email") for text in pair if text}
    told |= {text for pair in User.objects.values_list("name", "email") for text in pair if text}
    told |= set(Answer.objects.exclude(text="").values_list("text", flat=True))
    told |= set(Ask.objects.exclude(quote="").values_list("quote", flat=True))
    assert len(told) > 100
    assert [one for one in told if one in text] == []


def test_a_project_from_it_has_the_shape_and_nothing_that_happened(full, client):
    lead = lead_of(full)
    client.force_login(lead)
    slug = full.slug
    assert client.post(f"/p/{slug}/whole/template/", {"name": "Usual", **ALL}).status_code == 302
    template = Template.objects.get(made_by=lead)
    assert "Usual" in client.get("/projects/templates/").content.decode()
    page = client.get(f"/projects/like/?of=template-{template.pk}").content.decode()
    assert f'<option value="template-{template.pk}" selected>' in page
    asked = {"of": f"template-{template.pk}", "name": "Seaside", "organisation": "Sea Health", **ALL}
    client.post("/projects/like/", asked)
    new = Project.objects.get(name="Seaside")
    same: list[shape.Model] = [Question, QuestionSet, Function, Playbook, BuildItem]
    for model in same:
        assert shape.rows(model, new).count() == shape.rows(model, full).count() > 0
    in_use: list[shape.Model] = [Measure, Risk, Sop, Lesson]
    for model in in_use:
        assert shape.rows(model, new).count() == shape.rows(model, full).filter(archived_at=None).count() > 0
    assert not shape.rows(Measure, new).exclude(baseline_mean=None).exists()
    assert not shape.rows(BuildItem, new).exclude(done_at=None, owner=None, due_on=None).exists()
    assert set(shape.rows(PlaybookVersion, new).values_list("number", flat=True)) == {1}
    titles = shape.rows(Playbook, full).values_list("title", flat=True)
    assert set(shape.rows(Playbook, new).values_list("title", flat=True)) == set(titles)
    never: list[shape.Model] = [Stakeholder, Element, Reading, RiskScore, Answer]
    for model in never:
        assert not shape.rows(model, new).exists()
    assert list(Membership.objects.filter(project=new).values_list("user", "role")) == [(lead.pk, "lead")]
    lesson = shape.rows(Lesson, new).earliest("pk")
    assert lesson.learned_in == full.name
    pages = ("", "stakeholders/questions/", "crisis/", "crisis/risks/", "outcomes/", "outcomes/sops/",
             "outcomes/build/", "launches/", "outcomes/scorecards/", "vision/")  # fmt: skip
    assert {page: client.get(f"/p/{new.slug}/{page}").status_code for page in pages} == dict.fromkeys(
        pages, 200
    )


def test_parts_that_are_not_chosen_stay_behind(db, client):
    project = make_project("Lakeside")
    make_element(project)
    lead = lead_of(project)
    template = likeness.keep(project=project, by=lead, name="Board", parts=["board"])
    assert set(template.content) == {"looks", "vision.Function", "vision.Criterion"}
    made = likeness.make_from(
        template=template, by=lead, name="Seaside", organisation="X", parts=["questions"]
    )
    assert not shape.rows(Function, made).exists()
    made = likeness.make_from(template=template, by=lead, name="Hillside", organisation="X")
    assert shape.rows(Function, made).count() == shape.rows(Function, project).count() > 0
    verb = AuditEntry.objects.filter(project=made).latest("pk")
    assert (verb.verb, verb.detail) == ("made the project from a template", {"template": "Board"})


def test_a_template_outlives_its_project_and_is_its_makers_alone(db, client):
    project = make_project("Lakeside")
    lead = lead_of(project)
    client.force_login(lead)
    page = client.get("/p/lakeside/whole/").content.decode()
    assert (page.count('id="template_name"'), page.count('id="id_name"')) == (1, 1)
    assert client.post("/p/lakeside/whole/template/", {"name": "Usual"}).status_code == 422
    client.post("/p/lakeside/whole/template/", {"name": "Usual", "parts": ["board"]})
    again = client.post("/p/lakeside/whole/template/", {"name": "Usual", "parts": ["board"]})
    assert again.status_code == 422
    assert "You have a template of this name." in again.content.decode()
    Project.objects.filter(pk=project.pk).update(slug="gone")
    template = Template.objects.get()
    client.force_login(make_user())
    assert "Usual" not in client.get("/projects/templates/").content.decode()
    asked = {"of": f"template-{template.pk}", "name": "Mine", "organisation": "X", "parts": ["board"]}
    assert client.post("/projects/like/", asked).status_code == 422
    assert client.post(f"/projects/templates/{template.pk}/forget/").status_code == 404
    client.force_login(lead)
    assert client.post(f"/projects/templates/{template.pk}/forget/").status_code == 302
    assert not Template.objects.exists()
