"""The risk register: scored by several on their own, then agreed, kept, and scored again after a drill."""

import csv
import datetime
import io
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crisis import actions, queries, vulnerability
from crisis.models import Risk, RiskRound, RiskScore
from projects.models import AuditEntry, Project, Role, User
from tests.crisis.factories import make_person, make_risk, make_run
from tests.projects.factories import lead_of, make_member, make_project

WORST = dict.fromkeys(vulnerability.FACTORS, 3)
MILD = {**dict.fromkeys(vulnerability.FACTORS, 1), "human": 0}


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: Any) -> str:
    return reverse(f"crisis:{name}", args=[project.slug, *args])


def score(risk: Risk, by: User, scores: dict[str, int]) -> RiskScore:
    return actions.score_risk(risk=risk, by=by, comment="", scores={**WORST, **scores})


def agree(risk: Risk, scores: dict[str, int]) -> RiskRound:
    by = lead_of(risk.project)
    score(risk, by, scores)
    actions.reveal(risk=risk, by=by)
    number = risk.rounds.latest("number").number
    return actions.agree(risk=risk, number=number, by=by, reason="", scores={**scores})


def test_the_starter_hazards_are_adopted_once_and_come_unscored(client: Client, project: Project):
    there = url("adopt_hazards", project)
    assert client.get(there).content.decode().count('name="hazards"') == 24
    client.post(there, {"hazards": ["ransomware", "telephony_outage"]})
    client.post(there, {"hazards": ["ransomware", "call_surge"]})
    assert sorted(project.risks.values_list("key", flat=True)) == ["ransomware", "telephony_outage"]
    assert set(project.risks.values_list("agreed", flat=True)) == {None}
    page = client.get(url("risks", project)).content.decode()
    assert "The whole register: not scored. 0 of 2 scored." in page
    keys = {one.key for one in queries.playbooks()}
    assert {one.playbook for one in queries.starter_hazards()} - {""} <= keys


def test_nobody_sees_what_another_gave_before_it_is_revealed(client: Client, project: Project):
    risk = make_risk(project)
    planner = make_member(project, Role.PLANNER, name="Ana Ruiz")
    actions.score_risk(risk=risk, by=planner, comment="It was close last year", scores=WORST)
    pages = [
        client.get(url(name, project, *args)).content.decode()
        for name, args in [("risk", [risk.pk]), ("score_risk", [risk.pk]), ("risks", []), ("risk_map", [])]
    ]
    assert "1 person has scored it: Ana Ruiz" in pages[0]
    for page in pages:
        assert "It was close" not in page
        assert "<strong>100 %" not in page
        assert "from 100 %" not in page
        assert 'value="3" selected' not in page
    for name in ("risk_scores", "reconcile_risk"):
        assert client.get(url(name, project, risk.pk)).status_code == 302
    told = AuditEntry.objects.filter(verb="scored on their own").get()
    assert told.detail == {"round": 1}
    export = client.get(url("export_risks", project)).content.decode()
    assert "It was close" not in export


def test_the_spread_is_shown_and_the_middle_proposed(client: Client, project: Project):
    risk = make_risk(project)
    for number, member in enumerate([MILD, WORST, {**WORST, "probability": 2}]):
        score(risk, make_member(project, Role.PLANNER, name=f"Member {number}"), member)
    response = client.post(url("reveal_risk", project, risk.pk), follow=True)
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    # 1/3 × (0+1+1+1+1+1)/18 = 9.26 %; the worst of all is 100 %.
    assert "3 scored, from 9 % to 100 %" in page
    assert "1 to 3: talk about it" in page
    assert response.context["form"].initial == {**WORST, "probability": 2}


def test_what_was_agreed_stands_and_cannot_be_changed(client: Client, project: Project):
    risk = make_risk(project)
    score(risk, lead_of(project), MILD)
    client.post(url("reveal_risk", project, risk.pk))
    given = {**WORST, "probability": 2, "reason": "The vendor told us of two outages"}
    assert client.post(url("reconcile_risk", project, risk.pk), given).status_code == 302
    risk.refresh_from_db()
    assert risk.agreed is not None
    assert (round(risk.agreed.risk_share or 0, 4), risk.agreed.severity_share) == (0.6667, 1.0)
    assert risk.agreed.spread["people"] == 1
    page = client.get(url("risk", project, risk.pk)).content.decode()
    assert "Risk 67 %, severity 100 %" in page
    assert "The vendor told us of two outages" in page
    for change in (lambda: RiskRound.objects.update(human=0), lambda: RiskRound.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            change()


def test_an_agreement_names_each_number_that_is_missing(client: Client, project: Project):
    risk = make_risk(project)
    score(risk, lead_of(project), {})
    actions.reveal(risk=risk, by=lead_of(project))
    there = url("reconcile_risk", project, risk.pk)
    page = client.post(there, {"probability": 2, "human": 3, "reason": "half"})
    assert page.status_code == 422
    assert page.content.decode().count("Agree on a number.") >= 5
    assert "half" in page.content.decode()
    assert client.post(there, {"probability": 0}).status_code == 302
    risk.refresh_from_db()
    assert risk.agreed is not None
    assert (risk.agreed.risk_share, risk.agreed.severity_share) == (0.0, None)


def test_two_who_keep_an_agreement_at_once_are_told(client: Client, project: Project):
    risk = make_risk(project)
    agree(risk, WORST)
    page = client.post(url("reconcile_risk", project, risk.pk), {**MILD, "reason": "Mine"})
    assert page.status_code == 409
    shown = page.content.decode()
    assert "kept an agreement of 100 % meanwhile. Yours was not kept." in shown
    assert "Mine" in shown
    risk.refresh_from_db()
    assert risk.agreed is not None
    assert risk.agreed.risk_share == 1.0


def test_scores_that_come_after_the_reveal_are_told_and_kept_on_the_page(client: Client, project: Project):
    risk = make_risk(project)
    score(risk, make_member(project, Role.PLANNER), WORST)
    actions.reveal(risk=risk, by=lead_of(project))
    page = client.post(url("score_risk", project, risk.pk), {"probability": 1, "comment": "Came late"})
    assert page.status_code == 409
    assert "The scores were revealed meanwhile" in page.content.decode()
    assert "Came late" in page.content.decode()
    assert RiskScore.objects.count() == 1


def test_a_risk_is_scored_again_after_its_playbook_was_drilled(client: Client, project: Project):
    risk = make_risk(project, playbook_key="telephony_outage")
    agree(risk, WORST)
    assert queries.register(project, state="again").count() == 0
    drill = make_run(project, "telephony_outage", is_drill=True, participants=[make_person(project)])
    actions.stand_down(activation=drill, version=1, met=[], reason="End of the drill", by=lead_of(project))
    assert list(queries.register(project, state="again")) == [risk]
    assert "score again" in client.get(url("risks", project)).content.decode()
    client.post(url("score_again", project, risk.pk), {"why": "After the drill"})
    assert queries.register(project, state="again").count() == 0
    # What was agreed holds until the next agreement.
    risk.refresh_from_db()
    assert risk.agreed is not None
    assert risk.agreed.number == 1
    agree(risk, MILD)
    page = client.get(url("risk", project, risk.pk)).content.decode()
    assert page.index("After the drill") < page.index("100 %")


def test_an_action_has_an_owner_and_a_day_and_is_done_and_opened_again(client: Client, project: Project):
    risk = make_risk(project)
    owner = make_member(project, Role.OPERATIONS, name="Priya Nair")
    there = url("new_risk_action", project, risk.pk)
    yesterday = timezone.localdate() - datetime.timedelta(days=2)
    client.post(there, {"text": "Second carrier", "owner": owner.pk, "due_on": yesterday.isoformat()})
    action = risk.actions.get()
    assert queries.register_standing(project).overdue == 1
    client.post(url("finish_risk_action", project, action.pk))
    assert queries.register_standing(project).overdue == 0
    client.post(url("reopen_risk_action", project, action.pk))
    assert queries.register_standing(project).overdue == 1
    page = client.post(there, {"text": "", "owner": make_member(make_project()).pk, "due_on": "soon"})
    assert page.status_code == 422
    assert risk.actions.count() == 1


@pytest.mark.parametrize("name", ["change_risk", "change_risk_action"])
def test_two_who_edit_see_both_texts(client: Client, project: Project, name: str):
    risk = make_risk(project)
    by = lead_of(project)
    if name == "change_risk":
        actions.change_risk(risk=risk, by=by, version=1, name="Theirs")
        given = {"name": "Mine", "kind": "human"}
        there = url(name, project, risk.pk)
    else:
        action = actions.add_risk_action(risk=risk, by=by, text="First", owner=by, due_on=project.today())
        actions.change_risk_action(action=action, by=by, version=1, text="Theirs")
        given = {"text": "Mine", "owner": str(by.pk), "due_on": project.today().isoformat()}
        there = url(name, project, action.pk)
    page = client.post(there, {**given, "version": 1})
    assert page.status_code == 409
    assert "Saved meanwhile: “Theirs”." in page.content.decode()
    assert 'value="Mine"' in page.content.decode()
    assert client.post(there, {**given, "version": 2}).status_code == 302


def test_the_register_leaves_as_a_file_that_holds_no_formula(client: Client, project: Project):
    risk = make_risk(project, name="=cmd()", description="@x")
    agree(risk, {**WORST, "probability": 1})
    rows = list(csv.reader(io.StringIO(client.get(url("export_risks", project)).content.decode("utf-8-sig"))))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["Hazard"], row["What it would mean here"]) == ("'=cmd()", "'@x")
    assert (row["Severity in %"], row["Risk in %"]) == ("100.0", "33.3")
    assert row["Level by NIST SP 800-30"] == "moderate"


def test_what_cannot_be_scored_has_no_place_on_the_map(client: Client, project: Project):
    agree(make_risk(project, name="Storm"), {**MILD, "probability": 2})
    make_risk(project, name="Unscored")
    for view in ("", "?view=nist", "?view=zebra"):
        page = client.get(url("risk_map", project) + view).content.decode()
        assert page.count('class="chart-ink">1</text>') == 1
        assert 'class="chart-ink">2</text>' not in page


@pytest.mark.parametrize("name", ["risks", "export_risks", "risk_map"])
def test_the_register_asks_as_often_for_many_as_for_one(client: Client, project: Project, name: str):
    there = url(name, project)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    agree(make_risk(project), WORST)
    client.get(there)
    counts = {count()}
    for number in (3, 20):
        while project.risks.count() < number:
            agree(make_risk(project), WORST)
        counts.add(count())
    assert len(counts) == 1


@pytest.mark.parametrize(
    "query", ["?page=-1", "?sort=", "?sort=-zebra", "?kind=x&state=y", "?q=%00", "?page=9999999"]
)
def test_the_register_takes_any_address(client: Client, project: Project, query: str):
    make_risk(project)
    assert client.get(url("risks", project) + query).status_code == 200


@pytest.mark.parametrize(
    "text", ["   ", "x" * 10_000, "\x00", "<script>", "';--", "\U0001f600\u202e", "\ud800"]
)
def test_a_hazard_takes_any_text_or_tells(client: Client, project: Project, text: str):
    given = {"name": text.encode("utf-8", "surrogatepass"), "kind": "human"}
    response = client.post(url("new_risk", project), given)
    assert response.status_code in (302, 422)


def test_a_form_sets_nothing_but_its_own_fields(client: Client, project: Project):
    other = make_project("Elsewhere")
    extra = {"project": other.pk, "version": 9, "key": "ransomware", "agreed": 1, "archived_at": "2026-01-01"}
    client.post(url("new_risk", project), {"name": "Bats", "kind": "natural", **extra})
    risk = Risk.objects.get()
    assert (risk.project, risk.version, risk.key, risk.agreed, risk.archived_at) == (
        project,
        1,
        "",
        None,
        None,
    )
