"""What is kept about a person can be given to them, and taken out so that every count stays right."""

import datetime
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from callcenter_planner import sample
from callcenter_planner.whole import erasing, leaving, pack, shape
from mailroom import links
from mailroom.models import Message, PersonalLink
from projects.models import AuditEntry, Project
from stakeholders.mail import personal_link
from stakeholders.models import Answer, Ask, Round, Stakeholder
from tests.projects.factories import lead_of, make_project
from tests.stakeholders.factories import make_answer, make_ask, make_stakeholder
from vision.models import VersionAsk


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    """The sample project, made once; each test works in a savepoint below it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample.load().pk
        transaction.set_rollback(True)


@pytest.fixture
def person(loaded, db) -> Stakeholder:
    """Somebody of the sample who was told of their asks in a published version."""
    asked = VersionAsk.objects.filter(version__project=loaded).exclude(stakeholder__email="")
    return Stakeholder.objects.get(pk=asked.exclude(quote="").earliest("pk").stakeholder_id)


def counts(project: Project) -> dict[str, int]:
    """How many rows of each table belong to the project."""
    return {model._meta.label: shape.rows(model, project).count() for model in shape.owned()}


def everything(project: Project, folder) -> str:
    """All that is stored in the project's tables, as text."""
    texts = []
    with connection.cursor() as cursor:
        for model in shape.owned():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')  # noqa: S608
            texts += [row for (row,) in cursor.fetchall()]
    return "\n".join(texts)


def test_name_address_and_words_are_gone_and_every_count_stays(person, tmp_path):
    project = person.project
    words = list(Ask.objects.filter(stakeholder=person).exclude(quote="").values_list("quote", flat=True))
    words += list(Answer.objects.filter(interview__stakeholder=person).values_list("text", flat=True))
    assert words
    before = counts(project)
    standing = Stakeholder.objects.values_list("power", "interest", "level", "department", "archived_at")
    stood = standing.get(pk=person.pk)
    erased = erasing.erase(person=person, by=lead_of(project))
    assert erased > 10
    left = everything(project, tmp_path)
    # A short quote may be the name of an element, too; what they said at length is nobody else's.
    theirs = [person.name, person.email, *(word for word in words if len(word) > 60)]
    assert len(theirs) > 2
    assert [word for word in theirs if word in left] == []
    after = counts(project)
    before["projects.AuditEntry"] += 1
    gone = {label for label in before if before[label] != after[label]}
    assert gone <= {"mailroom.Suppression", "stakeholders.Merge"}
    assert standing.get(pk=person.pk) == stood
    told = AuditEntry.objects.filter(project=project).latest("pk")
    assert (told.verb, told.object_label, told.detail) == ("erased a person", "", {"rows": erased})


def test_everybody_of_the_sample_can_be_erased(person):
    for one in Stakeholder.objects.filter(project=person.project, voice_of=None)[:6]:
        erasing.erase(person=one, by=lead_of(one.project))
        one.refresh_from_db()
        assert (one.name, one.email) == (erasing.ERASED, "")


def test_their_links_open_nothing_afterwards(person, client):
    token = links.token(personal_link(person))
    assert client.get(f"/a/{token}/").status_code == 200
    erasing.erase(person=person, by=lead_of(person.project))
    assert client.get(f"/a/{token}/").status_code == 404


def test_what_is_kept_is_told_whole_and_without_secrets(person, client):
    client.force_login(lead_of(person.project))
    answer = client.get(f"/p/{person.project.slug}/kept/stakeholder/{person.pk}/file/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.content)
    quotes = Ask.objects.filter(stakeholder=person).exclude(quote="").values_list("quote", flat=True)
    said = {value for row in told["kept"]["asks"] for value in row.values()}
    assert set(quotes) <= said
    mails = Message.objects.filter(person=links.naming(person))
    assert len(told["kept"]["messages"]) == mails.count() > 0
    text = answer.content.decode()
    assert not [
        link for link in PersonalLink.objects.all() if link.nonce in text or links.token(link) in text
    ]


def test_only_who_types_the_name_erases(db, client):
    project = make_project("Lakeside")
    person = make_stakeholder(project, name="Dr Okafor")
    client.force_login(lead_of(project))
    address = f"/p/lakeside/kept/stakeholder/{person.pk}/"
    assert client.post(address, {"name": "Dr Okafur"}).status_code == 422
    assert Stakeholder.objects.get(pk=person.pk).name == "Dr Okafor"
    assert client.post(address, {"name": "Dr Okafor"}).status_code == 302
    assert Stakeholder.objects.get(pk=person.pk).name == "(erased)"


@transaction.atomic
def write_while_erasing(ask: Ask, quote: str) -> None:
    erasing._set("planner.erasing", "on")
    Ask.objects.filter(pk=ask.pk).update(quote=quote)


def test_a_frozen_quote_takes_no_other_words_even_while_somebody_is_erased(db):
    ask = make_ask(make_project("Lakeside"))
    for attempt in ("other words", "(erased) and more"):
        with pytest.raises(DatabaseError, match="frozen"):
            write_while_erasing(ask, attempt)
    ask.refresh_from_db()
    assert ask.quote not in ("other words", "(erased) and more")


def test_words_older_than_the_project_keeps_them_are_let_go_and_their_number_stays(db):
    project = make_project("Lakeside")
    answer = make_answer(project, "Nobody owned the tray.")
    make_answer(make_project("Seaside"), "Still fresh.")
    ended = timezone.now() - datetime.timedelta(days=400)
    Round.objects.filter(pk=answer.interview.round_id).update(deadline=ended, sent_at=ended)
    assert erasing.forget_old_words() == 0
    leaving.keep_answers(project=project, by=lead_of(project), months=24)
    assert erasing.forget_old_words() == 0
    leaving.keep_answers(project=project, by=lead_of(project), months=12)
    assert erasing.forget_old_words() == 1
    assert erasing.forget_old_words() == 0
    answers = Answer.objects.order_by("pk").filter(
        interview__round__project__name__in=["Lakeside", "Seaside"]
    )
    assert list(answers.values_list("text", flat=True)) == ["(erased)", "Still fresh."]


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [("2026-03-31", 1, "2026-02-28"), ("2024-02-29", 12, "2023-02-28"), ("2026-11-27", 6, "2026-05-27")],
)
def test_a_month_before_is_a_day_that_exists(now, months, expected):
    at = datetime.datetime.fromisoformat(now)
    assert erasing._months_before(at, months).date().isoformat() == expected


def test_pack_is_not_confused_by_erased_people(person, tmp_path):
    erasing.erase(person=person, by=lead_of(person.project))
    pack.pack(person.project, tmp_path / "out.zip")
    assert (tmp_path / "out.zip").stat().st_size > 10_000
