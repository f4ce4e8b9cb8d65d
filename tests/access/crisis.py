"""Addresses of the crisis."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crisis import actions, queries
from crisis.models import Activation, CrisisRole
from mailroom import links
from projects.access import Perm
from tests.access.table import LINK, Row, World
from tests.crisis.factories import make_person, make_planned_drill, make_run, make_shift
from tests.marketing_sync.factories import make_launch


def fresh_run(world: World) -> Activation:
    """A run of a playbook that does not run yet."""
    running = world.project.activations.values_list("playbook__key", flat=True)
    free = next(one.key for one in queries.playbooks() if one.key not in running)
    return make_run(world.project, free)


def run(world: World) -> dict[str, Any]:
    return {"pk": fresh_run(world).pk}


def step(world: World) -> dict[str, Any]:
    activation = fresh_run(world)
    return {"pk": activation.pk, "step_pk": activation.steps.earliest("order").pk}


def broadcast(world: World) -> dict[str, Any]:
    activation = fresh_run(world)
    actions.broadcast(activation=activation, by=world.lead, subject="Phones", text="Use the mobiles.")
    return {"pk": activation.pk, "number": 1}


def person(world: World) -> dict[str, Any]:
    return {"pk": make_person(world.project).pk}


def holding(world: World) -> dict[str, Any]:
    return {"pk": make_person(world.project, CrisisRole.CLINICAL_LEAD).roles.get().pk}


def declared(world: World) -> dict[str, Any]:
    return {"playbook": "telephony_outage"}


def new_step(world: World) -> dict[str, Any]:
    return {"title": "Call the vendor", "role": CrisisRole.TECHNOLOGY_LEAD, "minutes": 10}


def severity(world: World) -> dict[str, Any]:
    return {"version": 1, "severity": "SEV-2"}


def handed(world: World) -> dict[str, Any]:
    return {"version": 1, "to": world.members["operations"].pk, "summary": "All quiet."}


def stood_down(world: World) -> dict[str, Any]:
    return {"version": 1, "met": [0], "reason": "Closed for the night"}


def somebody(world: World) -> dict[str, Any]:
    return {"name": "Sam Patel", "email": "sam@example.org"}


def with_procedure(world: World) -> dict[str, Any]:
    activation = fresh_run(world)
    changed = actions.change_procedure(
        activation=activation, usual="Inbound", instead="Use the mobiles.", by=world.lead
    )
    return {"pk": activation.pk, "procedure_pk": changed.pk}


def with_launch(world: World) -> dict[str, Any]:
    return {"pk": fresh_run(world).pk, "launch_pk": make_launch(world.project).pk}


def paused(world: World) -> dict[str, Any]:
    return {"launches": [make_launch(world.project).pk]}


def with_photo(world: World) -> dict[str, Any]:
    activation = fresh_run(world)
    upload = SimpleUploadedFile("rack.gif", b"GIF89a\x01\x00\x01\x00\x80\x00\x00")
    photo = actions.add_photo(activation=activation, upload=upload, text="The rack", by=world.lead)
    return {"pk": activation.pk, "photo_pk": photo.pk}


def finished(world: World) -> dict[str, Any]:
    activation = fresh_run(world)
    actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=world.lead)
    return {"pk": activation.pk}


def drill(world: World) -> dict[str, Any]:
    running = world.project.activations.values_list("playbook__key", flat=True)
    free = next(one.key for one in queries.playbooks() if one.key not in running)
    someone = make_person(world.project)
    return {"pk": make_run(world.project, free, is_drill=True, participants=[someone]).pk}


def with_inject(world: World) -> dict[str, Any]:
    found = drill(world)
    activation = world.project.activations.get(pk=found["pk"])
    inject = actions.add_inject(activation=activation, minutes=10, text="Sirens", by=world.lead)
    return {**found, "inject_pk": inject.pk}


def with_finding(world: World) -> dict[str, Any]:
    found = finished(world)
    activation = world.project.activations.get(pk=found["pk"])
    return {**found, "finding_pk": activation.after_action.findings.earliest("pk").pk}


def a_drill(world: World) -> dict[str, Any]:
    return {
        "version": 1,
        "key": "telephony_outage",
        "starts_at": timezone.localtime() + datetime.timedelta(days=7),
        "minutes": 45,
        "led_by": world.lead.pk,
        "scenario": "The phones are silent.",
        "people": [make_person(world.project).pk],
    }


def planned(world: World) -> dict[str, Any]:
    running = world.project.activations.values_list("playbook__key", flat=True)
    free = next(one.key for one in queries.playbooks() if one.key not in running)
    return {"pk": make_planned_drill(world.project, free).pk}


def with_planned_inject(world: World) -> dict[str, Any]:
    drill = make_planned_drill(world.project)
    inject = actions.plan_inject(drill=drill, minutes=5, text="Sirens", by=world.lead)
    return {"pk": drill.pk, "inject_pk": inject.pk}


def a_shift(world: World) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "role": CrisisRole.TECHNOLOGY_LEAD,
        "person": make_person(world.project).pk,
        "starts_at": now,
        "ends_at": now + datetime.timedelta(hours=12),
    }


def shift(world: World) -> dict[str, Any]:
    return {"pk": make_shift(make_person(world.project), CrisisRole.TECHNOLOGY_LEAD).pk}


def improvement(world: World) -> dict[str, Any]:
    made = actions.add_improvement(project=world.project, by=world.lead, **improved(world, owner=world.lead))
    return {"pk": made.pk}


def improved(world: World, **fields: Any) -> dict[str, Any]:
    due_on = world.project.today() + datetime.timedelta(days=30)
    return {"text": "Renew the list of numbers", "owner": world.lead.pk, "due_on": due_on, **fields}


def pulse(world: World) -> dict[str, Any]:
    make_person(world.project)
    offer = actions.offer_support(activation=fresh_run(world), text="We are there.", by=world.lead)
    asked = offer.asked.select_related("link").first()
    assert asked is not None
    return {"token": links.token(asked.link)}


SEE, EDIT = Perm.CRISIS_VIEW, Perm.CRISIS_EDIT

ROWS: dict[str, Row] = {
    "crisis:playbooks": Row(SEE),
    "crisis:export": Row(SEE),
    # The starter playbooks are the same for every project.
    "crisis:playbook": Row(SEE, args=lambda _world: {"key": "telephony_outage"}, foreign=False),
    "crisis:declare": Row(EDIT, post=302, data=declared),
    "crisis:runs": Row(SEE),
    "crisis:export_runs": Row(SEE),
    "crisis:run": Row(SEE, args=run),
    "crisis:live": Row(SEE, args=run),
    "crisis:note": Row(EDIT, get=None, post=302, args=run, data=lambda _: {"text": "Ticket 48812"}),
    "crisis:add_step": Row(EDIT, get=None, post=302, args=run, data=new_step),
    "crisis:step": Row(EDIT, get=None, post=302, args=step, data=lambda _: {"act": "done", "version": 1}),
    "crisis:assign": Row(
        EDIT, get=None, post=302, args=run, data=lambda _: {"role": CrisisRole.INCIDENT_COMMANDER}
    ),
    "crisis:severity": Row(EDIT, get=None, post=302, args=run, data=severity),
    "crisis:hand_over": Row(EDIT, post=302, args=run, data=handed),
    "crisis:stand_down": Row(EDIT, post=302, args=run, data=stood_down),
    "crisis:after_action": Row(Perm.REPORT_EDIT, get=None, post=302, args=run),
    "crisis:new_broadcast": Row(
        EDIT,
        post=302,
        args=run,
        data=lambda _: {"subject": "Phones", "text": "Down", "quorum": 80, "chase_minutes": 5},
    ),
    "crisis:broadcast": Row(SEE, args=broadcast),
    "crisis:export_broadcast": Row(SEE, args=broadcast),
    "crisis:procedure": Row(
        EDIT, post=302, args=run, data=lambda _: {"usual": "Inbound", "instead": "Use the mobiles."}
    ),
    "crisis:reverse_procedure": Row(EDIT, get=None, post=302, args=with_procedure),
    "crisis:launches": Row(EDIT, post=302, args=run, data=paused),
    "crisis:resume_launch": Row(EDIT, get=None, post=302, args=with_launch),
    "crisis:add_photo": Row(EDIT, get=None, post=302, args=run),
    "crisis:photo": Row(SEE, args=with_photo),
    "crisis:surge": Row(SEE, args=run),
    "crisis:support": Row(EDIT, post=302, args=run, data=lambda _: {"text": "We are there."}),
    "crisis:pulse": Row(LINK, post=302, args=pulse, data=lambda _: {"feeling": "steady"}),
    "crisis:desk": Row(EDIT, args=drill),
    "crisis:add_inject": Row(
        EDIT, get=None, post=302, args=drill, data=lambda _: {"minutes": 5, "text": "Sirens"}
    ),
    "crisis:remove_inject": Row(EDIT, get=None, post=302, args=with_inject),
    "crisis:observe": Row(EDIT, get=None, post=302, args=drill, data=lambda _: {"text": "Calm"}),
    "crisis:rate": Row(
        EDIT, get=None, post=302, args=drill, data=lambda _: {"capability": "command", "rating": "S"}
    ),
    "crisis:call_tree": Row(SEE),
    "crisis:pack": Row(Perm.REPORT_EDIT, get=None, post=302),
    "crisis:review": Row(SEE, args=run),
    "crisis:add_finding": Row(
        EDIT, get=None, post=302, args=finished, data=lambda _: {"kind": "well", "text": "Calm"}
    ),
    "crisis:change_finding": Row(
        EDIT, get=None, post=302, args=with_finding, data=lambda _: {"version": 1, "text": "Calm"}
    ),
    "crisis:remove_finding": Row(EDIT, get=None, post=302, args=with_finding),
    "crisis:restore_finding": Row(EDIT, get=None, post=302, args=with_finding),
    "crisis:learn_from": Row(Perm.OUTCOME_EDIT, get=None, post=302, args=with_finding),
    "crisis:plan_drill": Row(EDIT, post=302, data=a_drill),
    "crisis:planned_drill": Row(SEE, args=planned),
    "crisis:change_planned_drill": Row(EDIT, post=302, args=planned, data=a_drill),
    "crisis:cancel_planned_drill": Row(EDIT, get=None, post=302, args=planned),
    "crisis:start_planned_drill": Row(EDIT, get=None, post=302, args=planned),
    "crisis:plan_inject": Row(
        EDIT, get=None, post=302, args=planned, data=lambda _: {"minutes": 5, "text": "Sirens"}
    ),
    "crisis:remove_planned_inject": Row(EDIT, get=None, post=302, args=with_planned_inject),
    "crisis:add_improvement": Row(EDIT, get=None, post=302, args=run, data=improved),
    "crisis:improvements": Row(SEE),
    "crisis:export_improvements": Row(SEE),
    "crisis:new_improvement": Row(EDIT, post=302, data=improved),
    "crisis:improvement": Row(
        EDIT, post=302, args=improvement, data=lambda world: {"version": 1, **improved(world)}
    ),
    "crisis:close_improvement": Row(
        EDIT, get=None, post=302, args=improvement, data=lambda _: {"version": 1, "outcome": "Renewed"}
    ),
    "crisis:reopen_improvement": Row(EDIT, get=None, post=302, args=improvement),
    "crisis:duty": Row(SEE),
    "crisis:export_duty": Row(SEE),
    "crisis:add_shift": Row(EDIT, get=None, post=302, data=a_shift),
    "crisis:remove_shift": Row(EDIT, get=None, post=302, args=shift),
    "crisis:restore_shift": Row(EDIT, get=None, post=302, args=shift),
    "crisis:people": Row(SEE),
    "crisis:export_people": Row(SEE),
    "crisis:new_person": Row(EDIT, post=302, data=somebody),
    "crisis:person": Row(EDIT, post=302, args=person, data=somebody),
    "crisis:hold_role": Row(
        EDIT, get=None, post=302, args=person, data=lambda _: {"role": CrisisRole.CLINICAL_LEAD}
    ),
    "crisis:remove_person": Row(EDIT, get=None, post=302, args=person),
    "crisis:restore_person": Row(EDIT, get=None, post=302, args=person),
    "crisis:leave_role": Row(EDIT, get=None, post=302, args=holding),
}
