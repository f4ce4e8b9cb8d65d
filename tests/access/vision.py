"""Who may open which address of the vision."""

from typing import Any

from mailroom import links
from projects.access import Perm
from stakeholders.mail import personal_link
from tests.access.table import LINK, Row, World
from tests.reports.factories import make_finished_report, make_share
from tests.vision.factories import (
    function_of,
    make_ask,
    make_criterion,
    make_dream,
    make_element,
    make_person,
    make_version,
)
from vision.mail import OUTCOME, RATE
from vision.models import Decision, DecisionKind, Element, Place, Rater


def _element(world: World) -> dict[str, Any]:
    return {"pk": make_element(world.project).pk}


def _column(world: World) -> dict[str, Any]:
    return {"pk": function_of(world.project).pk}


def _dream(world: World) -> dict[str, Any]:
    return {"pk": make_dream(world.project).pk}


def _move(world: World) -> dict[str, Any]:
    element = Element.objects.filter(project=world.project).first() or make_element(world.project)
    return {"placed": element.placed, "cell": "tray"}


def _join(world: World) -> dict[str, Any]:
    return {"asks": make_ask(world.project).pk, "element": make_element(world.project, Place.TRAY).pk}


def _sprout(world: World) -> dict[str, Any]:
    return {"asks": make_ask(world.project).pk, "title": "Made of one ask"}


def _person(world: World) -> dict[str, Any]:
    person = make_person(world.project)
    make_element(world.project, Place.NOW, asks=[make_ask(world.project, by=person)])
    return {"pk": person.pk}


def _version(world: World) -> dict[str, Any]:
    return {"number": make_version(world.project).number}


def _outcome(world: World) -> dict[str, Any]:
    make_element(world.project, Place.NOW, asks=[make_ask(world.project)])
    return {"pk": make_version(world.project).outcomes.get().pk}


def _token(world: World) -> dict[str, Any]:
    make_element(world.project, Place.NOW, asks=[make_ask(world.project)])
    outcome = make_version(world.project).outcomes.get()
    return {"token": links.token(links.issue(project=world.project, purpose=OUTCOME, person=outcome))}


def _listened(world: World) -> dict[str, Any]:
    return {"token": links.token(personal_link(make_person(world.project)))}


def _asked(world: World) -> dict[str, Any]:
    person = make_person(world.project)
    ask = make_ask(world.project, by=person)
    return {"token": links.token(personal_link(person)), "pk": ask.pk}


def _talk(world: World) -> dict[str, Any]:
    chief = make_person(world.project, power=5)
    make_element(world.project, Place.NEXT, asks=[make_ask(world.project, by=chief)])
    return {"pk": make_version(world.project).talks.get().pk}


def _decision(world: World) -> dict[str, Any]:
    concern = Decision.objects.create(
        project=world.project, kind=DecisionKind.CONCERN, text="Too late.", by=world.lead
    )
    return {"pk": concern.pk}


def _due(world: World) -> dict[str, Any]:
    return {"owner": world.lead.pk, "due": "2031-05-06"}


def _bulk(world: World) -> dict[str, Any]:
    return {"elements": make_element(world.project).pk, "flag": "hiring"}


def _criterion(world: World) -> dict[str, Any]:
    return {"pk": make_criterion(world.project).pk}


def _rater(world: World) -> dict[str, Any]:
    rater = Rater.objects.create(project=world.project, stakeholder=make_person(world.project))
    return {"token": links.token(links.issue(project=world.project, purpose=RATE, person=rater))}


def _shared_version(world: World) -> dict[str, Any]:
    version = make_version(world.project)
    report = make_finished_report(world.project, kind="vision", about_id=version.pk)
    return {"token": links.token(make_share(report).link)}


def _merge(world: World) -> dict[str, Any]:
    return {"others": make_element(world.project).pk}


_CAPACITY = {"version": 0, "days_low": 8, "days_likely": 10, "days_high": 12, "starts_on": "2031-05-06"}
_STATEMENT = {"statement": "One number for all.", "version": 1}

ROWS: dict[str, Row] = {
    "vision:board": Row(Perm.BOARD_VIEW),
    "vision:changes": Row(Perm.BOARD_VIEW, get=204),
    "vision:undo": Row(Perm.BOARD_EDIT, get=None, post=302),
    "vision:history": Row(Perm.BOARD_VIEW),
    "vision:list": Row(Perm.BOARD_VIEW),
    "vision:bulk": Row(Perm.BOARD_EDIT, get=302, post=302, data=_bulk),
    "vision:what_if": Row(Perm.BOARD_VIEW),
    "vision:handoff": Row(Perm.BOARD_VIEW),
    "vision:line": Row(Perm.BOARD_EDIT, get=None, post=302, data=lambda world: {"above": 0, "seen": "1"}),
    "vision:capacity": Row(Perm.BOARD_EDIT, post=302, data=lambda world: _CAPACITY),
    "vision:priorities": Row(Perm.BOARD_VIEW),
    "vision:criterion_new": Row(
        Perm.BOARD_EDIT, get=None, post=302, data=lambda world: {"name": "Value", "weight": 3}
    ),
    "vision:criterion": Row(Perm.BOARD_EDIT, get=None, post=302, args=_criterion),
    "vision:ask_raters": Row(
        Perm.BOARD_EDIT, get=None, post=302, data=lambda w: {"stakeholders": make_person(w.project).pk}
    ),
    "vision:rate": Row(Perm.BOARD_VIEW, post=302),
    "vision:rate_by_link": Row(LINK, post=302, args=_rater),
    "vision:strip": Row(Perm.BOARD_VIEW),
    "vision:export": Row(Perm.BOARD_VIEW),
    "vision:decisions_export": Row(Perm.BOARD_VIEW),
    "vision:knows_export": Row(Perm.BOARD_VIEW, args=_version, foreign=False),
    "vision:cell": Row(Perm.BOARD_VIEW, get=400),
    "vision:pairs": Row(Perm.BOARD_VIEW, post=302),
    "vision:pairs_by_link": Row(LINK, post=302, args=_rater),
    "vision:columns": Row(Perm.BOARD_EDIT, post=302, data=lambda world: {"name": "Pharmacy"}),
    "vision:column": Row(Perm.BOARD_EDIT, post=302, args=_column, data=lambda world: {"name": "Pharmacy"}),
    "vision:element_new": Row(Perm.BOARD_EDIT, post=302, data=lambda world: {"title": "New"}),
    "vision:element": Row(Perm.BOARD_VIEW, args=_element),
    "vision:element_edit": Row(
        Perm.BOARD_EDIT, post=302, args=_element, data=lambda world: {"title": "Other", "version": 1}
    ),
    "vision:merge": Row(Perm.BOARD_EDIT, post=302, args=_element, data=_merge),
    "vision:split": Row(Perm.BOARD_EDIT, post=302, args=_element, data=lambda world: {"title": "Part"}),
    "vision:live": Row(
        Perm.BOARD_EDIT, get=None, post=302, args=_element, data=lambda world: {"on": "2026-01-05"}
    ),
    "vision:comment": Row(
        Perm.BOARD_EDIT, get=None, post=302, args=_element, data=lambda world: {"text": "Why not?"}
    ),
    "vision:move": Row(Perm.BOARD_EDIT, get=None, post=302, args=_element, data=_move),
    "vision:sort": Row(Perm.BOARD_EDIT),
    "vision:join": Row(Perm.BOARD_EDIT, get=None, post=302, data=_join),
    "vision:sprout": Row(Perm.BOARD_EDIT, get=None, post=302, data=_sprout),
    "vision:part": Row(Perm.BOARD_EDIT, get=None, post=302),
    "vision:dreams": Row(Perm.BOARD_VIEW),
    "vision:dream_new": Row(Perm.BOARD_EDIT, get=None, post=302, data=lambda world: {"text": "A dream"}),
    "vision:dream_let_go": Row(Perm.BOARD_EDIT, get=None, post=302, args=_dream),
    "vision:dream_take_up": Row(Perm.BOARD_EDIT, get=None, post=302, args=_dream),
    "vision:publish": Row(Perm.VISION_PUBLISH),
    "vision:publish_statement": Row(Perm.VISION_PUBLISH, post=302, data=lambda world: _STATEMENT),
    "vision:publish_people": Row(Perm.VISION_PUBLISH),
    "vision:publish_person": Row(
        Perm.VISION_PUBLISH, post=302, args=_person, data=lambda world: {"words": "Dear you."}
    ),
    # Without the seal of a preview that still holds, nothing is published.
    "vision:publish_now": Row(Perm.VISION_PUBLISH, post=409),
    "vision:publish_preview": Row(Perm.VISION_PUBLISH, post=302),
    "vision:shared_version": Row(LINK, args=_shared_version),
    "vision:versions": Row(Perm.BOARD_VIEW),
    "vision:compare": Row(Perm.BOARD_VIEW),
    "vision:version": Row(Perm.BOARD_VIEW, args=_version, foreign=False),
    "vision:pdf": Row(Perm.REPORT_EDIT, get=None, post=302, args=_version, foreign=False),
    "vision:knows": Row(Perm.BOARD_VIEW, args=_version, foreign=False),
    "vision:outcome_edit": Row(Perm.VISION_PUBLISH, post=200, args=_outcome),
    "vision:talks": Row(Perm.BOARD_VIEW),
    "vision:talk": Row(Perm.BOARD_EDIT, post=302, args=_talk, data=lambda world: {"notes": "We spoke."}),
    "vision:talk_pass_over": Row(
        Perm.VISION_PUBLISH, get=None, post=302, args=_talk, data=lambda world: {"reason": "On leave."}
    ),
    "vision:talk_reassign": Row(Perm.BOARD_EDIT, get=None, post=302, args=_talk, data=_due),
    "vision:decisions": Row(Perm.BOARD_VIEW),
    "vision:decision_new": Row(
        Perm.BOARD_EDIT, post=302, data=lambda world: {"kind": "decision", "text": "Cardiology first."}
    ),
    "vision:decision": Row(Perm.BOARD_EDIT, post=302, args=_decision, data=lambda world: {"answer": "So."}),
    "vision:became": Row(Perm.INTERVIEW_VIEW, args=lambda world: {"pk": make_person(world.project).pk}),
    "vision:heard": Row(LINK, args=_listened),
    "vision:meant": Row(LINK, get=None, post=302, args=_asked, data=lambda world: {"text": "More."}),
    "vision:outcome": Row(LINK, args=_token),
    "vision:outcome_read": Row(LINK, get=None, post=302, args=_token),
    "vision:outcome_concern": Row(
        LINK, get=None, post=302, args=_token, data=lambda world: {"text": "Too late for us."}
    ),
}
