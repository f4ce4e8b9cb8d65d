"""The risk register: hazards put on it, scored by several people on their own, then agreed."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import queries, vulnerability
from crisis.actions.running import ChangedMeanwhile
from crisis.actions.saving import save_edited
from crisis.models import Risk, RiskAction, RiskRound, RiskScore
from projects import audit
from projects.actions import Refused
from projects.models import Project, User


class Revealed(Refused):
    """The others' scores are open by now, so nobody scores on their own any more."""

    sentence = gettext_lazy(
        "The scores were revealed meanwhile. Yours was not counted: say it when you agree on one together."
    )


class NobodyScored(Refused):
    """There is nothing to reveal."""

    sentence = gettext_lazy("Nobody has scored it yet.")


class StillScored(Refused):
    """A round goes on already."""

    sentence = gettext_lazy("It is being scored already.")


class NotWhole(Refused):
    """What is agreed has to say everything."""

    sentence = gettext_lazy("Give every number, or a probability of 0 when it does not apply.")


@transaction.atomic
def add_risk(*, project: Project, by: User, **fields: Any) -> Risk:
    """Puts a hazard on the register, unscored, and opens its first round."""
    risk = Risk.objects.create(project=project, **fields)
    RiskRound.objects.create(risk=risk, number=1)
    audit.record(project=project, by=by, verb="put on the risk register", on=risk)
    return risk


@transaction.atomic
def adopt_hazards(*, project: Project, hazards: list["queries.StarterHazard"], by: User) -> list[Risk]:
    """Puts those of the starter hazards on the register that do not stand there."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    there = set(project.risks.exclude(key="").values_list("key", flat=True))
    return [
        add_risk(
            project=project,
            by=by,
            key=one.key,
            name=one.name,
            kind=one.kind,
            description=one.means,
            playbook_key=one.playbook,
        )
        for one in hazards
        if one.key not in there
    ]


def change_risk(*, risk: Risk, by: User, version: int, **fields: Any) -> Risk:
    """Rewrites what a risk is; how it was scored stays."""
    changed: Risk = save_edited(
        row=risk, project=risk.project, by=by, version=version, verb="changed the risk", fields=fields
    )
    return changed


@transaction.atomic
def archive_risk(*, risk: Risk, by: User) -> None:
    """Takes a risk off the register; its history stays."""
    if Risk.objects.active().filter(pk=risk.pk).update(archived_at=timezone.now(), archived_by=by):
        audit.record(project=risk.project, by=by, verb="took off the risk register", on=risk)


@transaction.atomic
def restore_risk(*, risk: Risk, by: User) -> None:
    """Puts it back."""
    back = Risk.objects.filter(pk=risk.pk, archived_at__isnull=False)
    if back.update(archived_at=None, archived_by=None):
        audit.record(project=risk.project, by=by, verb="put back on the risk register", on=risk)


@transaction.atomic
def score_risk(*, risk: Risk, by: User, comment: str, scores: dict[str, int | None]) -> RiskScore:
    """Keeps what this person gives the risk; nobody else sees it before the round is revealed.

    Raises `Revealed` when the round is not open any more. The audit tells that somebody scored, never what.
    """
    round_ = _open_round(risk)
    if round_ is None or not round_.is_open:
        raise Revealed
    kept, _made = RiskScore.objects.update_or_create(
        round=round_, by=by, defaults={**scores, "comment": comment, "saved_at": timezone.now()}
    )
    audit.record(project=risk.project, by=by, verb="scored on their own", on=risk, round=round_.number)
    return kept


@transaction.atomic
def reveal(*, risk: Risk, by: User) -> RiskRound:
    """Opens everybody's scores to be agreed on. Revealed already, it stays as it is."""
    round_ = _open_round(risk)
    if round_ is None:
        raise NobodyScored
    if round_.is_open:
        if not round_.scores.exists():
            raise NobodyScored
        round_.revealed_at, round_.revealed_by = timezone.now(), by
        round_.save(update_fields=["revealed_at", "revealed_by"])
        count = round_.scores.count()
        audit.record(project=risk.project, by=by, verb="revealed the scores of", on=risk, people=count)
    return round_


@transaction.atomic
def agree(*, risk: Risk, number: int, by: User, reason: str, scores: dict[str, int | None]) -> RiskRound:
    """Keeps what the people agreed on in round `number`; from now on it says how high the risk stands.

    Raises `ChangedMeanwhile` when somebody else kept an agreement first, `NotWhole` when a number is missing.
    """
    locked = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
    round_ = locked.rounds.select_related("agreed_by").get(number=number)
    if round_.agreed_at is not None:
        facts = {"name": round_.agreed_by, "percent": round((round_.risk_share or 0) * 100)}
        raise ChangedMeanwhile(
            _("%(name)s kept an agreement of %(percent)d %% meanwhile. Yours was not kept.") % facts
        )
    if round_.is_open:
        raise StillScored
    factors = vulnerability.Factors(**scores)
    if not factors.is_whole:
        raise NotWhole
    for name, value in scores.items():
        setattr(round_, name, value)
    round_.risk_share, round_.severity_share = factors.risk, factors.severity
    round_.spread = queries.spread_of(round_)
    round_.reason, round_.agreed_at, round_.agreed_by = reason, timezone.now(), by
    round_.save()
    locked.agreed = round_
    locked.save(update_fields=["agreed"])
    percent = round((factors.risk or 0) * 100)
    audit.record(project=risk.project, by=by, verb="agreed on the risk of", on=risk, percent=percent)
    return round_


@transaction.atomic
def score_again(*, risk: Risk, by: User, why: str) -> RiskRound:
    """Opens the next round; what was agreed holds until it ends. Raises `StillScored`."""
    locked = Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
    if locked.rounds.filter(agreed_at=None).exists():
        raise StillScored
    last = locked.rounds.aggregate(last=Max("number"))["last"] or 0
    round_ = RiskRound.objects.create(risk=locked, number=last + 1, why=why)
    audit.record(project=risk.project, by=by, verb="opened to be scored again", on=risk, why=why)
    return round_


def _open_round(risk: Risk) -> RiskRound | None:
    return risk.rounds.select_for_update(of=("self",)).filter(agreed_at=None).first()


@transaction.atomic
def add_risk_action(*, risk: Risk, by: User, text: str, owner: User, due_on: datetime.date) -> RiskAction:
    """What somebody does about a risk."""
    action = RiskAction.objects.create(risk=risk, text=text, owner=owner, due_on=due_on)
    audit.record(project=risk.project, by=by, verb="planned an action:", on=action, risk=risk.name)
    return action


def change_risk_action(*, action: RiskAction, by: User, version: int, **fields: Any) -> RiskAction:
    """Rewrites it."""
    changed: RiskAction = save_edited(
        row=action,
        project=action.risk.project,
        by=by,
        version=version,
        verb="changed what is done about a risk",
        fields=fields,
    )
    return changed


@transaction.atomic
def finish_risk_action(*, action: RiskAction, by: User) -> None:
    """It is done."""
    if RiskAction.objects.filter(pk=action.pk, done_at=None).update(done_at=timezone.now(), done_by=by):
        audit.record(project=action.risk.project, by=by, verb="finished about a risk", on=action)


@transaction.atomic
def reopen_risk_action(*, action: RiskAction, by: User) -> None:
    """It is to be done after all."""
    done = RiskAction.objects.filter(pk=action.pk, done_at__isnull=False)
    if done.update(done_at=None, done_by=None):
        audit.record(project=action.risk.project, by=by, verb="opened again about a risk", on=action)
