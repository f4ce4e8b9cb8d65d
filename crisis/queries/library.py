"""The project's playbooks: its own published versions in place of the starters that they came from."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from crisis import content
from crisis.models import CrisisRole, Phase, PlaybookVersion
from crisis.models import Playbook as Own
from crisis.queries.people import role_rows
from crisis.queries.starters import Playbook, Step, playbook, playbooks
from projects.access import ROLES, Perm
from projects.models import Project, User

DRILL_MONTHS = 12


def library(project: Project) -> tuple[Playbook, ...]:
    """Every playbook that can be declared, the most severe first."""
    own = {version.playbook.key: shown(version) for version in latest_versions(project)}
    starters = [own.pop(one.key, one) for one in playbooks()]
    return tuple(sorted([*starters, *own.values()], key=lambda one: (one.severity, one.title)))


def latest_versions(project: Project) -> list[PlaybookVersion]:
    """What is published now, one of each adopted playbook."""
    return list(
        PlaybookVersion.objects.filter(playbook__project=project)
        .order_by("playbook_id", "-number")
        .distinct("playbook_id")
        .select_related("playbook", "made_by")
    )


def versions_of(project: Project, key: str) -> models.QuerySet[PlaybookVersion]:
    """What was published of a playbook, the latest first."""
    found = PlaybookVersion.objects.filter(playbook__project=project, playbook__key=key)
    return found.select_related("playbook", "made_by").order_by("-number")


def found_in(library: tuple[Playbook, ...], text: str = "", hazard: str = "") -> list[Playbook]:
    """Those in which each word of the text stands, of one kind of hazard or of all."""
    words = text.casefold().split()
    return [
        one for one in library if hazard in ("", one.hazard) and all(word in _words_of(one) for word in words)
    ]


def _words_of(one: Playbook) -> str:
    return " ".join([one.title, *one.triggers, *(step.title for step in one.steps)]).casefold()


def shown(version: PlaybookVersion) -> Playbook:
    """A version as a playbook is shown; how it is drilled and where it comes from are its starter's."""
    own = version.playbook
    starter = playbook(own.key)
    base = starter or Playbook(
        key=own.key,
        title=own.title,
        hazard=own.hazard,
        severity=version.severity,
        triggers=(),
        escalate_when=(),
        stand_down_when=(),
        drill="tabletop",
        drill_months=DRILL_MONTHS,
        sources=(),
        steps=(),
    )
    return replace(
        base,
        title=version.title or own.title,
        hazard=own.hazard,
        severity=version.severity,
        triggers=tuple(version.triggers),
        escalate_when=tuple(version.escalate_when),
        stand_down_when=tuple(version.stand_down_when),
        steps=tuple(_step(order, step) for order, step in enumerate(version.steps, start=1)),
        messages=tuple((one["subject"], one["text"]) for one in version.messages),
        starts=tuple(version.starts),
        number=version.number,
        review_on=own.review_on,
    )


def _step(order: int, stored: dict[str, Any]) -> Step:
    return Step(
        order=order,
        phase=stored["phase"],
        role=stored["role"],
        title=stored["title"],
        target_minutes=stored["minutes"],
        from_stand_down=stored["from_stand_down"],
        is_confirmed=stored["confirmed"],
        done_when=stored.get("done_when", ""),
    )


def content_of(version: PlaybookVersion) -> content.Content:
    """What stands in a version, to be edited or compared."""
    names = (*content.LISTS, "severity", "steps", "messages", "starts")
    return {
        "title": version.title or version.playbook.title,
        **{name: getattr(version, name) for name in names},
    }


def drafted(own: Own) -> tuple[content.Content, int]:
    """What the editor begins with, and the version of the draft (0 when there is none)."""
    draft = getattr(own, "draft", None)
    if draft is not None:
        return draft.content, draft.version
    latest = own.versions.select_related("playbook").first()
    return (content_of(latest), 0) if latest else (content.empty(own.title, "SEV-2"), 0)


@dataclass(frozen=True)
class Check:
    """Something that a playbook must have, and whether it has."""

    is_met: bool
    words: str
    about_people: bool = False


def checks(project: Project, written: content.Content, known: set[str]) -> list[Check]:
    """What is there and what is missing for a bad day; `known` are the keys of the library."""
    steps = written["steps"]
    roles = list(dict.fromkeys(step["role"] for step in steps))
    holders = {row.role: row for row in role_rows(project)}
    phases = {step["phase"] for step in steps}
    found = [
        Check(bool(written["triggers"]), _("It says when to use it.")),
        Check(Phase.FIRST_15 in phases, _("It has steps for the first 15 minutes.")),
        Check(
            any(step["confirmed"] for step in steps), _("A step tells everybody and asks them to confirm.")
        ),
        Check(CrisisRole.STAFF_SUPPORT_LEAD in roles, _("Somebody looks after the staff.")),
        Check(CrisisRole.TECHNOLOGY_LEAD in roles, _("Somebody looks after the technology.")),
        Check(bool(written["stand_down_when"]), _("It says what must be met before standing down.")),
        Check(Phase.AFTER in phases, _("It has steps for afterwards.")),
        *(
            Check(key in known, _("It starts “%(key)s”, which there is.") % {"key": key})
            for key in written["starts"]
        ),
    ]
    return found + [_role_check(holders[role].word, holders[role].lacks) for role in roles if role in holders]


def _role_check(word: str, lacks: str) -> Check:
    if lacks == "nobody":
        return Check(False, _("%(role)s: nobody holds it.") % {"role": word}, True)
    if lacks:
        return Check(False, _("%(role)s: nobody stands in.") % {"role": word}, True)
    return Check(True, _("%(role)s: held, with a backup.") % {"role": word}, True)


@dataclass(frozen=True)
class Told:
    """A difference in words."""

    kind: str
    word: str
    part_word: str
    before: str
    after: str


def told_differences(found: list[content.Difference]) -> list[Told]:
    """What differs, as a page says it."""
    kinds = {"added": _("added"), "removed": _("removed"), "changed": _("changed"), "moved": _("moved")}
    parts = {
        "title": _("Title"),
        "severity": _("Severity"),
        "triggers": _("Use it when"),
        "escalate_when": _("Raise the severity when"),
        "stand_down_when": _("Stand down when"),
        "starts": _("It also starts"),
        "messages": _("Texts for broadcasts"),
        "steps": _("Steps"),
    }
    return [Told(one.kind, kinds[one.kind], parts[one.part], one.before, one.after) for one in found]


def due_for_review(project: Project, by: datetime.date) -> list[Own]:
    """The playbooks whose review date has come by that day."""
    return list(project.playbooks.filter(review_on__lte=by).order_by("review_on", "title"))


def keepers(project: Project) -> models.QuerySet[User]:
    """The members who keep playbooks, people and systems: those who may run a crisis."""
    roles = [role for role, permissions in ROLES.items() if Perm.CRISIS_EDIT in permissions]
    members = User.objects.filter(memberships__project=project, memberships__role__in=roles, is_active=True)
    return members.order_by("pk")
