"""Scorecards, calls, and scores that each rater gives on their own."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.actions.measures import NotPossible
from outcomes.models import Call, CardLine, Score, Scorecard
from projects import audit
from projects.models import Project, User


@transaction.atomic
def make_scorecard(*, project: Project, by: User, name: str, scale: str, lines: Sequence[str]) -> Scorecard:
    """A scorecard with its lines."""
    card = Scorecard.objects.create(project=project, created_by=by, name=name, scale=scale)
    CardLine.objects.bulk_create(
        CardLine(scorecard=card, position=position, words=words) for position, words in enumerate(lines)
    )
    audit.record(project=project, by=by, verb="made the scorecard", on=card, lines=len(lines))
    return card


@transaction.atomic
def add_call(*, scorecard: Scorecard, by: User, label: str) -> Call:
    """A call that several people shall score."""
    call = Call.objects.create(scorecard=scorecard, added_by=by, label=label)
    audit.record(project=scorecard.project, by=by, verb="added the call", on=call)
    return call


@transaction.atomic
def score(*, call: Call, by: User, values: Mapping[int, int]) -> None:
    """One rater's scores, by the line's key; all lines, once. Raises `NotPossible`.

    Scores are given before one sees those of others, so they stay.
    """
    Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if call.scores.filter(rater=by).exists():
        raise NotPossible(_("You have scored this call already, and you have seen what others gave."))
    lines = list(call.scorecard.lines.all())
    if set(values) != {line.pk for line in lines}:
        raise NotPossible(_("Score every line."))
    now = timezone.now()
    Score.objects.bulk_create(
        Score(call=call, line=line, rater=by, value=values[line.pk], at=now) for line in lines
    )
    audit.record(project=call.scorecard.project, by=by, verb="scored the call", on=call)
