"""Systems with what is wrong with their recovery, and where one failure would stop everything."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
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
    latest: SystemTest | None
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
    """The systems in use, or with `state` "archived" those put aside."""
    found: Any = System.objects.filter(project=project).select_related("owner", "project")
    found = found.exclude(archived_at=None) if state == "archived" else found.filter(archived_at=None)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(stops__icontains=text) | Q(vendor__icontains=text))
    return found.prefetch_related(
        Prefetch("tests", SystemTest.objects.select_related("kept_by")),
        Prefetch("needed_by", System.objects.active(), to_attr="needing"),
    )


def system_row(system: System) -> SystemRow:
    """One of `systems`, judged today in its project."""
    tests = list(system.tests.all())
    latest = tests[0] if tests else None
    tried = (
        Tried(latest.tested_on, latest.worked, latest.recovered_minutes, latest.lost_minutes)
        if latest
        else None
    )
    needing = [str(one) for one in getattr(system, "needing", [])]
    found = flags(
        has_owner=system.owner is not None and system.owner.active,
        has_backup=bool(system.backup),
        recovery=system.recovery_minutes,
        data=system.data_minutes,
        tried=tried,
        today=system.project.today(),
    )
    return SystemRow(system, latest, [_said(flag, system, latest, needing) for flag in found], needing)


def _said(flag: Flag, system: System, latest: SystemTest | None, needing: list[str]) -> str:
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
        "day": plain_day(latest.tested_on),
        "took": spoken(latest.recovered_minutes or 0),
        "target": spoken(system.recovery_minutes or 0),
        "lost": spoken(latest.lost_minutes or 0),
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
