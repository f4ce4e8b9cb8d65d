"""The vision of the sample project: a board of asks and dreams, one published version, people told."""

import datetime
from decimal import Decimal

from projects.models import Project, Role, User
from stakeholders.models import Ask, Stakeholder
from vision import actions, queries
from vision.actions import Spot
from vision.models import Choice, DecisionKind, Dream, Element, Function, OutcomeMessage, OutcomeState, Place
from vision.sample.cards import (
    CARDS,
    CONSTRAINTS,
    CRITERIA,
    DREAMS,
    EARLIER,
    EARLIER_STATEMENT,
    MEASURES,
    STATEMENT,
    Card,
)


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """A board, a published version with outcome messages in several states, and what has changed since."""
    lead = members[Role.LEAD]
    actions.open_board(project)
    functions = list(project.functions.order_by("position"))
    made = _dreams(project, members)
    elements = _elements(project, members, functions, made, today)
    _publish_first(project, elements, lead)
    _decide(project, elements, lead)
    _publish(project, lead, STATEMENT)
    _tell(project, members)
    _reckon(project, lead, today)
    _rate(project, members)
    _compare(project, members)
    _comment(elements, members)
    _move_on(project, elements, members[Role.PLANNER])


def _dreams(project: Project, members: dict[str, User]) -> dict[str, Dream]:
    by = members[Role.PLANNER]
    return {text: actions.add_dream(project=project, by=by, text=text, why=why) for text, why in DREAMS}


def _elements(
    project: Project,
    members: dict[str, User],
    functions: list[Function],
    dreams: dict[str, Dream],
    today: datetime.date,
) -> dict[str, Element]:
    asks = {ask.text: ask for ask in Ask.objects.filter(project=project)}
    made: dict[str, Element] = {}
    for card in sorted(CARDS, key=lambda card: bool(card.needs)):
        made[card.title] = actions.make_element(
            project=project,
            by=members[Role.PLANNER],
            title=card.title,
            description=card.description,
            function=functions[card.function] if card.function is not None else None,
            place=card.place,
            reason=card.reason,
            asks=[asks[text] for text in card.asks if text in asks],
            dreams=[dreams[text] for text in card.dreams],
            needs=[made[title] for title in card.needs],
            flags=[flag.value for flag in card.flags],
            owner=members[card.owner],
            cost=Decimal(card.cost) if card.cost else None,
            revisit_on=today + datetime.timedelta(days=card.revisit_in) if card.revisit_in else None,
            **_effort(card),
        )
    return made


def _effort(card: Card) -> dict[str, Decimal]:
    names = ("effort_low", "effort_likely", "effort_high")
    return dict(zip(names, map(Decimal, card.days), strict=True)) if card.days else {}


def _publish_first(project: Project, elements: dict[str, Element], lead: User) -> None:
    """A version before the one that holds: one element then lay on the other side, with another reason."""
    title, then = EARLIER
    element = elements[title]
    reason = element.reason
    _put(project, element, Place.NEXT, lead)
    _reason(element, then, lead)
    _publish(project, lead, EARLIER_STATEMENT)
    _put(project, element, Place.NOW, lead)
    _reason(element, reason, lead)


def _put(project: Project, element: Element, place: Place, by: User) -> None:
    element = project.elements.get(pk=element.pk)
    spot = Spot(place, element.function_id)
    actions.move(project=project, pk=element.pk, placed=element.placed, spot=spot, by=by)


def _reason(element: Element, reason: str, by: User) -> None:
    element.refresh_from_db()
    actions.edit_element(element=element, version=element.version, by=by, reason=reason)


def _decide(project: Project, elements: dict[str, Element], lead: User) -> None:
    """Between the two versions: what the first one brought up."""
    actions.log_decision(
        project=project,
        by=lead,
        kind=DecisionKind.DECISION,
        text="The clinics keep their own numbers for a year; calls to them are passed on, not switched off.",
        element=elements["One number for all clinics"],
        version=project.versions.first(),
    )


def _publish(project: Project, lead: User, statement: str) -> None:
    actions.write_draft(
        project=project,
        by=lead,
        version=queries.draft_of(project).version,
        statement=statement,
        constraints=CONSTRAINTS,
        success_measures=MEASURES,
    )
    actions.publish(project=project, by=lead, seal=queries.plan(project).seal)


def _rate(project: Project, members: dict[str, User]) -> None:
    """Two members and three stakeholders have rated what is near the line; one stakeholder was asked and waits."""
    criteria = [
        actions.add_criterion(project=project, name=name, weight=weight, by=members[Role.LEAD])
        for name, weight in CRITERIA
    ]
    people = (
        Stakeholder.objects.filter(project=project, archived_at=None).exclude(email="").order_by("pk")[:4]
    )
    asked = actions.ask_raters(project=project, stakeholders=people, by=members[Role.LEAD])
    raters = [
        *(
            actions.member_rater(project=project, user=members[role])
            for role in (Role.PLANNER, Role.OPERATIONS)
        ),
        *asked[:3],
    ]
    near = list(queries.to_rate(project))[:18]
    for seat, rater in enumerate(raters):
        actions.rate(
            rater=rater,
            given=[
                (element, criterion, (7 * place + 5 * seat * (place % 3) + 3 * index) % 11)
                for place, element in enumerate(near)
                for index, criterion in enumerate(criteria)
            ],
        )


def _compare(project: Project, members: dict[str, User]) -> None:
    """The planner has compared some pairs around the line: what was asked by more comes first."""
    rater = actions.member_rater(project=project, user=members[Role.PLANNER])
    for seat in range(16):
        pair = queries.turn(project, rater).pair
        if pair is not None:
            choice = Choice.EVEN if seat % 6 == 5 else Choice.OTHER if seat % 3 == 1 else Choice.ONE
            actions.prefer(rater=rater, first=pair[0], second=pair[1], choice=choice)


def _comment(elements: dict[str, Element], members: dict[str, User]) -> None:
    """Two members talk about one element."""
    element = elements["One number for all clinics"]
    actions.comment(
        element=element, by=members[Role.OPERATIONS], text="Cardiology asks to keep its old number printed."
    )
    actions.comment(
        element=element, by=members[Role.PLANNER], text="For a year, passed on. It is in the decisions."
    )


def _reckon(project: Project, lead: User, today: datetime.date) -> None:
    """What the team can do in a week, so that the forecast has dates."""
    actions.set_capacity(
        project=project,
        by=lead,
        version=0,
        days_low=Decimal(14),
        days_likely=Decimal(19),
        days_high=Decimal(22),
        starts_on=today - datetime.timedelta(days=14),
    )


def _tell(project: Project, members: dict[str, User]) -> None:
    """Some have read it, one has a concern, one talk was held; the others are still waited for."""
    told = OutcomeMessage.objects.filter(version__project=project, state=OutcomeState.SENT)
    for outcome in told.select_related("version__project", "stakeholder").order_by("stakeholder__name")[:5]:
        actions.confirm_read(outcome=outcome)
    first = told.select_related("version__project", "stakeholder").order_by("-stakeholder__name").first()
    if first is not None:
        actions.raise_concern(
            outcome=first,
            kind=DecisionKind.CONCERN,
            text="Good that it is in. Please do not start it in the week of the record's upgrade.",
        )
    talk = queries.talks(project).filter(closed_at=None).first()
    if talk is not None:
        actions.log_talk(
            talk=talk,
            by=members[Role.LEAD],
            notes="Half an hour in person. Accepts the order, wants the date of the next look at it in writing.",
        )


def _move_on(project: Project, elements: dict[str, Element], by: User) -> None:
    """The board goes on after a version: one element has come up across the line, one has gone down."""
    for title, place in (
        ("Spanish-speaking team", Place.NOW),
        ("Call recording and quality review", Place.NEXT),
    ):
        _put(project, elements[title], place, by)
