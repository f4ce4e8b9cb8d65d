"""Addresses of outcomes."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mailroom import links
from outcomes import actions
from projects.access import Perm
from tests.access.table import ANYONE, LINK, Row, SentAgain, World
from tests.outcomes.factories import (
    make_call,
    make_colleague,
    make_constraint,
    make_event,
    make_friction,
    make_friction_link,
    make_funnel,
    make_item,
    make_lesson,
    make_measure,
    make_period,
    make_reading,
    make_scorecard,
    make_sop,
    make_unit,
    make_weeks,
)


def measure(world: World) -> dict[str, Any]:
    made = make_measure(world.project)
    make_weeks(made, [10, 12, 11, 10, 12, 11], first=world.project.today().replace(year=2020, day=1))
    return {"pk": made.pk}


def archived(world: World) -> dict[str, Any]:
    made = make_measure(world.project)
    actions.archive(measure=made, by=world.lead)
    return {"pk": made.pk}


def reading(world: World) -> dict[str, Any]:
    return {"pk": make_reading(make_measure(world.project)).pk}


def removed(world: World) -> dict[str, Any]:
    made = make_reading(make_measure(world.project))
    actions.remove(reading=made, by=world.lead)
    made.refresh_from_db()
    return {"pk": made.pk}


def event(world: World) -> dict[str, Any]:
    return {"pk": make_event(world.project).pk}


def listed(world: World) -> dict[str, Any]:
    made = make_measure(world.project)
    content = b"Day,Value\n2020-01-05,3\n"
    return {"pk": actions.upload(measure=made, filename="a.csv", content=content, by=world.lead).pk}


def list_file(world: World) -> dict[str, Any]:
    return {"file": SentAgain("a.csv", b"Day,Value\n2020-01-05,3\n")}


def funnel(world: World) -> dict[str, Any]:
    return {"pk": make_funnel(world.project).pk}


def period_of(world: World) -> dict[str, Any]:
    return {"pk": make_period(make_funnel(world.project)).pk}


def period_gone(world: World) -> dict[str, Any]:
    made = make_period(make_funnel(world.project))
    actions.remove_period(period=made, by=world.lead)
    return {"pk": made.pk}


def counts(world: World) -> dict[str, Any]:
    day = world.project.today().isoformat()
    return {"on": day, "attempted": 4, "reached": 3, "scheduled": 2, "showed": 1, "version": 1}


def constraint(world: World) -> dict[str, Any]:
    return {"pk": make_constraint(world.project).pk}


def lifted(world: World) -> dict[str, Any]:
    made = make_constraint(world.project)
    actions.lift(constraint=made, by=world.lead)
    return {"pk": made.pk}


def limit(world: World) -> dict[str, Any]:
    return {"statement": "No new position", "kind": "money", "hardness": "firm", "version": 1}


def friction(world: World) -> dict[str, Any]:
    return {"pk": make_friction(world.project).pk}


def two_frictions(world: World) -> dict[str, Any]:
    return {"pk": make_friction(world.project).pk, "other": make_friction(world.project).pk}


def joined(world: World) -> dict[str, Any]:
    one = make_friction(world.project)
    actions.is_the_same(friction=one, as_=make_friction(world.project), by=world.lead)
    return {"pk": one.pk}


def gone_wrong(world: World) -> dict[str, Any]:
    return {"words": "The screen froze", "version": 1}


def floor(world: World) -> dict[str, Any]:
    return {"token": links.token(make_friction_link(world.project))}


def lesson(world: World) -> dict[str, Any]:
    return {"pk": make_lesson(world.project).pk}


def lesson_aside(world: World) -> dict[str, Any]:
    made = make_lesson(world.project)
    actions.archive_lesson(lesson=made, by=world.lead)
    return {"pk": made.pk}


def learned(world: World) -> dict[str, Any]:
    return {"title": "Call in the evening", "proved": "It pays.", "version": 1}


def item(world: World) -> dict[str, Any]:
    return {"pk": make_item(world.project).pk}


def item_off(world: World) -> dict[str, Any]:
    made = make_item(world.project)
    actions.take_off(item=made, by=world.lead)
    return {"pk": made.pk}


def item_with_file(world: World) -> dict[str, Any]:
    return {"pk": make_item(world.project, upload=SimpleUploadedFile("plan.txt", b"Plan")).pk}


def thing(world: World) -> dict[str, Any]:
    return {"stream": "qa", "words": "Raters agree", "version": 1}


def sop(world: World) -> dict[str, Any]:
    return {"pk": make_sop(world.project).pk}


def sop_aside(world: World) -> dict[str, Any]:
    made = make_sop(world.project)
    actions.archive_sop(sop=made, by=world.lead)
    return {"pk": made.pk}


def procedure(world: World) -> dict[str, Any]:
    return {"title": "Identity check", "text": "Ask the name.", "seen": 1, "version": 1}


def card(world: World) -> dict[str, Any]:
    return {"pk": make_scorecard(world.project).pk}


def call(world: World) -> dict[str, Any]:
    return {"pk": make_call(make_scorecard(world.project)).pk}


def lines(world: World) -> dict[str, Any]:
    return {"name": "Good call", "scale": "1_5", "lines": "Greets\nListens"}


def unit(world: World) -> dict[str, Any]:
    return {"pk": make_unit(world.project).pk}


def unit_as_given(world: World) -> dict[str, Any]:
    return {"name": "Referrals", "minutes": 45, "version": 1}


def colleague(world: World) -> dict[str, Any]:
    return {"pk": make_colleague(world.project).pk}


def colleague_off(world: World) -> dict[str, Any]:
    made = make_colleague(world.project)
    actions.remove_colleague(colleague=made, by=world.lead)
    return {"pk": made.pk}


def colleague_and_unit(world: World) -> dict[str, Any]:
    return {"pk": make_colleague(world.project).pk, "unit_pk": make_unit(world.project).pk}


def person(world: World) -> dict[str, Any]:
    return {"name": "Luz", "email": "luz@example.org", "language": "es", "version": 1}


def what(world: World) -> dict[str, Any]:
    return {"name": "Cost", "kind": "value", "direction": "down", "cadence": "week", "version": 1}


def amount(world: World) -> dict[str, Any]:
    return {"on": world.project.today().isoformat(), "value": "12.5", "version": 1}


def period(world: World) -> dict[str, Any]:
    return {"first": "2020-01-01", "last": "2021-12-31"}


def day(world: World) -> dict[str, Any]:
    return {"on": world.project.today().isoformat(), "words": "Go-live"}


SEE, EDIT, LOG = Perm.OUTCOME_VIEW, Perm.OUTCOME_EDIT, Perm.FRICTION_LOG

ROWS: dict[str, Row] = {
    "outcomes:list": Row(SEE),
    "outcomes:export": Row(SEE),
    "outcomes:report": Row(Perm.REPORT_EDIT, get=None, post=302),
    "outcomes:new": Row(EDIT, post=302, data=what),
    "outcomes:measure": Row(SEE, args=measure),
    "outcomes:change": Row(EDIT, post=302, args=measure, data=what),
    "outcomes:archive": Row(EDIT, get=None, post=302, args=measure),
    "outcomes:restore": Row(EDIT, get=None, post=302, args=archived),
    "outcomes:baseline": Row(EDIT, post=302, args=measure, data=period),
    "outcomes:export_readings": Row(SEE, args=measure),
    "outcomes:read": Row(EDIT, post=302, args=measure, data=amount),
    "outcomes:correct": Row(EDIT, post=302, args=reading, data=amount),
    "outcomes:remove": Row(EDIT, get=None, post=302, args=reading),
    "outcomes:put_back": Row(EDIT, get=None, post=302, args=removed),
    "outcomes:mark": Row(EDIT, post=302, data=day),
    "outcomes:unmark": Row(EDIT, get=None, post=302, args=event),
    "outcomes:remark": Row(EDIT, get=None, post=302, args=event),
    "outcomes:import": Row(EDIT, post=302, args=measure, data=list_file),
    "outcomes:import_periods": Row(EDIT, post=302, args=funnel, data=list_file),
    "outcomes:import_preview": Row(EDIT, post=302, args=listed),
    "outcomes:import_confirm": Row(EDIT, get=None, post=302, args=listed),
    "outcomes:import_bad_rows": Row(EDIT, args=listed),
    "outcomes:funnels": Row(SEE),
    "outcomes:new_funnel": Row(EDIT, post=302, data=lambda world: {"name": "Outreach", "cadence": "week"}),
    "outcomes:funnel": Row(SEE, args=funnel),
    "outcomes:export_funnel": Row(SEE, args=funnel),
    "outcomes:new_period": Row(EDIT, post=302, args=funnel, data=counts),
    "outcomes:period": Row(EDIT, post=302, args=period_of, data=counts),
    "outcomes:remove_period": Row(EDIT, get=None, post=302, args=period_of),
    "outcomes:restore_period": Row(EDIT, get=None, post=302, args=period_gone),
    "outcomes:constraints": Row(SEE),
    "outcomes:export_constraints": Row(SEE),
    "outcomes:new_constraint": Row(EDIT, post=302, data=limit),
    "outcomes:constraint": Row(SEE, args=constraint),
    "outcomes:change_constraint": Row(EDIT, post=302, args=constraint, data=limit),
    "outcomes:lift": Row(EDIT, get=None, post=302, args=constraint),
    "outcomes:hold_again": Row(EDIT, get=None, post=302, args=lifted),
    "outcomes:frictions": Row(SEE),
    "outcomes:export_frictions": Row(SEE),
    "outcomes:log_friction": Row(LOG, post=302, data=gone_wrong),
    "outcomes:friction_link": Row(SEE),
    "outcomes:change_friction_link": Row(EDIT, get=None, post=302),
    "outcomes:friction": Row(SEE, args=friction),
    "outcomes:see_again": Row(LOG, post=302, args=friction, data=gone_wrong),
    "outcomes:change_friction": Row(EDIT, post=302, args=friction, data=gone_wrong),
    "outcomes:step_friction": Row(
        EDIT, get=None, post=302, args=friction, data=lambda world: {"state": "fixing", "note": "New cable"}
    ),
    "outcomes:join_friction": Row(EDIT, get=None, post=302, args=two_frictions),
    "outcomes:part_friction": Row(EDIT, get=None, post=302, args=joined),
    "outcomes:say_by_link": Row(LINK, post=302, args=floor, data=gone_wrong),
    "outcomes:said": Row(ANYONE),
    "outcomes:lessons": Row(SEE),
    "outcomes:export_lessons": Row(SEE),
    "outcomes:new_lesson": Row(EDIT, post=302, data=learned),
    "outcomes:take_lessons": Row(EDIT, post=302),
    "outcomes:lesson": Row(SEE, args=lesson),
    "outcomes:change_lesson": Row(EDIT, post=302, args=lesson, data=learned),
    "outcomes:archive_lesson": Row(EDIT, get=None, post=302, args=lesson),
    "outcomes:restore_lesson": Row(EDIT, get=None, post=302, args=lesson_aside),
    "outcomes:buildout": Row(SEE),
    "outcomes:export_buildout": Row(SEE),
    "outcomes:begin_buildout": Row(EDIT, get=None, post=302),
    "outcomes:new_item": Row(EDIT, post=302, data=thing),
    "outcomes:item": Row(EDIT, post=302, args=item, data=thing),
    "outcomes:mark_item": Row(EDIT, get=None, post=302, args=item),
    "outcomes:take_off": Row(EDIT, get=None, post=302, args=item),
    "outcomes:put_on": Row(EDIT, get=None, post=302, args=item_off),
    "outcomes:evidence": Row(SEE, args=item_with_file),
    "outcomes:sops": Row(SEE),
    "outcomes:export_sops": Row(SEE),
    "outcomes:new_sop": Row(EDIT, post=302, data=procedure),
    "outcomes:sop": Row(SEE, args=sop),
    "outcomes:change_sop": Row(EDIT, post=302, args=sop, data=procedure),
    "outcomes:publish_sop": Row(EDIT, post=302, args=sop, data=procedure),
    "outcomes:ask_to_read": Row(EDIT, get=None, post=302, args=sop),
    "outcomes:archive_sop": Row(EDIT, get=None, post=302, args=sop),
    "outcomes:restore_sop": Row(EDIT, get=None, post=302, args=sop_aside),
    "outcomes:scorecards": Row(SEE),
    "outcomes:new_scorecard": Row(EDIT, post=302, data=lines),
    "outcomes:scorecard": Row(SEE, args=card),
    "outcomes:export_scores": Row(SEE, args=card),
    "outcomes:new_call": Row(EDIT, post=302, args=card, data=lambda world: {"label": "12 May"}),
    "outcomes:call": Row(SEE, args=call),
    "outcomes:score": Row(EDIT, get=None, post=422, args=call),
    "outcomes:training": Row(SEE),
    "outcomes:export_training": Row(SEE),
    "outcomes:new_unit": Row(EDIT, post=302, data=unit_as_given),
    "outcomes:unit": Row(EDIT, post=302, args=unit, data=unit_as_given),
    "outcomes:new_colleague": Row(EDIT, post=302, data=person),
    "outcomes:colleague": Row(EDIT, post=302, args=colleague, data=person),
    "outcomes:learner": Row(SEE, args=colleague),
    "outcomes:remove_colleague": Row(EDIT, get=None, post=302, args=colleague),
    "outcomes:restore_colleague": Row(EDIT, get=None, post=302, args=colleague_off),
    "outcomes:mark_trained": Row(EDIT, get=None, post=302, args=colleague_and_unit),
}
