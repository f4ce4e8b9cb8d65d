"""Where listening stands, for the home page; and what a search over the project finds here."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import Project
from projects.queries import Due, Found, Standing
from projects.search import holding
from stakeholders.models import Interview, State
from stakeholders.queries.desk import answers_for_desk, unread_count, with_words
from stakeholders.queries.heard import heard

_AT_MOST = 10


def standing(project: Project) -> Standing:
    """How many have been heard, what is due, and the one thing to do next."""
    counts = heard(project)
    unread = unread_count(project)
    action, name = _next(project, counts.people, counts.heard, unread)
    return Standing(
        number=_("%(heard)d of %(people)d") % {"heard": counts.heard, "people": counts.people},
        says=_("stakeholders heard"),
        action=action,
        url=reverse(name, args=[project.slug]),
        waiting=unread,
        due=_due(project),
    )


def _next(project: Project, people: int, heard_people: int, unread: int) -> tuple[str, str]:
    if not people:
        return _("Import the people who matter"), "stakeholders:import"
    if unread:
        action = ngettext("Read %(count)d new answer", "Read %(count)d new answers", unread)
        return action % {"count": unread}, "stakeholders:desk"
    if not project.rounds.sent().exists():
        return _("Send the first round of questions"), "stakeholders:rounds"
    if heard_people < people:
        return _("See who is still unheard"), "stakeholders:coverage"
    return _("Read what was said"), "stakeholders:desk"


def _due(project: Project) -> list[Due]:
    zone = project.zone
    due = [
        Due(
            date=timezone.localdate(one.deadline, timezone=zone),
            text=_("Answers to “%(round)s” are due") % {"round": one.title},
            url=reverse("stakeholders:round", args=[project.slug, one.pk]),
        )
        for one in project.rounds.open().order_by("deadline")[:5]
    ]
    wishes = (
        Interview.objects.filter(round__project=project)
        .exclude(state=State.SUBMITTED)
        .filter(Q(talk_wanted_at__isnull=False) | Q(colleague_named_at__isnull=False))
        .select_related("stakeholder", "stakeholder__owner")
        .order_by(Coalesce("talk_wanted_at", "colleague_named_at"))[:10]
    )
    return due + [
        Due(
            date=timezone.localdate(one.talk_wanted_at or one.colleague_named_at, timezone=zone),
            text=_wish(one) % {"name": one.stakeholder.name, "colleague": one.colleague_name},
            url=reverse("stakeholders:person", args=[project.slug, one.stakeholder_id])
            if one.talk_wanted_at
            else reverse("stakeholders:round", args=[project.slug, one.round_id]),
            owner=str(one.stakeholder.owner or ""),
        )
        for one in wishes
    ]


def _wish(interview: Interview) -> str:
    if interview.talk_wanted_at:
        return _("%(name)s would rather talk")
    return _("%(name)s says that %(colleague)s should answer")


def search(project: Project, text: str, *, quotes: bool = True) -> list[Found]:
    """People by name, and what was said by words. `quotes` False leaves out what only some may read."""
    text = text.replace("\x00", "").strip()[:200]
    if not text:
        return []
    people = [
        Found(
            kind=_("Stakeholder"),
            title=one.name,
            excerpt=", ".join(part for part in (one.title, one.department) if part),
            url=reverse("stakeholders:person", args=[project.slug, one.pk]),
        )
        for one in project.stakeholders.live().matching(text).order_by("name")[:_AT_MOST]
    ]
    if not quotes or len(people) >= _AT_MOST:
        return people
    asks = holding(project.asks.live().select_related("stakeholder"), text, "text", "quote", most=5)
    said = with_words(answers_for_desk(project), text)[: _AT_MOST - len(people)]
    found = [
        Found(
            kind=_("Ask"),
            title=one.text,
            excerpt=one.stakeholder.name,
            url=reverse("stakeholders:ask", args=[project.slug, one.pk]),
        )
        for one in asks
    ] + [
        Found(
            kind=_("Answer"),
            title=_("%(name)s on “%(question)s”")
            % {"name": one.interview.stakeholder.name, "question": one.wording.text},
            excerpt=Truncator(one.text).chars(160),
            url=reverse("stakeholders:person", args=[project.slug, one.interview.stakeholder_id])
            + f"#answer-{one.pk}",
        )
        for one in said
    ]
    return (people + found)[:_AT_MOST]
