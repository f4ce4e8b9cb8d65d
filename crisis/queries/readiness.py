"""How ready the house is for a bad day: five parts, each with its reasons and where to mend it.

What was never done counts as nothing: a house without a drill is not ready, however much is written down.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Max, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis.models import Activation, CheckStanding, PlannedDrill, Risk, RiskAction
from crisis.queries.library import latest_versions, shown
from crisis.queries.people import RoleRow, role_rows
from crisis.queries.starters import Playbook, playbooks
from crisis.queries.systems import system_row, systems
from projects import due as dueness
from projects.counting import counted
from projects.models import Project
from projects.queries import Due
from projects.templatetags.planner import plain_day

TOP_RISKS = 5
EACH = 20
_SOON = datetime.timedelta(days=7)
_ALL = 10_000
_MONTH = datetime.timedelta(days=31)


@dataclass(frozen=True)
class Reason:
    """Why a part is not whole, and where that is mended."""

    words: str
    url: str


@dataclass(frozen=True)
class Part:
    """One of the five: how many of how many, and why not all."""

    word: str
    good: int
    all: int
    nothing: str
    reasons: list[Reason]
    url: str

    @property
    def points(self) -> int:
        """Of twenty; none while there is nothing to count."""
        return EACH * self.good // self.all if self.all else 0

    @property
    def says(self) -> str:
        """“3 of 5”, or why there is nothing."""
        return _("%(good)d of %(all)d") % {"good": self.good, "all": self.all} if self.all else self.nothing


@dataclass(frozen=True)
class Readiness:
    """The whole, whether anything was ever rehearsed, and how many playbooks can be declared."""

    parts: list[Part]
    was_drilled: bool
    playbooks: int

    @property
    def score(self) -> int:
        """From 0 to 100."""
        return sum(part.points for part in self.parts)


def readiness(project: Project) -> Readiness:
    """How ready the project is today, in a handful of queries whatever it holds."""
    own = {version.playbook.key: shown(version) for version in latest_versions(project)}
    ended = _ended(project)
    return Readiness(
        [
            _risks(project, own),
            _drills(project, own, ended),
            _roles(project),
            _systems(project),
            _actions(project),
        ],
        any(drilled for drilled, _last in ended.values()),
        len({one.key for one in playbooks()} | set(own)),
    )


def _ended(project: Project) -> dict[str, tuple[datetime.datetime | None, datetime.datetime]]:
    """By playbook: when a drill of it last ended, and when any run of it did."""
    rows = (
        Activation.objects.filter(project=project, stood_down_at__isnull=False)
        .order_by()
        .values("playbook__key")
        .annotate(drilled=Max("stood_down_at", filter=Q(is_drill=True)), last=Max("stood_down_at"))
    )
    return {row["playbook__key"]: (row["drilled"], row["last"]) for row in rows}


def _risks(project: Project, own: dict[str, Playbook]) -> Part:
    there = {one.key for one in playbooks()} | set(own)
    scored = Risk.objects.filter(project=project, archived_at=None, agreed__risk_share__gt=0)
    top = list(scored.select_related("project").order_by("-agreed__risk_share", "name")[:TOP_RISKS])
    missing = [one for one in top if one.playbook_key not in there]
    return Part(
        _("The highest risks have a playbook"),
        len(top) - len(missing),
        len(top),
        _("No risk is scored."),
        [Reason(_("%(risk)s has no playbook.") % {"risk": one}, one.get_absolute_url()) for one in missing],
        reverse("crisis:risks", args=[project.slug]),
    )


def _drills(
    project: Project,
    own: dict[str, Playbook],
    ended: dict[str, tuple[datetime.datetime | None, datetime.datetime]],
) -> Part:
    reasons = []
    for one in own.values():
        words = _stale(project, one, ended.get(one.key, (None, None))[1])
        if words:
            url = reverse("crisis:playbook", args=[project.slug, one.key])
            reasons.append(Reason(f"{one.title}: {words}", url))
    return Part(
        _("Our playbooks are rehearsed and fresh"),
        len(own) - len(reasons),
        len(own),
        _("No playbook is adopted, and none was ever drilled."),
        reasons,
        reverse("crisis:declare", args=[project.slug]) + "?drill=1",
    )


def _stale(project: Project, one: Playbook, last: datetime.datetime | None) -> str:
    """Why a playbook cannot be relied on; empty when it can."""
    if last is None:
        return _("never drilled")
    today = project.today()
    if today - last.astimezone(project.zone).date() > _MONTH * one.drill_months:
        return _("last drilled on %(day)s, which is too long ago") % {"day": plain_day(last)}
    if one.review_on is not None and one.review_on < today:
        return _("its review is overdue since %(day)s") % {"day": plain_day(one.review_on)}
    return ""


def _roles(project: Project) -> Part:
    rows = role_rows(project)
    tree = reverse("crisis:people", args=[project.slug])
    reasons = [Reason(words, tree + query) for words, query in map(_lack, rows) if words]
    word = _("Roles have a backup, both reached as written")
    return Part(word, len(rows) - len(reasons), len(rows), "", reasons, tree)


def _lack(row: RoleRow) -> tuple[str, str]:
    """Why a role cannot be relied on, and what the call tree is narrowed to; empty when it can."""
    stand = [(one.person, one.person.check_standing) for one in row.holders]
    unchecked = [one for one in stand if one[1] is not CheckStanding.CHECKED]
    facts = {
        "role": row.word,
        "names": ", ".join(f"{person} ({standing.label})" for person, standing in unchecked),
    }
    is_overdue = any(standing is CheckStanding.OVERDUE for _person, standing in unchecked)
    if row.lacks == "nobody":
        return _("%(role)s: nobody holds it.") % facts, ""
    if row.lacks and is_overdue:
        return _("%(role)s: nobody stands in, and not checked within a quarter: %(names)s.") % facts, ""
    if row.lacks:
        return _("%(role)s: nobody stands in.") % facts, ""
    if is_overdue or len(stand) - len(unchecked) < 2:
        return _("%(role)s: not checked within a quarter: %(names)s.") % facts, "?state=unchecked"
    return "", ""


def _systems(project: Project) -> Part:
    rows = [system_row(one) for one in systems(project)]
    bad = [row for row in rows if not row.is_sound]
    return Part(
        _("Systems were tried and are back in time"),
        len(rows) - len(bad),
        len(rows),
        _("No system is written down."),
        [Reason(f"{row.system}: {' '.join(row.reasons)}", row.system.get_absolute_url()) for row in bad],
        reverse("crisis:systems", args=[project.slug]),
    )


def _actions(project: Project) -> Part:
    """What is planned about risks and what runs and drills left to improve; late counts against it."""
    about_risks = RiskAction.objects.filter(risk__project=project, risk__archived_at=None)
    late = dueness.read(
        dueness.part(
            "risk",
            about_risks.filter(done_at=None, due_on__lt=project.today()),
            on="due_on",
            words="text",
            owner="owner",
            key="risk_id",
            most=_ALL,
        ),
        dueness.part(
            "improvement",
            project.improvements.overdue(project.today()),
            on="due_on",
            words="text",
            owner="owner",
            most=_ALL,
        ),
    )
    count = sum(counted(project, risk_actions=about_risks, to_improve=project.improvements.all()).values())
    return Part(
        _("What we planned is done in time"),
        count - len(late),
        count,
        _("Nothing is planned about any risk, and no run or drill left anything to improve."),
        [
            Reason(
                _("%(action)s: %(owner)s, since %(day)s.")
                % {"action": one.words, "owner": one.owner, "day": plain_day(one.date)},
                reverse(f"crisis:{one.kind}", args=[project.slug, one.key]),
            )
            for one in late
        ],
        reverse("crisis:risks", args=[project.slug]),
    )


def due(project: Project) -> list[Due]:
    """What is overdue or due this week: actions, playbooks to read again, drills; in one statement."""
    until = project.today() + _SOON
    actions = RiskAction.objects.filter(risk__project=project, risk__archived_at=None, done_at=None)
    rows = dueness.read(
        dueness.part(
            "action",
            actions.filter(due_on__lte=until),
            on="due_on",
            words="text",
            owner="owner",
            key="risk_id",
        ),
        dueness.part(
            "playbook",
            project.playbooks.filter(review_on__lte=until),
            on="review_on",
            words="title",
            key="key",
        ),
        dueness.part(
            "drill",
            PlannedDrill.objects.ahead().filter(project=project, starts_at__lt=timezone.now() + _SOON),
            on=TruncDate("starts_at", tzinfo=project.zone),
            words="playbook__title",
            owner="led_by",
        ),
    )
    return [_due(project, row) for row in rows]


def _due(project: Project, row: dueness.DueRow) -> Due:
    words, page = row.words, "crisis:risk"
    if row.kind == "playbook":
        words, page = _("Read again: %(title)s") % {"title": row.words}, "crisis:playbook"
    elif row.kind == "drill":
        words, page = _("Drill: %(title)s") % {"title": row.words}, "crisis:planned_drill"
    return Due(row.date, words, reverse(page, args=[project.slug, row.key]), row.owner)
