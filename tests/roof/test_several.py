"""Several projects: side by side in as many statements for many as for one; a new one like another."""

import pytest

from marketing_sync.models import Agreement
from projects.models import AuditEntry, Membership, Project
from stakeholders.models import Question, QuestionSet, Stakeholder, Topic
from tests.projects.factories import make_project, make_user
from tests.stakeholders.factories import make_answer, make_stakeholder
from tests.vision.factories import make_dream, make_element
from vision.models import Element, Function


@pytest.fixture
def lead(db):
    return make_user()


def test_each_project_shows_the_numbers_of_its_own_path(lead, client):
    one, other = make_project("Lakeside", lead=lead), make_project("Seaside", lead=lead)
    make_project("Elsewhere")
    make_answer(one)
    make_stakeholder(one)
    make_dream(other)
    client.force_login(lead)
    page = client.get("/portfolio/?format=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in page] == ["Project", "Lakeside", "Seaside"]
    assert page[1].split(",")[4:7] == ["0", "1", "2"]
    assert page[2].split(",")[4:7] == ["1", "0", "0"]
    assert "Elsewhere" not in client.get("/portfolio/").content.decode()
    found = client.get("/portfolio/?q=sea&sort=-heard").content.decode()
    assert "Seaside" in found
    assert "Lakeside</a>" not in found.split("<tbody>")[1]


@pytest.mark.parametrize("count", [2, 12])
def test_many_projects_ask_no_more_of_the_database_than_few(
    lead, client, count, django_assert_max_num_queries
):
    for _ in range(count):
        make_stakeholder(make_project(lead=lead))
    client.force_login(lead)
    client.get("/portfolio/")
    with django_assert_max_num_queries(16):
        client.get("/portfolio/")


def test_a_project_like_another_has_its_questions_and_looks_and_nobody_of_its_people(lead, client):
    old = make_project("Lakeside", lead=lead, time_zone="America/Denver")
    Project.objects.filter(pk=old.pk).update(accent="#123456")
    make_answer(old)
    make_element(old)
    Agreement.objects.create(project=old, lead_days=21, liaison=lead)
    client.force_login(lead)
    asked = {"of": f"project-{old.pk}", "name": "Seaside", "organisation": "Sea Health"}
    client.post("/projects/like/", {**asked, "parts": ["questions", "board", "launches"]})
    new = Project.objects.get(name="Seaside")
    assert (new.time_zone, new.accent, new.organisation) == ("America/Denver", "#123456", "Sea Health")
    for model in (Topic, Question, QuestionSet, Function):
        assert model.objects.filter(project=new).count() == model.objects.filter(project=old).count() > 0
    texts = Question.objects.filter(project=old).values_list("latest__text", flat=True)
    assert list(Question.objects.filter(project=new).values_list("latest__text", flat=True)) == list(texts)
    assert not Question.objects.filter(project=new).exclude(latest__question__project=new).exists()
    assert Agreement.objects.get(project=new).liaison is None
    assert Agreement.objects.get(project=new).lead_days == 21
    assert not Stakeholder.objects.filter(project=new).exists()
    assert not Element.objects.filter(project=new).exists()
    assert list(Membership.objects.filter(project=new).values_list("user", "role")) == [(lead.pk, "lead")]
    verbs = AuditEntry.objects.filter(project=new).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["made the project", "made the project like another one"]


def test_a_project_of_somebody_else_is_no_example(lead, client):
    theirs = make_project("Theirs")
    client.force_login(lead)
    asked = {"of": f"project-{theirs.pk}", "name": "Mine", "organisation": "X", "parts": ["board"]}
    answer = client.post("/projects/like/", asked)
    assert answer.status_code == 422
    assert not Project.objects.filter(name="Mine").exists()
