"""The build-out: evidence stays harmless, procedures stay as published, scores are given blind."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mailroom import links
from mailroom.models import Confirmation, Message
from outcomes import actions, chapter, queries
from projects.models import Project, Role
from reports.models import Report
from tests.outcomes.factories import (
    make_call,
    make_colleague,
    make_item,
    make_scorecard,
    make_sop,
    make_unit,
)
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    """A project whose lead is signed in."""
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"outcomes:{name}", args=[project.slug, *args])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_the_build_out_begins_once_with_six_checklists(client: Client, project: Project):
    for _time in range(2):
        client.post(url("begin_buildout", project))
    assert project.build_items.count() == 26
    page = text(client.get(url("buildout", project)))
    assert page.count('<progress class="meter') == 6
    assert "0 of 26 stand." in page


def test_an_item_stands_with_evidence_and_opens_again(client: Client, project: Project):
    sent = {"stream": "qa", "words": "Raters agree", "evidence": "https://example.org/minutes"}
    client.post(
        url("new_item", project), {**sent, "upload": SimpleUploadedFile("a.html", b"<script>1</script>")}
    )
    item = project.build_items.get()
    client.post(url("mark_item", project, item.pk))
    assert "1 of 1 stand." in text(client.get(url("buildout", project)))
    answer = client.get(url("evidence", project, item.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.post(url("mark_item", project, item.pk), {"to": "open"})
    item.refresh_from_db()
    assert (item.done_at, item.done_by) == (None, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("evidence", "javascript:alert(1)", "Enter a valid URL."),
        ("stream", "sales", "Select a valid choice."),
        ("words", " ", "This field is required."),
        ("upload", SimpleUploadedFile("empty.pdf", b""), "The submitted file is empty."),
    ],
)
def test_an_item_that_cannot_be_is_named(client: Client, project: Project, field: str, value: Any, said: str):
    answer = client.post(url("new_item", project), {"stream": "qa", "words": "Raters agree", field: value})
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert project.build_items.count() == 0


def test_what_was_taken_off_the_checklist_comes_back(client: Client, project: Project):
    item = make_item(project, words="Raters agree")
    client.post(url("take_off", project, item.pk))
    assert client.get(url("item", project, item.pk)).status_code == 404
    client.post(url("put_on", project, item.pk))
    assert "Raters agree" in text(client.get(url("buildout", project)))


def test_a_published_procedure_cannot_be_changed_or_deleted_even_through_the_orm(project: Project):
    version = make_sop(project).versions.get()
    for act in (
        lambda: type(version).objects.filter(pk=version.pk).update(text="Other"),
        version.delete,
    ):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            act()
    version.refresh_from_db()
    assert version.text == "First ask, then act."


def test_a_version_written_from_an_old_one_is_told_and_loses_no_text(client: Client, project: Project):
    sop = make_sop(project)
    client.post(url("publish_sop", project, sop.pk), {"seen": 1, "text": "Ask twice."})
    answer = client.post(url("publish_sop", project, sop.pk), {"seen": 1, "text": "Ask three times."})
    assert answer.status_code == 422
    assert "Version 2 was published while you were writing." in text(answer)
    assert "Ask three times." in text(answer)
    client.post(url("publish_sop", project, sop.pk), {"seen": 2, "text": "Ask three times."})
    assert [one.text for one in sop.versions.all()] == [
        "Ask three times.",
        "Ask twice.",
        "First ask, then act.",
    ]
    assert "First ask, then act." in text(client.get(sop.get_absolute_url() + "?version=1"))


def test_agents_confirm_by_their_link_and_a_new_version_asks_again(client: Client, project: Project):
    sop = make_sop(project, title="Identity check")
    luz, ben = make_colleague(project, name="Luz", language="es"), make_colleague(project, name="Ben")
    for _time in range(2):
        client.post(url("ask_to_read", project, sop.pk))
    mails = Message.objects.filter(kind="outcomes.sop").order_by("to_name")
    assert [mail.subject for mail in mails] == [
        "Please read: Identity check",
        "Por favor, lea: Identity check",
    ]
    confirmation = Confirmation.objects.get(name="Luz")
    address = reverse("mailroom:confirm", args=[links.token(confirmation.link)])
    assert "First ask, then act." in text(Client().get(address))
    confirmation.refresh_from_db()
    assert confirmation.confirmed_at is None
    Client().post(address)
    page = text(client.get(sop.get_absolute_url()))
    assert "1 of 2" in page
    assert [reader.colleague for reader in queries.readers(sop.versions.get())] == [ben, luz]
    version = actions.publish_sop(sop=sop, by=lead_of(project), text="Ask twice.", seen=1)
    assert actions.ask_to_read(version=version, by=lead_of(project)) == 2


def test_an_address_is_on_the_list_once_and_free_again_when_taken_off(client: Client, project: Project):
    luz = make_colleague(project, email="luz@example.org")
    sent = {"name": "Luz", "email": "LUZ@example.org", "language": "en"}
    answer = client.post(url("new_colleague", project), sent)
    assert (answer.status_code, "This address is on the list already." in text(answer)) == (422, True)
    client.post(url("remove_colleague", project, luz.pk))
    client.post(url("new_colleague", project), sent)
    client.post(url("restore_colleague", project, luz.pk))
    assert project.colleagues.filter(removed_at=None).count() == 1


def test_raters_see_what_others_gave_only_after_their_own_scores(client: Client, project: Project):
    call = make_call(make_scorecard(project))
    first, second = call.scorecard.lines.all()
    operations = make_member(project, Role.OPERATIONS, name="Priya")
    actions.score(call=call, by=operations, values={first.pk: 1, second.pk: 0})
    page = text(client.get(call.get_absolute_url()))
    assert ("Your scores" in page, "What each gave" in page) == (True, False)
    answer = client.post(url("score", project, call.pk), {f"line-{first.pk}": "1"})
    assert answer.status_code == 422
    given = {f"line-{first.pk}": "1", f"line-{second.pk}": "1"}
    for _time in range(2):
        client.post(url("score", project, call.pk), given)
    assert call.scores.count() == 4
    assert "What each gave" in text(client.get(call.get_absolute_url()))
    client.force_login(make_member(project, Role.VIEWER))
    assert client.post(url("score", project, call.pk), given).status_code == 403


def test_agreement_is_told_line_by_line_and_where_it_fails(project: Project):
    card = make_scorecard(project)
    lines = list(card.lines.all())
    raters = [lead_of(project), make_member(project, Role.OPERATIONS)]
    for ours, theirs in (((1, 1), (1, 0)), ((0, 1), (0, 1)), ((1, 0), (1, 1)), ((0, 0), (0, 1))):
        call = make_call(card)
        for rater, values in zip(raters, (ours, theirs), strict=True):
            actions.score(
                call=call, by=rater, values=dict(zip([line.pk for line in lines], values, strict=True))
            )
    whole, greets, goodbye = queries.agreements(card)
    assert (greets.alpha, greets.kappa, greets.says) == (1, 1, "reliable")
    assert goodbye.tone == "danger"
    assert (whole.scores, greets.scores) == (16, 8)


def test_the_chapter_tells_how_far_raters_agree_and_asks_as_often_for_many_scorecards_as_for_one(
    project: Project,
):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            html = chapter.outcomes_chapter(Report(project=project, kind="outcomes"), lambda *_: None).html
        assert len(re.findall("reliable", html)) == project.scorecards.count()
        return [one["sql"] for one in found.captured_queries]

    def rated() -> None:
        card = make_scorecard(project)
        greets, goodbye = card.lines.all()
        for value in (0, 1):
            call = make_call(card)
            for rater in (lead_of(project), other):
                actions.score(call=call, by=rater, values={greets.pk: value, goodbye.pk: value})

    other = make_member(project, Role.OPERATIONS)
    rated()
    few = asked()
    for _number in range(3):
        rated()
    assert len(asked()) == len(few)


def test_training_is_kept_by_person_and_taken_back(client: Client, project: Project):
    luz, unit = make_colleague(project, name="Luz"), make_unit(project, name="Identity check")
    make_unit(project, name="Referrals", due_on="2026-01-05")
    for _time in range(2):
        client.post(url("mark_trained", project, luz.pk, unit.pk))
    grid = queries.grid(project)
    assert (grid.missing, grid.rows[0].done) == (1, 1)
    page = text(client.get(url("training", project)))
    assert "1 training is still open." in page
    assert page.count('<span class="pill pill-danger">late</span>') == 1
    client.post(url("mark_trained", project, luz.pk, unit.pk), {"to": "open"})
    assert queries.grid(project).missing == 2
    foreign = make_unit(make_project("Other"))
    assert client.post(url("mark_trained", project, luz.pk, foreign.pk)).status_code == 404


@pytest.mark.parametrize(
    ("page", "make", "queried"),
    [
        ("buildout", make_item, 7),
        ("sops", make_sop, 7),
        ("scorecards", make_scorecard, 7),
        ("training", make_colleague, 7),
    ],
)
def test_lists_ask_as_often_for_three_rows_as_for_one(
    client: Client, project: Project, django_assert_max_num_queries: Any, page: str, make: Any, queried: int
):
    make(project)
    client.get(url(page, project))
    with django_assert_max_num_queries(queried + 2) as counted:
        client.get(url(page, project))
    one = len(counted)
    for _more in range(2):
        make(project)
    with django_assert_max_num_queries(one):
        client.get(url(page, project))
