"""Rows of launches for tests: plain functions, each with sensible defaults."""

import datetime
import itertools
from collections.abc import Sequence
from typing import Any

from mailroom.models import PersonalLink
from marketing_sync import actions, queries
from marketing_sync.models import (
    Agent,
    Agreement,
    AlertContact,
    Brief,
    BriefDraft,
    CampaignTraining,
    Impact,
    Item,
    Kind,
    Launch,
    Meeting,
    MeetingAction,
    Window,
)
from outcomes.models import Colleague
from projects.models import Project
from tests.projects.factories import lead_of

_numbers = itertools.count(1)


def in_days(project: Project, days: int) -> datetime.date:
    """That many days from the project's today."""
    return project.today() + datetime.timedelta(days=days)


def make_window(project: Project, days: int, *, early: int = 0, late: int = 0) -> Window:
    """Likely in so many days, possible so many days earlier and later."""
    return Window(in_days(project, days - early), in_days(project, days), in_days(project, days + late))


def make_contact(project: Project, **fields: Any) -> AlertContact:
    """A person at the end of the list, in the project's zone, never quiet."""
    number = next(_numbers)
    return actions.add_contact(
        project=project,
        by=lead_of(project),
        **{
            "name": f"Contact {number}",
            "email": f"contact{number}@example.org",
            "time_zone": project.time_zone,
            **fields,
        },
    )


def make_launch(project: Project, *, days: int = 20, early: int = 0, late: int = 0, **fields: Any) -> Launch:
    """A registered launch that goes out in so many days."""
    return actions.register(
        project=project,
        by=lead_of(project),
        window=make_window(project, days, early=early, late=late),
        **{"name": f"Launch {next(_numbers)}", "kind": Kind.DIRECT_MAIL, **fields},
    )


def make_reviewed(launch: Launch, impact: str = Impact.DIRECT, reasons: str = "Many will call.") -> Launch:
    """The launch with a review by the project's lead."""
    launch.refresh_from_db()
    return actions.review(
        launch=launch, by=lead_of(launch.project), version=launch.version, impact=impact, reasons=reasons
    )


def set_agreement(project: Project, **fields: Any) -> Agreement:
    """What was agreed, in some part other than usual."""
    return actions.save_agreement(project=project, by=lead_of(project), **fields)


def make_intake(project: Project) -> PersonalLink:
    """The project's intake link, open."""
    actions.open_intake(project=project, by=lead_of(project))
    link = queries.intake_link(project)
    assert link is not None
    return link


def make_shared(project: Project, purpose: str) -> PersonalLink:
    """The project's open link to the floor page or the calendar."""
    actions.open_link(project=project, purpose=purpose, by=lead_of(project))
    link = queries.shared_link(project, purpose)
    assert link is not None
    return link


def make_taken_in(project: Project, *, days: int = 20, **fields: Any) -> Launch:
    """A launch that came in by the link."""
    return actions.take_in(
        project=project,
        sender=actions.Sender("Noor Haddad", "noor@example.org"),
        window=make_window(project, days),
        language="en",
        **{"name": f"Launch {next(_numbers)}", "kind": Kind.DIRECT_MAIL, **fields},
    )


def make_agent(project: Project, **fields: Any) -> Agent:
    """Somebody who answers calls."""
    number = next(_numbers)
    return actions.add_agent(
        project=project,
        by=lead_of(project),
        **{"name": f"Agent {number}", "email": f"agent{number}@example.org", **fields},
    )


def make_draft(launch: Launch, *, ask: bool = False, **texts: str) -> BriefDraft:
    """The launch's brief, written and not approved; what is not given stays as it was."""
    draft = BriefDraft.objects.filter(launch=launch).first()
    usual = {
        "offer": "A screening for 49 USD.",
        "caller_questions": "Does insurance pay?",
        "answers": "No, it is 49 USD for everybody.",
        "look": "Knowledge base, page 12.",
        "escalation": "Hand over to the nurse line.",
    }
    kept = {name: getattr(draft, name) for name in BriefDraft.TEXTS} if draft else usual
    return actions.write_brief(
        launch=launch,
        by=lead_of(launch.project),
        version=draft.version if draft else 0,
        ask=ask,
        **{**kept, **texts},
    )


def make_brief(launch: Launch, **texts: str) -> Brief:
    """The next approved version of the launch's brief."""
    draft = make_draft(launch, **texts)
    return actions.approve_brief(launch=launch, by=lead_of(launch.project), version=draft.version)


def make_prepared(launch: Launch) -> Launch:
    """The launch with everything done by hand that the gate asks for."""
    for item in Item.values:
        actions.prepare(launch=launch, by=lead_of(launch.project), item=item, note="Done.")
    return launch


def make_meeting(project: Project, *, days: int = 1) -> Meeting:
    """The standing meeting that is ahead, every two weeks from a day near today."""
    actions.plan_meetings(
        project=project,
        by=lead_of(project),
        version=0,
        starts_on=in_days(project, days),
        at_time=datetime.time(9),
        every_weeks=2,
        place="",
    )
    return Meeting.objects.select_related("project").get(project=project, held_at=None)


def make_promise(meeting: Meeting, **fields: Any) -> MeetingAction:
    """Something that the project's lead promised at the meeting."""
    lead = lead_of(meeting.project)
    usual = {"what": "Ask the printer.", "owner": lead, "due_on": in_days(meeting.project, 5)}
    return actions.promise(meeting=meeting, by=lead, **{**usual, **fields})


def make_training(
    launch: Launch,
    *,
    names: Sequence[str] = ("Ines",),
    people: Sequence[Colleague] = (),
    days: tuple[int, int, int] = (15, 60, 80),
    **fields: Any,
) -> CampaignTraining:
    """Temporary people who are trained for it within so many days, and for the rest between so many."""
    newcomers = [(name, f"temporary{next(_numbers)}@example.org") for name in (() if people else names)]
    if not fields:
        fields = {"own_part": f"For launch {next(_numbers)}"}
    return actions.train_for(
        launch=launch,
        by=lead_of(launch.project),
        version=0,
        times=actions.Times(*(in_days(launch.project, one) for one in days)),
        people=people,
        newcomers=newcomers,
        **fields,
    )
