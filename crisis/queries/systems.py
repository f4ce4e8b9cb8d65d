"""Systems with what is wrong with their recovery, and where one failure would stop everything."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisis.models import System, SystemTest
from crisis.queries.people import role_rows
from crisis.queries.starters import spoken
from crisis.recovery import Flag, Tried, flags
from projects.models import Project
from projects.templatetags.planner import plain_day


@dataclass(frozen=True)
class SystemRow:
    """A system with its latest test and its flags in words."""

    system: System
    latest: Tried | None
    reasons: list[str]
    needed_by: list[str]

    @property
    def is_sound(self) -> bool:
        """Whether it would be back in time, as far as anybody tried."""
        return not self.reasons

    @property
    def is_single_point(self) -> bool:
        """Whether nothing stands in for it."""
        return not self.system.backup


def systems(project: Project, *, text: str = "", state: str = "") -> Any:
    """The systems in use, with `state` "archived" those put aside, with "all" both.

    Each brings its `latest` test and the names of those `needing` it along, so that all of it is one
    statement: who is told how ready the house is asks for nothing else of them.
    """
    found: Any = System.objects.filter(project=project).select_related("owner", "project")
    if state != "all":
        found = found.exclude(archived_at=None) if state == "archived" else found.filter(archived_at=None)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(stops__icontains=text) | Q(vendor__icontains=text))
    latest = SystemTest.objects.filter(system=OuterRef("pk")).order_by("-tested_on", "-pk")
    fact = JSONObject(on="tested_on", worked="worked", recovered="recovered_minutes", lost="lost_minutes")
    needing = System.objects.active().filter(needs=OuterRef("pk")).order_by("name", "pk")
    return found.annotate(
        latest=Subquery(latest.values(fact=fact)[:1]), needing=ArraySubquery(needing.values("name"))
    )


def system_row(system: System) -> SystemRow:
    """One of `systems`, judged today in its project."""
    read: Any = system
    latest = _tried(read.latest)
    found = flags(
        has_owner=system.owner is not None and system.owner.active,
        has_backup=bool(system.backup),
        recovery=system.recovery_minutes,
        data=system.data_minutes,
        tried=latest,
        today=system.project.today(),
    )
    reasons = [_said(flag, system, latest, read.needing) for flag in found]
    return SystemRow(system, latest, reasons, read.needing)


def _tried(test: dict[str, Any] | None) -> Tried | None:
    return Tried(**{**test, "on": datetime.date.fromisoformat(test["on"])}) if test else None


def _said(flag: Flag, system: System, latest: Tried | None, needing: list[str]) -> str:
    if flag is Flag.NO_BACKUP:
        if needing:
            return _("Single point of failure: nothing stands in, and %(others)s need it.") % {
                "others": ", ".join(needing)
            }
        return _("Single point of failure: nothing stands in for it.")
    plain = {
        Flag.NO_OWNER: _("Nobody who can be reached owns it."),
        Flag.NO_TARGET: _("Nobody has said how soon it must be back."),
        Flag.NEVER_TESTED: _("Its recovery was never tried."),
        Flag.NOT_MEASURED: _("Nobody measured how long the recovery took."),
    }
    if flag in plain or latest is None:
        return plain.get(flag, "")
    facts = {
        "day": plain_day(latest.on),
        "took": spoken(latest.recovered or 0),
        "target": spoken(system.recovery_minutes or 0),
        "lost": spoken(latest.lost or 0),
        "most": spoken(system.data_minutes or 0),
    }
    return {
        Flag.TESTED_LONG_AGO: _("Its recovery was last tried on %(day)s, more than a year ago."),
        Flag.FAILED: _("Its recovery failed when it was tried on %(day)s."),
        Flag.TOO_SLOW: _("It took %(took)s to be back; the target is %(target)s."),
        Flag.LOST_TOO_MUCH: _("It lost %(lost)s of data; at most %(most)s may be lost."),
    }[flag] % facts


def single_points(project: Project, rows: list[SystemRow]) -> list[str]:
    """Where one failure stops everything: systems that nothing stands in for, roles without a backup."""
    found = [
        _("%(system)s: nothing stands in for it.") % {"system": row.system}
        for row in rows
        if row.is_single_point
    ]
    lone: dict[str, list[str]] = {}
    for role in role_rows(project):
        if role.lacks == "backup":
            lone.setdefault(role.holders[0].person.name, []).append(role.word)
    for name, roles in lone.items():
        found.append(
            ngettext(
                "%(name)s: the only one who is %(roles)s.",
                "%(name)s: the only one who is %(roles)s.",
                len(roles),
            )
            % {"name": name, "roles": ", ".join(roles)}
        )
    return found
