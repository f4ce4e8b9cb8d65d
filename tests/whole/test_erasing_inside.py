"""A name goes also from where words stand in lists and pairs, in frozen rows, and in templates."""

import json

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoDbBlocker

from callcenter_planner import sample
from callcenter_planner.whole import account, erasing, likeness, mentions, shape
from crisis.models import PlaybookVersion
from marketing_sync.models import Meeting
from projects.models import Project, Template
from tests.crisis.factories import make_playbook
from tests.marketing_sync.factories import make_meeting
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders.factories import make_question, make_stakeholder

NAME, ADDRESS = "Zora “Zo” Quimby", "zora.quimby@example.org"

# Words that belong to no project, and why no name of an erased person stays in them.
NOT_LOOKED_THROUGH = {
    "projects.AuditEntry.by_label": "the trail has its own way: what holds a name is emptied",
    "projects.AuditEntry.verb": "the trail has its own way",
    "projects.AuditEntry.object_type": "the trail has its own way",
    "projects.AuditEntry.object_label": "the trail has its own way",
    "projects.AuditEntry.detail": "the trail has its own way",
    "projects.User.name": "ends with the account",
    "projects.User.password": "no words",
    "projects.FormKey.url": "an address of a page",
    "mailroom.Heartbeat.trouble": "what the mail server last said of itself",
    "mailroom.LinkRequest.email": "goes within a minute",
    "mailroom.LinkRequest.language": "no words",
}


def planted(column: object) -> object:
    """A value for the column in which the name stands at every depth, behind a line break, and as a key."""
    if isinstance(column, ArrayField):
        return [f"with {NAME}"]
    return [f"{NAME} knows", {"says": ["at night:\n" + NAME], NAME: {"to": ADDRESS}}]


def columns() -> list[tuple[shape.Model, shape.Column]]:
    return [
        (model, one)
        for model in mentions.looked_through()
        for one in shape.fields(model)
        if mentions.holds_words(one)
    ]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    """The sample project, made once; each test works in a savepoint below it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample.load().pk
        transaction.set_rollback(True)


def test_no_column_of_words_is_forgotten():
    looked = mentions.looked_through()
    forgotten = {
        f"{model._meta.label}.{one.name}"
        for model in shape.ours()
        if model not in looked
        for one in shape.fields(model)
        if mentions.is_words(one) or mentions.holds_words(one)
    }
    assert forgotten == set(NOT_LOOKED_THROUGH)


def test_a_name_is_taken_out_of_every_list_and_pair_also_of_frozen_rows(loaded, db):
    project = Project.objects.get(pk=loaded)
    lead = lead_of(project)
    likeness.keep(project=project, by=lead, name="Ours", parts=list(likeness.PARTS))
    person = make_stakeholder(project, name=NAME, email=ADDRESS)
    found = []
    for model, one in columns():
        row = mentions.rows(model, project).exclude(**{one.name: []}).first()
        if row is not None:
            with connection.cursor() as cursor:
                # Nobody can write so into a frozen row; it was so from the first.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
                model._base_manager.filter(pk=row.pk).update(**{one.name: planted(one)})
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER USER')
            found.append((model, one, row.pk))
    assert len(found) > 15, "the sample has rows with most of them"
    erasing.erase(person=person, by=lead)
    left = {
        f"{model._meta.label}.{one.name}"
        for model, one, pk in found
        if "Quimby" in json.dumps(model._base_manager.values_list(one.name, flat=True).get(pk=pk))
    }
    assert left == set()
    version = PlaybookVersion.objects.get(pk=next(pk for model, _, pk in found if model is PlaybookVersion))
    assert version.steps == [
        "(erased) knows",
        {"says": ["at night:\n(erased)"], "(erased)": {"to": "(erased)"}},
    ]


def test_who_ends_their_account_goes_from_purpose_agenda_questions_and_anothers_template(db, client):
    project = make_project("Lakeside", purpose=f"What {NAME} began")
    sam = make_member(project, name=NAME, email=ADDRESS)
    make_question(project, "Who helps at night?", kind="one_of", options=[NAME, "Nobody"])
    meeting = make_meeting(project)
    Meeting.objects.filter(pk=meeting.pk).update(agenda=[["Waiting", [[f"{NAME} looks at it", None]]]])
    lead = lead_of(project)
    likeness.keep(project=project, by=lead, name="Ours", parts=["questions"])
    elsewhere = make_project("Seaside", purpose=f"{NAME} is another person here")
    account.erase(user=sam, by=sam)
    project.refresh_from_db()
    elsewhere.refresh_from_db()
    assert project.purpose == "What (erased) began"
    assert elsewhere.purpose == f"{NAME} is another person here"
    meeting.refresh_from_db()
    assert meeting.agenda == [["Waiting", [["(erased) looks at it", None]]]]
    template = Template.objects.get()
    like = likeness.make_from(template=template, by=lead, name="Anew", organisation="Harbour Health")
    for one in (project, like):
        wording = one.questions.get().wordings.get()
        assert wording.options == ["(erased)", "Nobody"]


@transaction.atomic
def write_while_erasing(version, steps):
    with erasing.Erasing({NAME}):
        PlaybookVersion.objects.filter(pk=version.pk).update(triggers=steps)


def test_a_frozen_list_takes_no_other_words_while_a_name_is_taken_out(db):
    version = make_playbook(make_project("Lakeside")).versions.get()
    triggers = version.triggers
    for attempt in ([], ["(erased)"], triggers[:-1], [*triggers, "(erased)"], triggers[::-1]):
        with pytest.raises(DatabaseError, match="append-only"):
            write_while_erasing(version, attempt)
    version.refresh_from_db()
    assert version.triggers == triggers
