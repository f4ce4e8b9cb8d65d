"""The sample project's stakeholders."""

from projects.models import Role
from stakeholders import queries, sample
from stakeholders.models import State
from tests.access.table import make_world


def test_the_sample_has_a_register_a_finished_and_an_open_round_and_asks(db: None):
    world = make_world("Riverbend")
    sample.load(project=world.project, members=world.members, today=world.project.today())

    counts = queries.heard(world.project)
    assert (counts.heard, counts.people) == (19, 32)
    rows = {row.round.title: row for row in queries.with_tallies(queries.rounds(world.project))}
    assert rows["What should we create?"].round.is_over
    assert rows["What should we create?"].tally.submitted == 14
    assert rows["Front-line survey"].round.is_open
    assert (rows["Front-line survey"].tally.submitted, rows["Front-line survey"].tally.started) == (3, 4)
    assert world.project.asks.count() == 23
    assert all(ask.quote in ask.answer.text for ask in world.project.asks.select_related("answer"))
    # Only the open round and the interview that is planned write to people.
    assert world.project.messages.count() == 10
    talks = queries.conversations(world.project).order_by("starts_at")
    assert [(one.status, one.round.way, one.open_follow_ups) for one in talks] == [
        ("held", "individual", 1),
        ("held", "group", 1),
        ("planned", "individual", 0),
    ]
    assert (
        world.project.rounds.get(title="Front-line survey").interviews.filter(state=State.SUBMITTED).count()
        == 3
    )
    assert queries.unread_count(world.project) == 32
    assert world.members[Role.LEAD] == world.lead
