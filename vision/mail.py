"""The mail that tells one person what became of what they asked."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mailroom import content, links
from mailroom.actions import Envelope
from mailroom.models import PersonalLink
from projects.models import NoticeKind, Project, User
from projects.templatetags.planner import plain_day
from stakeholders.models import Ask, Stakeholder
from vision.models import Element, OutcomeLine, OutcomeMessage, OutcomeState, Rater

OUTCOME = "vision:outcome"
RATE = "vision:rate_by_link"


def outcomes(messages: Sequence[OutcomeMessage]) -> list[Envelope]:
    """The mails of outcome messages of one version, in their order; few statements whatever their number."""
    if not messages:
        return []
    pages = links.issue_many(
        project=messages[0].version.project, purpose=OUTCOME, of=[(one, "") for one in messages]
    )
    return [_outcome(one, page) for one, page in zip(messages, pages, strict=True)]


def _outcome(outcome: OutcomeMessage, page: PersonalLink) -> Envelope:
    person, version = outcome.stakeholder, outcome.version
    with translation.override(person.language):
        return Envelope(
            project=version.project,
            kind="vision.outcome",
            dedupe_key=f"vision:outcome:{outcome.pk}",
            to_email=person.email,
            to_name=person.name,
            subject=outcome.subject,
            blocks=blocks(outcome.words, outcome.lines.all(), sender=str(version.published_by), to=page),
            person=person,
            language=person.language,
        )


def blocks(
    words: str, lines: Iterable[OutcomeLine], *, sender: str, to: PersonalLink | str
) -> list[content.Block]:
    """What the mail says; the preview shows the same. Their own words stand on the page alone."""
    told: list[content.Block] = [content.Paragraph(words)]
    for line in lines:
        told.append(content.Heading(line.text))
        told.append(content.Paragraph(" ".join([line.verdict, *_because(line)])))
    return [
        *told,
        content.Button(_("Read it, and tell us what you think"), to),
        content.Small(
            _("There you can say that you have read it, that you have a concern, or what you meant.")
        ),
        content.Paragraph(sender),
    ]


def _because(line: OutcomeLine) -> list[str]:
    because = [_("Here it is called “%(title)s”.") % {"title": line.title}] if line.title else []
    if line.before_title and line.before_title != line.title:
        because.append(_("Before, it was called “%(title)s”.") % {"title": line.before_title})
    if line.reason:
        because.append(line.reason)
    if line.revisit_on:
        because.append(_("We look at it again on %(date)s.") % {"date": plain_day(line.revisit_on)})
    return because


def links_for(email: str) -> list[tuple[PersonalLink, str]]:
    """The last outcome page and the rating page of whoever has this address, for `mailroom`'s new links."""
    people = (
        Stakeholder.objects.live()
        .filter(email__iexact=email, outcomes__state=OutcomeState.SENT)
        .select_related("project")
        .distinct()
    )
    kept = Q(stakeholder__merged_into__isnull=False, stakeholder__merged_into__archived_at=None)
    raters = (
        Rater.objects.filter(
            Q(stakeholder__email__iexact=email) | Q(stakeholder__merged_into__email__iexact=email)
        )
        .filter(Q(stakeholder__archived_at=None) | kept)
        .select_related("project", "stakeholder__merged_into")
    )
    # Whoever was asked under two names gets one link: it opens the page of the two.
    once = {rater.who: rater for rater in raters}
    return [
        *((_last_page(person), person.name) for person in people),
        *(
            (links.issue(project=rater.project, purpose=RATE, person=rater), str(rater))
            for rater in once.values()
        ),
    ]


def _last_page(person: Stakeholder) -> PersonalLink:
    last = person.outcomes.filter(state=OutcomeState.SENT).latest("version__number")
    return links.issue(project=person.project, purpose=OUTCOME, person=last)


def rating_invitations(raters: Sequence[Rater], *, sender: str) -> list[Envelope]:
    """Asks stakeholders to rate, each by a link of their own; few statements whatever their number."""
    if not raters:
        return []
    pages = links.issue_many(project=raters[0].project, purpose=RATE, of=[(one, "") for one in raters])
    return [_rating_invitation(one, page, sender) for one, page in zip(raters, pages, strict=True)]


def _rating_invitation(rater: Rater, page: PersonalLink, sender: str) -> Envelope:
    person, project = rater.stakeholder, rater.project
    if person is None:
        raise ValueError("Members rate in the project itself.")
    with translation.override(person.language):
        said = _(
            "Dear %(name)s,\n\nwhat should come first in %(project)s? Please give each element a number from "
            "0 to 10. Your numbers are saved as you type, and you can stop and come back."
        )
        return Envelope(
            project=project,
            kind="vision.rate",
            dedupe_key=f"vision:rate:{rater.pk}:{rater.asked_at:%Y%m%d}",
            to_email=person.email,
            to_name=person.name,
            subject=_("What should come first? %(project)s") % {"project": project.name},
            blocks=[
                content.Paragraph(said % {"name": person.first_name, "project": project.name}),
                content.Button(_("Rate the elements"), page),
                content.Paragraph(sender),
            ],
            person=person,
            language=person.language,
        )


def revisit_for_lead(
    project: Project, lead: User, elements: Sequence[Element], today: datetime.date
) -> Envelope:
    """Reminds a lead of elements below the line whose date has come."""
    told: list[content.Block] = [
        content.Paragraph(
            _("Dear %(name)s,\n\nthe day has come to look again at what stands below the line:")
            % {"name": lead}
        )
    ]
    for element in elements:
        told.append(content.Heading(element.title))
        told.append(content.Paragraph(element.reason or _("It has no reason yet.")))
    told.append(
        content.Button(_("Open the list"), settings.BASE_URL + reverse("vision:list", args=[project.slug]))
    )
    told.append(content.Small(_("Whoever asked for them has been told that you look at them again.")))
    return Envelope(
        project=project,
        kind="vision.revisit",
        dedupe_key=f"vision:revisit:{project.pk}:lead:{lead.pk}:{today}",
        notice=NoticeKind.VISION,
        to_email=lead.email,
        to_name=str(lead),
        subject=_("To be looked at again: %(project)s") % {"project": project.name},
        blocks=told,
        person=lead,
    )


def revisit_for_askers(
    project: Project, asked: Mapping[Stakeholder, Sequence[Ask]], today: datetime.date
) -> list[Envelope]:
    """Tells those who asked that what they were promised to be looked at again is looked at now."""
    people = list(asked)
    last = [person.outcomes.filter(state=OutcomeState.SENT).latest("version__number") for person in people]
    pages = links.issue_many(project=project, purpose=OUTCOME, of=[(one, "") for one in last]) if last else []
    return [
        _revisit_for(project, person, asked[person], page, today)
        for person, page in zip(people, pages, strict=True)
    ]


def _revisit_for(
    project: Project, person: Stakeholder, asks: Sequence[Ask], page: PersonalLink, today: datetime.date
) -> Envelope:
    with translation.override(person.language):
        opening = _(
            "Dear %(name)s,\n\nwe said that we would look again at what you asked for in %(project)s. "
            "That day has come. You hear from us when something is decided."
        )
        return Envelope(
            project=project,
            kind="vision.revisit",
            dedupe_key=f"vision:revisit:{project.pk}:asker:{person.pk}:{today}",
            to_email=person.email,
            to_name=person.name,
            subject=_("We are looking at it again: %(project)s") % {"project": project.name},
            blocks=[
                content.Paragraph(opening % {"name": person.first_name, "project": project.name}),
                *(content.Heading(ask.text) for ask in asks),
                content.Button(_("Read what you were told, and tell us what you think"), page),
            ],
            person=person,
            language=person.language,
        )
