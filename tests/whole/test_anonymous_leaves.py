"""The file of a project says no more about an anonymous round than its pages do."""

import json
import zipfile

import pytest
from django.urls import reverse

from callcenter_planner.whole import pack
from stakeholders import actions
from stakeholders.models import AnswerText, Interview
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

NAMES = ("Ana", "Bo", "Cleo", "Dev", "Eli", "Fay")


@pytest.fixture
def asked(db):
    project = make_project("Lakeside")
    people = [make.make_stakeholder(project, name=name) for name in NAMES]
    return make.make_round(project, *people, anonymous=True)


def taken_out(asked, folder, table):
    """The rows of one table in an export."""
    pack.pack(asked.project, folder / "out.zip")
    with zipfile.ZipFile(folder / "out.zip") as file:
        return [json.loads(line) for line in file.read(pack.data_name(table)).splitlines()]


def hand_in(asked, *names):
    for name in names:
        interview = Interview.objects.get(round=asked, stakeholder__name=name)
        make.say(interview, f"words of {name}")
        interview.refresh_from_db()
        assert actions.submit(interview=interview)


def test_nothing_that_was_said_leaves_before_the_round_is_closed(asked, tmp_path):
    hand_in(asked, *NAMES)
    assert taken_out(asked, tmp_path, "stakeholders.Answer") == []


def test_what_fewer_than_five_said_never_leaves(asked, tmp_path):
    hand_in(asked, *NAMES[:4])
    actions.close(round=asked, by=lead_of(asked.project))
    assert taken_out(asked, tmp_path, "stakeholders.Answer") == []


def test_of_a_closed_round_the_words_leave_and_nobody_can_tell_who_answered(asked, tmp_path):
    hand_in(asked, *NAMES[:5])
    actions.close(round=asked, by=lead_of(asked.project))
    said = taken_out(asked, tmp_path, "stakeholders.Answer")
    assert sorted(row["text"] for row in said) == sorted(f"words of {name}" for name in NAMES[:5])
    interviews = taken_out(asked, tmp_path, "stakeholders.Interview")
    people = [row for row in interviews if row["voices"] is None]
    voices = [place for place, row in enumerate(interviews) if row["voices"] is not None]
    assert {row["interview"] for row in said} == set(voices)
    # Row by row, whoever answered looks like who did not.
    assert len({json.dumps(row | {"stakeholder": 0, "created_at": 0}, sort_keys=True) for row in people}) == 1


def test_what_somebody_is_still_typing_stays_theirs(tmp_path, db):
    project = make_project("Lakeside")
    interview = make.make_interview(project)
    make.say(interview, "not handed in")
    assert taken_out(interview.round, tmp_path, "stakeholders.Answer") == []


def kept_about(asked, client, name):
    """What the file says that a lead takes out about one person, without what is the person's own."""
    client.force_login(lead_of(asked.project))
    person = asked.project.stakeholders.get(name=name)
    address = reverse("roof:kept_file", args=[asked.project.slug, "stakeholder", person.pk])
    kept = client.get(address).json()["kept"]
    said = {table: rows for table, rows in kept.items() if table in ("interviews", "answers", "answer texts")}
    assert "interviews" in said
    return [row | {"stakeholder": 0, "created at": 0} for rows in said.values() for row in rows]


def test_what_is_kept_about_a_person_does_not_tell_whether_they_answered(asked, client):
    hand_in(asked, "Ana")
    actions.decline(interview=Interview.objects.get(round=asked, stakeholder__name="Cleo"), reason="No.")
    assert kept_about(asked, client, "Ana") == kept_about(asked, client, "Bo")
    assert kept_about(asked, client, "Cleo") == kept_about(asked, client, "Bo")


def test_what_is_kept_about_a_person_does_not_tell_what_they_are_typing(asked, client):
    interview = Interview.objects.get(round=asked, stakeholder__name="Ana")
    make.say(interview, "the first words")
    make.say(interview, "words of the telephone", device="tablet")
    assert AnswerText.objects.filter(answer__interview=interview).exists()
    assert "words" not in json.dumps(kept_about(asked, client, "Ana"))
    assert kept_about(asked, client, "Ana") == kept_about(asked, client, "Bo")
