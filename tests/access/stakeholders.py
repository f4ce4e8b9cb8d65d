"""Addresses of listening."""

from collections.abc import Callable
from typing import Any

from projects.access import Perm
from tests.access.table import LINK, Row, SentAgain, World
from tests.stakeholders import factories as make

SEE, EDIT = Perm.STAKEHOLDER_VIEW, Perm.STAKEHOLDER_EDIT
READ, ASK, RULE = Perm.INTERVIEW_VIEW, Perm.INTERVIEW_EDIT, Perm.PROTOCOL_EDIT
type_args = Callable[[World], dict[str, Any]]


def pk(maker: Callable[..., Any]) -> type_args:
    """The key of something made in the world's project."""
    return lambda world: {"pk": maker(world.project).pk}


def token(world: World) -> dict[str, Any]:
    """The personal page of somebody who was asked."""
    return {"token": make.token_of(make.make_interview(world.project).stakeholder)}


def token_and_wording(world: World) -> dict[str, Any]:
    """The same, with one question of the round."""
    answer = make.make_answer(world.project)
    return {"token": make.token_of(answer.interview.stakeholder), "wording_pk": answer.wording_id}


def wish(world: World) -> dict[str, Any]:
    """The same, with what is wished."""
    return {**token(world), "kind": "talk"}


def a_person(world: World) -> dict[str, Any]:
    """A form about a new person."""
    return {"name": "Ana Ruiz", "email": "", "language": "en", "version": 1}


def a_list(world: World) -> dict[str, Any]:
    """A file with one person."""
    return {"file": SentAgain("people.csv", b"Name,E-mail\nAna,ana@example.org\n")}


def columns(world: World) -> dict[str, Any]:
    """Which column is which."""
    return {"column-0": "name", "column-1": "email"}


def a_question(world: World) -> dict[str, Any]:
    """A form about a question."""
    topics = make.actions.ensure_topics(project=world.project)
    return {"text": "What helps?", "topic": topics["stories"].pk, "kind": "long_text", "number": 1}


def a_set(world: World) -> dict[str, Any]:
    """A form about a set with one question."""
    question = make.make_question(world.project)
    return {"name": "Short", "minutes": 5, "version": 1, f"place-{question.pk}": 1}


def a_round(world: World) -> dict[str, Any]:
    """A form about a round."""
    return {
        "title": "First round",
        "question_set": make.make_set(world.project).pk,
        "deadline": f"{make.timezone.now() + make.datetime.timedelta(days=9):%Y-%m-%dT%H:%M}",
        "reminder_days": "3, 7",
        "version": 1,
    }


def an_interview(world: World) -> dict[str, Any]:
    """A form about an interview in person, with the last word given."""
    return {
        "people": [make.make_stakeholder(world.project).pk],
        "interviewer": world.lead.pk,
        "question_set": make.make_set(world.project).pk,
        "starts_at": f"{make.timezone.now() + make.datetime.timedelta(days=9):%Y-%m-%dT%H:%M}",
        "minutes": 30,
        "confirm": 1,
        "version": 1,
    }


def note_args(world: World) -> dict[str, Any]:
    """One person's note to one question of a running interview."""
    conversation = make.make_running(world.project)
    return {
        "pk": conversation.pk,
        "part": conversation.round.interviews.get().pk,
        "wording": conversation.round.items.first().wording_id,
    }


def a_rule(level: str) -> type_args:
    """A rule for a level; each has one at most, so each address takes a level of its own."""
    return lambda world: {"pk": make.make_rule(world.project, level=level).pk}


def new_rule(level: str) -> type_args:
    """A form about the rule for a level."""
    return lambda world: {"level": level, "least": "director", "version": 1}


def an_ask(world: World) -> dict[str, Any]:
    """A form about an ask."""
    return {"text": "One number", "quote": "One number", "version": 1}


def round_and_part(world: World) -> dict[str, Any]:
    """A round, and one person's part in it."""
    interview = make.make_interview(world.project)
    return {"pk": interview.round_id, "part": interview.pk}


def two_alike(world: World) -> dict[str, Any]:
    """A form that says that two are two people."""
    return {name: make.make_stakeholder(world.project).pk for name in ("one", "other")}


def two_to_merge(world: World) -> dict[str, Any]:
    """Two rows of the register."""
    return {name: make.make_stakeholder(world.project).pk for name in ("pk", "other")}


ROWS: dict[str, Row] = {
    "stakeholders:list": Row(SEE),
    "stakeholders:export": Row(SEE),
    "stakeholders:map": Row(SEE),
    "stakeholders:coverage": Row(SEE),
    "stakeholders:coverage_export": Row(SEE),
    "stakeholders:coverage_pdf": Row(Perm.REPORT_EDIT, get=None, post=302),
    "stakeholders:person": Row(SEE, args=pk(make.make_stakeholder)),
    "stakeholders:bulk": Row(EDIT, get=None, post=302),
    "stakeholders:bulk_invite": Row(ASK, get=None, post=302),
    "stakeholders:bulk_undo": Row(EDIT, get=None, post=302, args=pk(make.make_bulk_change)),
    "stakeholders:add": Row(EDIT, post=302, data=a_person),
    "stakeholders:edit": Row(EDIT, post=302, args=pk(make.make_stakeholder), data=a_person),
    "stakeholders:archive": Row(EDIT, get=None, post=302, args=pk(make.make_stakeholder)),
    "stakeholders:restore": Row(EDIT, get=None, post=302, args=pk(make.make_stakeholder)),
    "stakeholders:duplicates": Row(EDIT),
    "stakeholders:two_people": Row(EDIT, get=None, post=302, data=two_alike),
    "stakeholders:merge_choose": Row(EDIT, args=pk(make.make_stakeholder)),
    "stakeholders:merge": Row(EDIT, post=302, args=two_to_merge),
    "stakeholders:merge_undo": Row(EDIT, get=None, post=302, args=pk(make.make_merge)),
    "stakeholders:import": Row(EDIT, post=302, data=a_list),
    "stakeholders:import_preview": Row(EDIT, post=302, args=pk(make.make_import), data=columns),
    "stakeholders:import_confirm": Row(EDIT, get=None, post=302, args=pk(make.make_import)),
    "stakeholders:import_bad_rows": Row(EDIT, args=pk(make.make_import)),
    "stakeholders:bank": Row(READ),
    "stakeholders:questions_export": Row(READ),
    "stakeholders:adopt": Row(ASK, get=None, post=302),
    "stakeholders:question_add": Row(ASK, post=302, data=a_question),
    "stakeholders:question": Row(ASK, post=302, args=pk(make.make_question), data=a_question),
    "stakeholders:question_archive": Row(ASK, get=None, post=302, args=pk(make.make_question)),
    "stakeholders:question_restore": Row(ASK, get=None, post=302, args=pk(make.make_question)),
    "stakeholders:topic_add": Row(ASK, post=302, data=lambda world: {"name": "Night shifts"}),
    "stakeholders:topic": Row(
        ASK,
        post=302,
        args=pk(make.make_topic),
        data=lambda world: {"name": "Nights and Sundays", "was": "Night shifts"},
    ),
    "stakeholders:set_add": Row(ASK, post=302, data=a_set),
    "stakeholders:set": Row(ASK, post=302, args=pk(make.make_set), data=a_set),
    "stakeholders:set_order": Row(ASK, post=302, args=pk(make.make_set), data=lambda world: {"version": 1}),
    "stakeholders:set_archive": Row(ASK, get=None, post=302, args=pk(make.make_set)),
    "stakeholders:set_restore": Row(ASK, get=None, post=302, args=pk(make.make_set)),
    "stakeholders:rounds": Row(READ),
    "stakeholders:round_new": Row(ASK, post=302, data=a_round),
    "stakeholders:round": Row(READ, args=pk(make.make_round)),
    "stakeholders:round_edit": Row(ASK, post=302, args=pk(make.make_draft), data=a_round),
    "stakeholders:round_export": Row(READ, args=pk(make.make_round)),
    "stakeholders:round_people": Row(ASK, post=302, args=pk(make.make_draft)),
    "stakeholders:round_preview": Row(ASK, args=pk(make.make_draft)),
    "stakeholders:round_send": Row(ASK, get=None, post=302, args=pk(make.make_draft)),
    "stakeholders:round_remind": Row(ASK, post=302, args=pk(make.make_round)),
    "stakeholders:round_colleague": Row(ASK, get=None, post=302, args=round_and_part),
    "stakeholders:round_close": Row(ASK, get=None, post=302, args=pk(make.make_round)),
    "stakeholders:round_discard": Row(ASK, get=None, post=302, args=pk(make.make_draft)),
    "stakeholders:interviews": Row(READ),
    "stakeholders:interviews_export": Row(READ),
    "stakeholders:interview_new": Row(ASK, post=302, data=an_interview),
    "stakeholders:interview_people": Row(ASK),
    "stakeholders:interview": Row(READ, args=pk(make.make_conversation)),
    "stakeholders:interview_edit": Row(ASK, post=302, args=pk(make.make_conversation), data=an_interview),
    "stakeholders:interview_cancel": Row(ASK, post=302, args=pk(make.make_conversation)),
    "stakeholders:interview_mark": Row(ASK, get=None, post=302, args=pk(make.make_conversation)),
    "stakeholders:interview_again": Row(ASK, get=None, post=302, args=pk(make.make_conversation)),
    "stakeholders:begin": Row(ASK, get=None, post=302, args=pk(make.make_conversation)),
    "stakeholders:live": Row(ASK, post=302, args=pk(make.make_running)),
    # Without a version nothing is saved; what is saved is tested in tests/stakeholders/test_live.py.
    "stakeholders:note": Row(ASK, get=None, post=400, args=note_args),
    "stakeholders:note_choose": Row(ASK, get=None, post=302, args=note_args),
    "stakeholders:follow_up_done": Row(ASK, get=None, post=302, args=pk(make.make_follow_up)),
    "stakeholders:protocol": Row(READ),
    "stakeholders:protocol_levels": Row(RULE, get=None, post=302),
    "stakeholders:protocol_add": Row(RULE, post=302, data=new_rule("director")),
    "stakeholders:protocol_edit": Row(RULE, post=302, args=a_rule("executive"), data=new_rule("executive")),
    "stakeholders:protocol_archive": Row(RULE, get=None, post=302, args=a_rule("manager")),
    "stakeholders:protocol_restore": Row(RULE, get=None, post=302, args=a_rule("physician")),
    "stakeholders:desk": Row(READ),
    "stakeholders:answers_export": Row(READ),
    "stakeholders:lift": Row(ASK, post=302, args=pk(make.make_answer), data=an_ask),
    "stakeholders:read": Row(ASK, get=None, post=302, args=pk(make.make_answer)),
    "stakeholders:read_all": Row(ASK, get=None, post=302),
    "stakeholders:read_undo": Row(ASK, get=None, post=302, args=lambda world: {"at": 1}, foreign=False),
    "stakeholders:asks": Row(READ),
    "stakeholders:asks_export": Row(READ),
    "stakeholders:ask": Row(READ, args=pk(make.make_ask)),
    "stakeholders:ask_edit": Row(ASK, post=302, args=pk(make.make_ask), data=an_ask),
    "stakeholders:ask_archive": Row(ASK, get=None, post=302, args=pk(make.make_ask)),
    "stakeholders:ask_restore": Row(ASK, get=None, post=302, args=pk(make.make_ask)),
    "stakeholders:personal": Row(LINK, post=302, args=token),
    "stakeholders:personal_seen": Row(LINK, get=None, post=204, args=token),
    # Without a version nothing is saved; what is saved is tested in tests/stakeholders/test_answering.py.
    "stakeholders:personal_save": Row(LINK, get=None, post=400, args=token_and_wording),
    "stakeholders:personal_choose": Row(LINK, get=None, post=302, args=token_and_wording),
    "stakeholders:personal_wish": Row(LINK, get=None, post=302, args=wish),
}  # fmt: skip
