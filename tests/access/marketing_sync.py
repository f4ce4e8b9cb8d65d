"""Addresses of launches."""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mailroom import links
from mailroom.models import PersonalLink
from marketing_sync import actions, forms, mail, queries
from marketing_sync.models import Impact, Kind, Launch, SpecialDay
from projects.access import Perm
from tests.access.table import ANYONE, LINK, Row, SentAgain, World
from tests.marketing_sync.factories import (
    make_agent,
    make_brief,
    make_contact,
    make_draft,
    make_intake,
    make_launch,
    make_meeting,
    make_promise,
    make_shared,
    make_taken_in,
    make_training,
)

INTERVALS = (
    b"Date,Time,Offered,Answered,Abandoned,AHT\n2026-03-02,08:00,12,11,1,240\n2026-03-02,08:30,15,15,0,250\n"
)


def planned(world: World) -> dict[str, Any]:
    return {"pk": make_launch(world.project).pk}


def live(world: World) -> dict[str, Any]:
    launch = make_launch(world.project)
    return {"pk": actions.drop(launch=launch, by=world.lead, version=launch.version).pk}


def over(world: World) -> dict[str, Any]:
    launch = Launch.objects.get(pk=live(world)["pk"])
    return {"pk": actions.end(launch=launch, by=world.lead).pk}


def cancelled(world: World) -> dict[str, Any]:
    launch = make_launch(world.project)
    return {"pk": actions.cancel(launch=launch, by=world.lead, version=launch.version).pk}


def person(world: World) -> dict[str, Any]:
    return {"pk": make_contact(world.project).pk}


def training(world: World) -> dict[str, Any]:
    day = world.project.today()
    return {
        "version": 0,
        "newcomers": "Ines Marin, ines@example.org",
        "own_part": "The letter",
        "train_by": day.isoformat(),
        "rest_from": (day + datetime.timedelta(days=90)).isoformat(),
        "rest_by": (day + datetime.timedelta(days=99)).isoformat(),
    }


def trainee(world: World) -> dict[str, Any]:
    made = make_training(make_launch(world.project))
    return {"pk": made.launch_id, "colleague_pk": made.people.get().pk}


def material(world: World) -> dict[str, Any]:
    upload = SimpleUploadedFile("letter.txt", b"Dear neighbour")
    return {"pk": actions.attach(launch=make_launch(world.project), by=world.lead, upload=upload).pk}


def letter(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("letter.txt", b"Dear neighbour")}


def what(world: World) -> dict[str, Any]:
    return {"name": "Heart letter", "kind": Kind.DIRECT_MAIL, "version": 1}


def day(world: World) -> dict[str, Any]:
    return {**what(world), "likely": world.project.today().isoformat()}


def review(world: World) -> dict[str, Any]:
    return {"version": 1, "impact": Impact.DIRECT, "reasons": "It asks people to call."}


def contact(world: World) -> dict[str, Any]:
    return {"name": "Priya", "email": "priya@example.org", "time_zone": "America/Chicago", "version": 1}


def agreement(world: World) -> dict[str, Any]:
    return {"lead_days": 10, "review_days": 2, "escalate_hours": 3, "calls_days": 30, "version": 1}


def ladder(world: World) -> dict[str, Any]:
    return {
        "version": 1,
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 0,
        "form-0-days_before": 3,
        "form-0-at_time": "08:00",
    }


def sent_in(world: World) -> dict[str, Any]:
    return {**day(world), "sender_name": "Noor", "sender_email": "noor@example.org"}


def intake(world: World) -> dict[str, Any]:
    return {"token": links.token(make_intake(world.project))}


def followed(world: World) -> dict[str, Any]:
    launch = make_taken_in(world.project)
    return {"token": links.token(PersonalLink.objects.get(person=links.naming(launch)))}


def agent(world: World) -> dict[str, Any]:
    return {"pk": make_agent(world.project).pk}


def left(world: World) -> dict[str, Any]:
    person = make_agent(world.project)
    actions.remove_agent(agent=person, by=world.lead)
    return {"pk": person.pk}


def somebody(world: World) -> dict[str, Any]:
    return {"name": "Omar", "email": "omar@example.org", "team": "", "language": "en", "version": 1}


def drafted(world: World) -> dict[str, Any]:
    return {"pk": make_draft(make_launch(world.project)).launch_id}


def briefed(world: World) -> dict[str, Any]:
    return {"pk": make_brief(make_launch(world.project)).launch_id}


def a_version(world: World) -> dict[str, Any]:
    return {**briefed(world), "number": 1}


def brief(world: World) -> dict[str, Any]:
    texts = {"offer": "Screening", "caller_questions": "Cost?", "answers": "49.", "escalation": "Ask Ana."}
    return {**texts, "look": "", "version": 0}


def an_item(world: World) -> dict[str, Any]:
    return {**planned(world), "item": "training"}


def note(world: World) -> dict[str, Any]:
    return {"note": "Everybody, on Tuesday."}


def reading(world: World) -> dict[str, Any]:
    make_agent(world.project)
    return {"token": links.token(make_brief(make_launch(world.project)).readings.get().link)}


def floor(world: World) -> dict[str, Any]:
    return {"token": links.token(make_shared(world.project, mail.FLOOR))}


def floor_brief(world: World) -> dict[str, Any]:
    return {**floor(world), "pk": make_brief(make_launch(world.project)).launch_id}


def feed(world: World) -> dict[str, Any]:
    return {"token": links.token(make_shared(world.project, mail.FEED))}


def door(world: World) -> dict[str, Any]:
    return {"name": "floor"}


def rhythm(world: World) -> dict[str, Any]:
    day = world.project.today().isoformat()
    return {"version": 0, "starts_on": day, "at_time": "09:00", "every_weeks": 2, "place": ""}


def meeting(world: World) -> dict[str, Any]:
    return {"pk": make_meeting(world.project).pk}


def minutes(world: World) -> dict[str, Any]:
    return {"version": 1, "day": world.project.today().isoformat(), "present": "", "minutes": "All well."}


def promised(world: World) -> dict[str, Any]:
    return {"what": "Ask the printer", "owner": world.lead.pk, "due_on": world.project.today().isoformat()}


def an_action(world: World) -> dict[str, Any]:
    return {"pk": make_promise(make_meeting(world.project)).pk}


def visit(world: World) -> dict[str, Any]:
    kept = actions.plan_visit(
        project=world.project, by=world.lead, visitor="Marcus", agent=None, day=world.project.today()
    )
    return {"pk": kept.pk}


def visiting(world: World) -> dict[str, Any]:
    day = world.project.today().isoformat()
    return {"version": 1, "visitor": "Marcus", "agent": "", "day": day, "took_away": ""}


def agents_list(world: World) -> dict[str, Any]:
    return {"file": SentAgain("agents.csv", b"Name,E-mail\nOmar,omar@example.org\n")}


def calendar_list(world: World) -> dict[str, Any]:
    day = world.project.today().isoformat().encode()
    content = b"Name,Day\nHeart letter," + day + b"\n"
    return {"file": SentAgain("calendar.csv", content), "kind": Kind.EVENT}


def uploaded(of: str, content: bytes) -> Callable[[World], dict[str, Any]]:
    def args(world: World) -> dict[str, Any]:
        kept = actions.upload_list(
            project=world.project,
            of=of,
            filename="list.csv",
            content=content,
            kind=Kind.EVENT,
            by=world.lead,
        )
        return {"pk": kept.pk}

    return args


their_agents = uploaded("agents", b"Name,E-mail\nOmar,omar@example.org\n")
their_calendar = uploaded("launches", b"Name,Day\nHeart letter,2026-10-05\n")

SEE, EDIT, JUDGE, MEET = Perm.LAUNCH_VIEW, Perm.LAUNCH_EDIT, Perm.LAUNCH_REVIEW, Perm.MEETING_EDIT


def call_file(world: World) -> dict[str, Any]:
    return {"file": SentAgain("calls.csv", INTERVALS)}


def call_upload(world: World) -> dict[str, Any]:
    return {
        "pk": actions.upload_calls(
            project=world.project, filename="calls.csv", content=INTERVALS, by=world.lead
        ).pk
    }


def centre(world: World) -> dict[str, Any]:
    stored = queries.centre(world.project)
    given = {name: getattr(stored, name) for name in forms.CentreForm.Meta.fields}
    hours = {"opens_0": "08:00", "closes_0": "18:00"}
    return {**{name: "" if value is None else value for name, value in given.items()}, **hours, "version": 1}


def staff(world: World) -> dict[str, Any]:
    return {"version": 1, "people-0-8-00": 4}


def staff_file(world: World) -> dict[str, Any]:
    return {"file": SentAgain("week.csv", b"Time,Monday\n08:00,4\n09:00,5\n")}


def day_that_differs(world: World) -> dict[str, Any]:
    return {"day": "2026-12-25", "what": "closed", "people": "", "why": "Christmas"}


def days_file(world: World) -> dict[str, Any]:
    return {"file": SentAgain("days.csv", b"Date,Name\n2026-12-25,Christmas\n")}


their_days = uploaded("days", b"Date,Name\n2026-12-25,Christmas\n")


def special_day(world: World) -> dict[str, Any]:
    day = world.project.today() + datetime.timedelta(days=3)
    return {"pk": SpecialDay.objects.create(project=world.project, day=day, is_closed=True).pk}


def mailing(world: World) -> dict[str, Any]:
    return {"pk": make_launch(world.project, audience_size=1000).pk}


def earlier_plan(world: World) -> dict[str, Any]:
    return mailing(world) | {"number": 0}


def assumed(world: World) -> dict[str, Any]:
    return {"version": 1, "rate": 2, "variation": 50, "curve": "preset"}


def plan(world: World) -> dict[str, Any]:
    return {"number": 0, "kind": "overtime", "because": "It is short."}


SEE, EDIT, JUDGE = Perm.LAUNCH_VIEW, Perm.LAUNCH_EDIT, Perm.LAUNCH_REVIEW

ROWS: dict[str, Row] = {
    "marketing_sync:list": Row(SEE),
    "marketing_sync:export": Row(SEE),
    "marketing_sync:new": Row(EDIT, post=302, data=day),
    "marketing_sync:launch": Row(SEE, args=planned),
    "marketing_sync:change": Row(EDIT, post=302, args=planned, data=what),
    "marketing_sync:review": Row(JUDGE, post=302, args=planned, data=review),
    "marketing_sync:move": Row(EDIT, post=302, args=planned, data=day),
    "marketing_sync:drop": Row(EDIT, post=302, args=planned, data=what),
    "marketing_sync:cancel": Row(EDIT, post=302, args=planned, data=what),
    "marketing_sync:restore": Row(EDIT, get=None, post=302, args=cancelled),
    "marketing_sync:end": Row(EDIT, get=None, post=302, args=live),
    "marketing_sync:resume": Row(EDIT, get=None, post=302, args=over),
    "marketing_sync:training": Row(JUDGE, post=302, args=planned, data=training),
    "marketing_sync:trained": Row(JUDGE, get=None, post=302, args=trainee),
    "marketing_sync:attach": Row(EDIT, get=None, post=302, args=planned, data=letter),
    "marketing_sync:material": Row(SEE, args=material),
    "marketing_sync:detach": Row(EDIT, get=None, post=302, args=material),
    "marketing_sync:put_back": Row(EDIT, get=None, post=302, args=material),
    "marketing_sync:brief": Row(SEE, args=briefed),
    "marketing_sync:brief_version": Row(SEE, args=a_version),
    "marketing_sync:brief_pdf": Row(Perm.REPORT_EDIT, get=None, post=302, args=a_version),
    "marketing_sync:write_brief": Row(EDIT, post=302, args=planned, data=brief),
    "marketing_sync:approve_brief": Row(JUDGE, get=None, post=302, args=drafted, data=what),
    "marketing_sync:remind_readers": Row(JUDGE, get=None, post=302, args=briefed),
    "marketing_sync:export_readings": Row(SEE, args=briefed),
    "marketing_sync:brief_reading": Row(LINK, post=302, args=reading),
    "marketing_sync:prepare": Row(JUDGE, post=302, args=an_item, data=note),
    "marketing_sync:unprepare": Row(JUDGE, get=None, post=302, args=an_item),
    "marketing_sync:agents": Row(SEE),
    "marketing_sync:train_agents": Row(JUDGE, get=None, post=302),
    "marketing_sync:export_agents": Row(SEE),
    "marketing_sync:new_agent": Row(JUDGE, post=302, data=somebody),
    "marketing_sync:agent": Row(JUDGE, post=302, args=agent, data=somebody),
    "marketing_sync:remove_agent": Row(JUDGE, get=None, post=302, args=agent),
    "marketing_sync:restore_agent": Row(JUDGE, get=None, post=302, args=left),
    "marketing_sync:calendar": Row(SEE),
    "marketing_sync:meetings": Row(SEE),
    "marketing_sync:meeting_plan": Row(MEET, post=302, data=rhythm),
    "marketing_sync:meeting": Row(SEE, args=meeting),
    "marketing_sync:minutes": Row(MEET, get=None, post=302, args=meeting, data=minutes),
    "marketing_sync:promise": Row(MEET, get=None, post=302, args=meeting, data=promised),
    "marketing_sync:keep_promise": Row(MEET, get=None, post=302, args=an_action),
    "marketing_sync:new_visit": Row(MEET, post=302, data=visiting),
    "marketing_sync:export_visits": Row(SEE),
    "marketing_sync:visit": Row(MEET, post=302, args=visit, data=visiting),
    "marketing_sync:cancel_visit": Row(MEET, get=None, post=302, args=visit),
    "marketing_sync:import_launches": Row(EDIT, post=302, data=calendar_list),
    "marketing_sync:launches_preview": Row(EDIT, post=302, args=their_calendar),
    "marketing_sync:launches_confirm": Row(EDIT, get=None, post=302, args=their_calendar),
    "marketing_sync:launches_bad_rows": Row(EDIT, args=their_calendar),
    "marketing_sync:import_agents": Row(JUDGE, post=302, data=agents_list),
    "marketing_sync:agents_preview": Row(JUDGE, post=302, args=their_agents),
    "marketing_sync:agents_confirm": Row(JUDGE, get=None, post=302, args=their_agents),
    "marketing_sync:agents_bad_rows": Row(JUDGE, args=their_agents),
    "marketing_sync:shared_links": Row(SEE),
    "marketing_sync:change_shared_link": Row(JUDGE, get=None, post=302, args=door, foreign=False),
    "marketing_sync:floor": Row(LINK, args=floor),
    "marketing_sync:floor_now": Row(LINK, args=floor),
    "marketing_sync:floor_calendar": Row(LINK, args=floor),
    "marketing_sync:floor_brief": Row(LINK, args=floor_brief),
    "marketing_sync:feed": Row(LINK, args=feed),
    "marketing_sync:score": Row(SEE),
    "marketing_sync:calls": Row(SEE),
    "marketing_sync:export_calls": Row(SEE),
    "marketing_sync:calls_import": Row(JUDGE, post=302, data=call_file),
    "marketing_sync:calls_preview": Row(JUDGE, post=302, args=call_upload),
    "marketing_sync:calls_confirm": Row(JUDGE, get=None, post=302, args=call_upload),
    "marketing_sync:calls_remove": Row(JUDGE, get=None, post=302, args=call_upload),
    "marketing_sync:calls_bad_rows": Row(JUDGE, args=call_upload),
    "marketing_sync:centre": Row(SEE),
    "marketing_sync:change_centre": Row(JUDGE, post=302, data=centre),
    "marketing_sync:staff": Row(SEE),
    "marketing_sync:save_staff": Row(JUDGE, get=None, post=302, data=staff),
    "marketing_sync:read_staff": Row(JUDGE, get=None, post=200, data=staff_file),
    "marketing_sync:export_staff": Row(SEE),
    "marketing_sync:save_special_day": Row(JUDGE, get=None, post=302, data=day_that_differs),
    "marketing_sync:import_days": Row(JUDGE, post=302, data=days_file),
    "marketing_sync:days_preview": Row(JUDGE, post=302, args=their_days),
    "marketing_sync:days_confirm": Row(JUDGE, get=None, post=302, args=their_days),
    "marketing_sync:days_bad_rows": Row(JUDGE, args=their_days),
    "marketing_sync:remove_special_day": Row(JUDGE, get=None, post=302, args=special_day),
    "marketing_sync:outlook": Row(SEE, args=mailing),
    "marketing_sync:forecast": Row(SEE, args=mailing),
    "marketing_sync:forecast_body": Row(SEE, args=mailing),
    "marketing_sync:forecast_again": Row(SEE, get=None, post=302, args=mailing),
    "marketing_sync:assumptions": Row(JUDGE, post=302, args=mailing, data=assumed),
    "marketing_sync:usual_assumptions": Row(JUDGE, get=None, post=302, args=mailing),
    "marketing_sync:choose_way": Row(JUDGE, get=None, post=302, args=mailing, data=plan),
    "marketing_sync:leave_way": Row(JUDGE, get=None, post=302, args=mailing, data=plan),
    "marketing_sync:take_mix": Row(JUDGE, get=None, post=302, args=mailing, data=plan),
    "marketing_sync:accept_gap": Row(JUDGE, get=None, post=302, args=mailing, data=plan),
    "marketing_sync:restore_plan": Row(JUDGE, get=None, post=302, args=earlier_plan),
    "marketing_sync:intake_link": Row(EDIT),
    "marketing_sync:change_intake": Row(Perm.PROJECT_EDIT, get=None, post=302),
    "marketing_sync:intake_sent": Row(ANYONE),
    "marketing_sync:intake": Row(LINK, post=302, args=intake, data=sent_in),
    "marketing_sync:intake_state": Row(LINK, args=followed),
    "marketing_sync:alerting": Row(SEE),
    "marketing_sync:export_contacts": Row(SEE),
    "marketing_sync:new_contact": Row(JUDGE, post=302, data=contact),
    "marketing_sync:contact": Row(JUDGE, post=302, args=person, data=contact),
    "marketing_sync:remove_contact": Row(JUDGE, get=None, post=302, args=person),
    "marketing_sync:restore_contact": Row(JUDGE, get=None, post=302, args=person),
    "marketing_sync:shift_contact": Row(JUDGE, get=None, post=302, args=person),
    "marketing_sync:ladder": Row(JUDGE, post=302, data=ladder),
    "marketing_sync:agreement": Row(JUDGE, post=302, data=agreement),
}
