"""Two people become one while something else happens to both: nobody is thrown out, nothing is lost."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from projects.models import Project
from stakeholders import actions
from stakeholders.models import Round
from tests.at_once import begin, held
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_are_merged_while_an_anonymous_round_that_both_are_in_ends():
    """The one who goes was asked first, so that an order by people would not be the order of the round."""
    project: Project = make_project("Riverbend")
    gone, into = make.make_stakeholder(project), make.make_stakeholder(project)
    asked = make.make_round(project, gone, into, anonymous=True)
    for person in (gone, into):
        make.say(asked.interviews.get(stakeholder=person), "One number for all clinics.")
    Round.objects.filter(pk=asked.pk).update(deadline=timezone.now() - datetime.timedelta(minutes=1))
    first, lead = asked.interviews.earliest("pk"), lead_of(project)
    assert first.stakeholder == gone
    with transaction.atomic():
        held(first)
        merging = begin(lambda: actions.merge(into=into, gone=gone, by=lead))
        actions.close_anonymous(round=asked)
    merging.result(30)
    gone.refresh_from_db()
    asked.refresh_from_db()
    assert gone.merged_into == into
    assert asked.closed_at == asked.deadline
