"""An invented build-out of the sample project: checklists, SOPs, a scorecard with calibration, training."""

import datetime

from mailroom import actions as mailroom
from mailroom.models import Confirmation
from outcomes import actions, queries
from outcomes.models import Score
from projects.models import Project, Role, User

PEOPLE = (
    ("Luz Herrera", "luz.herrera@example.org", "es"),
    ("Ben Novak", "ben.novak@example.org", "en"),
    ("Aisha Rahman", "aisha.rahman@example.org", "en"),
    ("Tom Becker", "tom.becker@example.org", "en"),
)
UNITS = (("Identity check", 45, -20), ("Referrals", 60, -5), ("Side by side with a nurse", 240, 12))
CHECK = """1. Say your name and the name of the clinic.
2. Ask for the full name and the date of birth.
3. Ask for one more: the address or the phone number on record.
4. When one of them does not fit, say that you call back at the number on record, and do so.

Say nothing about appointments, results or referrals before the third step."""
REFERRAL = """1. Open the referral before you answer what was asked.
2. When you cannot see it, call the desk of the clinic by its direct number; do not transfer.
3. Tell the caller what happens next, and until when."""
LINES = (
    "Confirms who is calling before anything is said",
    "Finds the reason for the call without asking twice",
    "Says what happens next, and until when",
    "Leaves the caller calmer than before",
)
# By call: what Dana, Ana and Priya gave each line; they disagree on the last one.
GIVEN = (
    ((1, 1, 1), (1, 1, 1), (0, 0, 0), (1, 0, 0)),
    ((1, 1, 1), (0, 0, 0), (0, 0, 1), (0, 1, 1)),
    ((0, 0, 0), (1, 1, 1), (1, 1, 1), (1, 1, 0)),
    ((1, 1, 1), (0, 0, 1), (1, 1, 1), (0, 0, 1)),
    ((0, 0, 0), (1, 1, 1), (0, 0, 0), (1, 0, 1)),
)


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """A division half built."""
    operations, lead = members[Role.OPERATIONS], members[Role.LEAD]
    _checklists(project, operations, today)
    for name, email, language in PEOPLE:
        actions.add_colleague(project=project, by=operations, name=name, email=email, language=language)
    _sops(project, operations, today)
    _scores(project, [lead, members[Role.PLANNER], operations])
    _training(project, operations, today)


def _checklists(project: Project, by: User, today: datetime.date) -> None:
    actions.begin_buildout(project=project, by=by)
    streams = queries.streams(list(queries.build_items(project)))
    for number, item in enumerate(item for stream in streams for item in stream.items):
        actions.change_item(
            item=item, by=by, version=1, owner=by, due_on=today + datetime.timedelta(days=7 * number - 70)
        )
        if number % 5 != 4 and number < 16:
            actions.item_stands(item=item, by=by)


def _sops(project: Project, by: User, today: datetime.date) -> None:
    check = actions.write_sop(
        project=project,
        by=by,
        title="Identity check",
        text=CHECK.replace("4. ", "4. Sometimes: ", 1),
        owner=by,
        review_on=today + datetime.timedelta(days=60),
    )
    version = actions.publish_sop(
        sop=check, by=by, text=CHECK, seen=1, what_changed="The call back is not optional any more."
    )
    actions.ask_to_read(version=version, by=by)
    for confirmation in Confirmation.objects.of("outcomes.sop", version.pk).order_by("name")[:2]:
        mailroom.confirm(confirmation=confirmation)
    actions.write_sop(
        project=project,
        by=by,
        title="Referrals: where they are seen",
        text=REFERRAL,
        owner=by,
        review_on=today - datetime.timedelta(days=6),
    )


def _scores(project: Project, raters: list[User]) -> None:
    card = actions.make_scorecard(
        project=project, by=raters[0], name="Good call, cardiology", scale="yes_no", lines=LINES
    )
    lines = list(card.lines.all())
    for number, given in enumerate(GIVEN, 1):
        call = actions.add_call(scorecard=card, by=raters[0], label=f"Recording {number}")
        Score.objects.bulk_create(
            Score(call=call, line=line, rater=rater, value=value)
            for line, values in zip(lines, given, strict=True)
            for rater, value in zip(raters, values, strict=True)
        )
    actions.add_call(scorecard=card, by=raters[0], label="Recording 6, waits for your scores")


def _training(project: Project, by: User, today: datetime.date) -> None:
    people = list(project.colleagues.all())
    for place, (name, minutes, due) in enumerate(UNITS):
        unit = actions.add_unit(
            project=project, by=by, name=name, minutes=minutes, due_on=today + datetime.timedelta(days=due)
        )
        for colleague in people[: len(people) - place]:
            on = today + datetime.timedelta(days=min(due, 0) - 3)
            actions.has_learned(colleague=colleague, unit=unit, by=by, on=on)
