"""Prioritising: scores against numbers worked out by hand, who may rate, and the page without an account."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mailroom import links
from mailroom.models import Message
from projects.models import Project, Role
from stakeholders.actions import merge, undo_merge
from stakeholders.models import Level
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import make_criterion, make_element, make_person
from tests.vision.test_board import statements
from vision import actions, queries
from vision.mail import RATE, links_for
from vision.models import Board, Choice, Element, Place, Preference, Rater, Rating


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def address(project: Project, name: str, **args: Any) -> str:
    return reverse(f"vision:{name}", kwargs={"slug": project.slug, **args})


def rated(project: Project, rater: Rater, element: Element, *values: int) -> None:
    pairs = zip(project.criteria.all(), values, strict=True)
    actions.rate(rater=rater, given=[(element, criterion, value) for criterion, value in pairs])


def stakeholder_rater(project: Project, level: Level, **fields: Any) -> Rater:
    person = make_person(project, level=level, **fields)
    return Rater.objects.create(project=project, stakeholder=person)


def page_of(rater: Rater) -> str:
    link = links.issue(project=rater.project, purpose=RATE, person=rater)
    return reverse(RATE, args=[links.token(link)])


def test_a_score_is_weighted_and_disagreement_is_the_distance_of_roles(project: Project):
    """Physicians: (3·10 + 1·6) / 4 = 9 and (3·8 + 0) / 4 = 6, mean 7.5; the lead: (3·2 + 1·2) / 4 = 2."""
    make_criterion(project, name="Value", weight=3, position=1)
    make_criterion(project, name="Risk", weight=1, position=2)
    element = make_element(project)
    rated(project, stakeholder_rater(project, Level.PHYSICIAN), element, 10, 6)
    rated(project, stakeholder_rater(project, Level.PHYSICIAN), element, 8, 0)
    rated(project, actions.member_rater(project=project, user=lead_of(project)), element, 2, 2)
    score = queries.scores(project)[element.pk]
    assert (round(score.value, 3), score.raters, score.spread, score.is_disputed) == (5.667, 3, 5.5, True)
    assert score.by_role == [("Physician", 7.5), ("Lead", 2)]


def test_what_a_rater_cannot_judge_does_not_count_as_nought(project: Project):
    one, _two = make_criterion(project, weight=2), make_criterion(project, weight=8)
    element = make_element(project)
    rater = stakeholder_rater(project, Level.MANAGER)
    actions.rate(rater=rater, given=[(element, one, 7)])
    assert queries.scores(project)[element.pk].value == 7


def test_the_order_by_hand_holds_and_is_marked(project: Project, browser: Client):
    make_criterion(project)
    low, high, unrated = (make_element(project, Place.NOW, title=title) for title in ("Low", "High", "None"))
    rater = stakeholder_rater(project, Level.MANAGER)
    rated(project, rater, low, 2)
    rated(project, rater, high, 9)
    found = [
        (one.element.title, one.position, one.by_score, one.is_by_hand) for one in queries.ranked(project)
    ]
    assert found == [("Low", 1, 2, True), ("High", 2, 1, True), ("None", 0, None, False)]
    page = browser.get(address(project, "priorities")).content.decode()
    assert "1, by score 2" in page
    assert [element.title for element in queries.in_one_order(project)] == ["Low", "High", "None"]
    assert unrated.pk not in queries.scores(project)


def test_the_score_stands_on_the_card_and_reaches_others_boards(project: Project, browser: Client):
    make_criterion(project)
    element = make_element(project)
    since = project.board.revision
    rated(project, stakeholder_rater(project, Level.MANAGER), element, 8)
    found = browser.get(f"{address(project, 'changes')}?since={since}").json()
    assert "score </span>8.0" in found["cards"][0]["html"]
    assert "score </span>8.0" in browser.get(address(project, "board")).content.decode()


def test_a_stakeholder_rates_by_their_link_in_their_language_and_may_change_it(project: Project):
    criterion, element = make_criterion(project, name="Valor"), make_element(project, title="Línea única")
    rosa = make_person(project, name="Rosa Delgado", language="es")
    (rater,) = actions.ask_raters(project=project, stakeholders=[rosa], by=lead_of(project))
    mail = Message.objects.get(kind="vision.rate")
    assert (mail.to_email, mail.subject) == (rosa.email, "¿Qué debería ir primero? Harbour line")
    url, name = page_of(rater), f"r-{element.pk}-{criterion.pk}"
    shown = Client().get(url).content.decode()
    assert "He terminado" in shown
    assert "Línea única" in shown
    saved = Client().post(url, {name: "7"}, HTTP_ACCEPT="application/json")
    assert (saved.status_code, Rating.objects.get().value) == (200, 7)
    assert Client().post(url, {name: "3"}).status_code == 302
    rater.refresh_from_db()
    assert (Rating.objects.get().value, rater.done_at is not None) == (3, True)
    Client().post(url, {name: ""})
    assert not Rating.objects.exists()


@pytest.mark.parametrize("value", ["11", "-1", "3.5", "x", "٣", "1" * 5000, "\x00", "'; DROP"])
def test_what_is_no_rating_is_told_and_kept_in_its_field(project: Project, value: str):
    criterion, element = make_criterion(project), make_element(project)
    rater = stakeholder_rater(project, Level.MANAGER)
    name = f"r-{element.pk}-{criterion.pk}"
    answer = Client().post(page_of(rater), {name: value})
    assert answer.status_code == 422
    assert "a whole number from 0 to 10" in answer.content.decode()
    assert not Rating.objects.exists()


def test_elements_and_criteria_of_another_project_are_not_rated(project: Project):
    other = make_project("Elsewhere")
    criterion, element = make_criterion(other), make_element(other)
    make_criterion(project)
    make_element(project)
    rater = stakeholder_rater(project, Level.MANAGER)
    assert Client().post(page_of(rater), {f"r-{element.pk}-{criterion.pk}": "5"}).status_code == 302
    assert not Rating.objects.exists()


def test_opening_the_page_changes_nothing_and_a_lost_link_is_sent_again(project: Project):
    make_criterion(project)
    make_element(project)
    rater = stakeholder_rater(project, Level.MANAGER, email="mei@example.org")
    for _time in range(2):
        assert Client().get(page_of(rater)).status_code == 200
        assert Client().head(page_of(rater)).status_code == 200
    rater.refresh_from_db()
    assert rater.done_at is None
    assert [link.purpose for link, _name in links_for("MEI@example.org")] == [RATE]


def test_who_only_reads_may_rate_and_a_criterion_takes_its_ratings_with_it(project: Project, browser: Client):
    criterion, element = make_criterion(project), make_element(project)
    viewer = Client()
    viewer.force_login(make_member(project, Role.VIEWER))
    viewer.post(address(project, "rate"), {f"r-{element.pk}-{criterion.pk}": "9"})
    assert Rating.objects.get().rater.user is not None
    browser.post(address(project, "criterion", pk=criterion.pk), {"do": "remove"})
    assert (Rating.objects.count(), queries.scores(project)) == (0, {})


def test_the_pages_take_as_many_statements_for_fifty_rows_as_for_one(project: Project, browser: Client):
    make_criterion(project)
    counted = []
    for more in (1, 2, 20):
        for _time in range(more):
            rated(project, stakeholder_rater(project, Level.MANAGER), make_element(project), 5)
        names = ("priorities", "rate", "list", "board")
        counted.append([statements(browser, address(project, name)) for name in names])
    assert counted[0] == counted[1] == counted[2]
    assert counted[0][-1] <= 12


# --- two rows of the register that are one person ---


@pytest.fixture
def twins(project: Project) -> tuple[Rater, Rater]:
    """One manager whom a list named twice, the second time as a physician, asked to rate under both names."""
    kept = make_person(project, name="Ana Ruiz", level=Level.MANAGER, email="ana@a.org")
    other = make_person(project, name="A. Ruiz", level=Level.PHYSICIAN, email="ruiz@b.org")
    one, two = actions.ask_raters(project=project, stakeholders=[kept, other], by=lead_of(project))
    return one, two


def test_ratings_of_a_merged_person_are_one_persons_and_the_latest_counts(
    project: Project, browser: Client, twins: tuple[Rater, Rater]
):
    one, two = twins
    make_criterion(project, name="Value", position=1)
    make_criterion(project, name="Risk", position=2)
    both, only = make_element(project, title="Both"), make_element(project, title="Only")
    rated(project, one, both, 2, 4)
    rated(project, two, both, 8, 6)
    rated(project, two, only, 9, 9)
    before = queries.scores(project)
    assert (before[both.pk].value, before[both.pk].raters) == (5, 2)
    rows = Rating.objects.count()
    since = Board.objects.get(project=project).revision

    done = merge(into=one.stakeholder, gone=two.stakeholder, by=lead_of(project))
    after = queries.scores(project)
    assert (after[both.pk].value, after[both.pk].raters, after[both.pk].by_role) == (7, 1, [("Manager", 7)])
    assert (after[only.pk].value, after[only.pk].raters) == (9, 1)
    found = browser.get(f"{address(project, 'changes')}?since={since}").json()
    assert "score </span>7.0" in "".join(card["html"] for card in found["cards"])
    raters = [(who.name, who.as_whom, who.rated) for who in queries.raters(project)]
    assert raters == [("Ana Ruiz", "Manager", 2)]
    assert Rating.objects.count() == rows

    undo_merge(merge=done, by=lead_of(project))
    assert queries.scores(project) == before
    assert [who.name for who in queries.raters(project)] == ["Ana Ruiz", "A. Ruiz"]


def test_either_link_of_a_merged_person_opens_what_they_gave_under_both_names(
    project: Project, twins: tuple[Rater, Rater]
):
    one, two = twins
    criterion, element = make_criterion(project), make_element(project)
    rated(project, one, element, 2)
    rated(project, two, element, 8)
    addresses = [page_of(rater) for rater in twins]
    merge(into=one.stakeholder, gone=two.stakeholder, by=lead_of(project))
    name = f"r-{element.pk}-{criterion.pk}"
    for link in addresses:
        page = Client().get(link).content.decode()
        assert f'name="{name}"' in page
        assert 'value="8"' in page
    Client().post(addresses[0], {name: "5"})
    assert queries.scores(project)[element.pk].value == 5
    assert 'value="5"' in Client().get(addresses[1]).content.decode()
    # Taken back under one name, it is not there under the other.
    Client().post(addresses[1], {name: ""})
    assert queries.scores(project) == {}
    for email in ("ana@a.org", "ruiz@b.org"):
        assert [name for link, name in links_for(email) if link.purpose == RATE] == ["Ana Ruiz"]


def test_pairs_chosen_under_two_names_are_one_persons(project: Project, twins: tuple[Rater, Rater]):
    one, two = twins
    first, second, third = (make_element(project, Place.NOW, title=title) for title in ("A", "B", "C"))
    actions.prefer(rater=one, first=first, second=second, choice=Choice.ONE)
    actions.prefer(rater=two, first=first, second=second, choice=Choice.OTHER)
    actions.prefer(rater=two, first=second, second=third, choice=Choice.EVEN)
    assert (queries.around(project).choices, queries.around(project).people) == (3, 2)
    merge(into=one.stakeholder, gone=two.stakeholder, by=lead_of(project))
    found = queries.around(project)
    assert (found.choices, found.people) == (2, 1)
    for rater in Rater.objects.all():
        turn = queries.turn(project, rater)
        assert (turn.pair, turn.done, turn.of) == ((first, third), 2, 3)
    for _both in range(2):
        actions.forget_last(rater=Rater.objects.get(pk=one.pk))
    assert not Preference.objects.exists()
