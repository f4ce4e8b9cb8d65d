"""Coverage: who was heard on what, the invitation one click away, the chart, and the whole on paper."""

import datetime
import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from projects.models import Project
from reports.models import Report
from stakeholders import actions, queries
from stakeholders.chapter import coverage_report
from stakeholders.models import Interview
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def heard_people(project: Project) -> None:
    """Two physicians of cardiology, one of them heard on outcomes; a manager without a department."""
    ana = make.make_stakeholder(project, name="Ana", level="physician", department="Cardiology", power=5)
    make.make_stakeholder(project, name="Bo", level="physician", department="Cardiology", power=3)
    make.make_stakeholder(project, name="Cleo", level="manager", power=2)
    interview = make.make_interview(project, ana)
    make.say(interview, "One number")
    actions.submit(interview=interview)


def test_each_cell_says_how_many_of_how_many(lead: Client, project: Project):
    heard_people(project)
    page = lead.get(url("coverage", project)).content.decode()
    assert page.count('<td class="num heat-2">1 of 2</td>') == 1
    assert page.count('<td class="num heat-0">0 of 2</td>') == 9
    by_department = lead.get(f"{url('coverage', project)}?by=department").context["coverage"]
    assert [(one.label, one.people, one.unheard) for one in by_department.groups] == [
        ("Cardiology", 2, 1),
        ("Not known", 1, 1),
    ]
    assert lead.get(f"{url('coverage', project)}?by=%00x").context["coverage"].by == "level"


def test_whoever_is_unheard_is_invited_from_there(lead: Client, project: Project):
    heard_people(project)
    make.make_stakeholder(project, name="Dev", level="physician", email="")
    page = lead.get(url("coverage", project)).content.decode()
    where = f"{url('round_new', project)}?invite=1&heard=no&level=physician"
    assert where.replace("&", "&amp;") in page
    form = {
        "title": "The unheard",
        "question_set": make.make_set(project).pk,
        "deadline": f"{timezone.now() + datetime.timedelta(days=9):%Y-%m-%dT%H:%M}",
    }
    lead.post(where, form)
    made = project.rounds.get(title="The unheard")
    assert [one.stakeholder.name for one in made.interviews.all()] == ["Bo"]
    assert project.messages.filter(to_name="Bo").count() == 0


def test_the_share_of_power_grows_by_the_day_somebody_was_heard(
    frozen: TimeMachineFixture, lead: Client, project: Project
):
    heard_people(project)
    first = timezone.localdate(timezone=project.zone)
    interview = Interview.objects.get(stakeholder__name="Ana")
    then = timezone.now() - datetime.timedelta(days=3)
    Interview.objects.filter(pk=interview.pk).update(submitted_at=then)
    make.make_answer(project)
    bo = make.make_interview(project, project.stakeholders.get(name="Bo"))
    make.say(bo, "Fewer faxes")
    actions.submit(interview=bo)
    assert queries.power_heard(project) == [(first - datetime.timedelta(days=3), 50), (first, 80)]
    page = lead.get(url("coverage", project)).content.decode()
    assert "80 % by" in page
    assert "chart-svg" in page


def test_words_left_when_the_round_ended_count_from_its_end(project: Project):
    ana = make.make_stakeholder(project, power=4)
    interview = make.make_interview(project, ana)
    make.say(interview, "Left here")
    assert queries.power_heard(project) == []
    actions.close(round=interview.round, by=lead_of(project))
    assert queries.power_heard(project) == [(timezone.localdate(timezone=project.zone), 100)]


def test_coverage_leaves_as_a_pdf_without_anybodys_words(lead: Client, project: Project):
    heard_people(project)
    response = lead.post(url("coverage_pdf", project))
    report = Report.objects.get(kind="coverage")
    assert response["Location"] == reverse("reports:report", args=[project.slug, report.pk])
    drawn = coverage_report(report, lambda *_args: None)
    assert drawn.filename == "riverbend-who-was-heard.pdf"
    assert "1 of 2" in drawn.html
    assert "Bo" in drawn.html
    assert "One number" not in drawn.html


def test_many_departments_stand_in_tables_that_fit_the_page(project: Project):
    names = [f"Department {letter}" for letter in "ABCDEFGHIJKLM"]
    for name in names:
        make.make_stakeholder(project, department=name)
    make.make_answer(project, stakeholder=project.stakeholders.get(department="Department M"))
    report = Report(project=project, kind="coverage", title="Who was heard")
    html = coverage_report(report, lambda *_args: None).html
    grids = re.findall(r'<div class="grid-part">.*?</div>', html, re.DOTALL)
    headings = [re.findall(r'<th scope="col"[^>]*>(.*?)</th>', grid) for grid in grids]
    assert headings == [
        ["Topic", "Not known"],
        ["Topic", *names[:4]],
        ["Topic", *names[4:8]],
        ["Topic", *names[8:]],
    ]
    assert "By department, part 3 of 3" in html
    outcomes = re.search(r"<th[^>]*>Outcomes</th>(.*?)</tr>", grids[3], re.DOTALL)
    assert outcomes is not None
    assert re.findall(r"\d of \d", outcomes[1]) == ["0 of 1", "0 of 1", "0 of 1", "0 of 1", "1 of 1"]


def test_few_answers_without_a_name_are_not_counted_out(lead: Client, project: Project):
    people = [make.make_stakeholder(project, level="front_line") for _six in range(6)]
    asked = make.make_round(project, *people, anonymous=True)
    for number, interview in enumerate(asked.interviews.select_related("round")):
        make.say(interview, "Said", place=0)
        if number < 2:
            make.say(interview, "Said more", place=1)
        actions.submit(interview=interview)
    actions.close(round=asked, by=lead_of(project))
    shown = lead.get(url("coverage", project)).context["coverage"]
    assert [row.without_names for row in shown.rows].count("0") == 8
    assert {row.without_names for row in shown.rows} == {"0", "6", "under 5"}
    assert [group.unheard for group in shown.groups] == [6]
