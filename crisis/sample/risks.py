"""The risk register of the sample project: some agreed, one to be scored again, one being scored, some unscored."""

import datetime
from typing import Any

from crisis import actions, queries, vulnerability
from crisis.models import Risk
from projects.models import Project, Role, User

# key, the scores of operations, of the lead and of the planner (probability to external), what was agreed, why
SCORED: tuple[tuple[str, tuple[tuple[int, ...], ...], tuple[int, ...], str], ...] = (
    (
        "telephony_outage",
        ((2, 3, 1, 3, 2, 2, 2), (3, 3, 1, 3, 2, 2, 3), (1, 2, 1, 3, 1, 2, 2)),
        (2, 3, 1, 3, 2, 2, 2),
        "Two outages of the carrier in three years; the second trunk was never tried.",
    ),
    (
        "ehr_downtime",
        ((3, 2, 1, 2, 1, 2, 2), (3, 2, 1, 3, 2, 2, 2), (3, 2, 1, 2, 2, 2, 3)),
        (3, 2, 1, 2, 2, 2, 2),
        "Planned or not, it goes down every quarter.",
    ),
    (
        "ransomware",
        ((1, 3, 3, 3, 3, 3, 2), (2, 3, 3, 3, 3, 2, 2), (1, 2, 3, 3, 2, 3, 2)),
        (1, 3, 3, 3, 3, 3, 2),
        "Seldom, and nothing else would last as long.",
    ),
    (
        "call_surge",
        ((3, 2, 0, 2, 1, 2, 2), (3, 1, 0, 2, 1, 1, 2), (3, 2, 0, 2, 2, 2, 2)),
        (3, 2, 0, 2, 1, 2, 2),
        "",
    ),
    (
        "staff_shortage",
        ((3, 2, 0, 3, 2, 3, 3), (2, 2, 0, 2, 2, 2, 2), (3, 1, 0, 3, 3, 3, 3)),
        (3, 2, 0, 3, 2, 3, 3),
        "February had eleven people ill in one week.",
    ),
    (
        "severe_weather",
        ((2, 1, 1, 2, 2, 2, 2), (2, 1, 1, 2, 1, 2, 2), (2, 1, 2, 2, 2, 2, 2)),
        (2, 1, 1, 2, 2, 2, 2),
        "",
    ),
    (
        "earthquake_flood",
        ((0,), (0,), (1, 3, 3, 3, 3, 3, 3)),
        (0,),
        "The site stands on a hill, far from faults.",
    ),
)
UNSCORED = ("data_breach", "misdirected_campaign", "alerting_down", "suicidal_caller")
BEING_SCORED = "facility_loss"


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """Eleven and one hazards, with what is done about the worst of them."""
    lead, operations = members[Role.LEAD], members[Role.OPERATIONS]
    scorers = (operations, lead, members[Role.PLANNER])
    wanted = {*(row[0] for row in SCORED), *UNSCORED, BEING_SCORED}
    hazards = [one for one in queries.starter_hazards() if one.key in wanted]
    risks = {
        risk.key: risk for risk in actions.adopt_hazards(project=project, hazards=hazards, by=operations)
    }
    for key, given, agreed, reason in SCORED:
        _score(risks[key], scorers, given)
        actions.reveal(risk=risks[key], by=lead)
        actions.agree(risk=risks[key], number=1, by=lead, reason=reason, scores=_named(agreed))
    _score(risks[BEING_SCORED], scorers[1:], ((1, 2, 3, 3, 2, 2, 2), (2, 1, 3, 3, 3, 2, 2)))
    actions.score_again(risk=risks["telephony_outage"], by=lead, why="After the drill: the mobiles worked")
    _score(risks["telephony_outage"], scorers[1:], ((2, 3, 1, 3, 1, 2, 2), (2, 2, 1, 3, 1, 1, 2)))
    for key, text, owner, days in (
        ("telephony_outage", "Try the second trunk for an hour", operations, -3),
        ("ransomware", "Print the appointments of the next two days every evening", lead, 9),
        ("staff_shortage", "Agree with the overflow vendor on a surge rate", operations, 24),
    ):
        day = today + datetime.timedelta(days=days)
        actions.add_risk_action(risk=risks[key], by=lead, text=text, owner=owner, due_on=day)


def _score(risk: Risk, scorers: tuple[User, ...], given: tuple[tuple[int, ...], ...]) -> None:
    for by, numbers in zip(scorers, given, strict=True):
        actions.score_risk(risk=risk, by=by, comment="", scores=_named(numbers))


def _named(numbers: tuple[int, ...]) -> dict[str, Any]:
    """The numbers by their names; what is not given is not scored."""
    return {
        name: numbers[place] if place < len(numbers) else None
        for place, name in enumerate(vulnerability.FACTORS)
    }
