"""Where listening stands, for the home page; and what a search over the project finds here."""

from django.db.models import Value
from django.db.models.functions import Concat, TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from projects import due as dueness
from projects.models import Project
from projects.queries import Due, Found, Standing
from projects.search import holding
from stakeholders.models import Interview, State
from stakeholders.queries.desk import answers_for_desk, unread_count, with_words
from stakeholders.queries.heard import heard

_AT_MOST = 10
# Stands between two names that one statement brings as one text; no name holds a line feed.
_APART = "\n"

# By kind: what is due, and the page on which it is.
_SAYS: dict[str, tuple[Promise, str]] = {
    "round": (_lazy("Answers to “%(name)s” are due"), "stakeholders:round"),
    "talk": (_lazy("%(name)s would rather talk"), "stakeholders:person"),
    "colleague": (_lazy("%(name)s says that %(colleague)s should answer"), "stakeholders:round"),
}


def standing(project: Project) -> Standing:
    """How many have been heard, what is due, and the one thing to do next."""
    counts = heard(project)
    unread = unread_count(project)
    due, has_asked = _due(project)
    action, name = _next(counts.people, counts.heard, unread, has_asked=has_asked)
    return Standing(
        number=_("%(heard)d of %(people)d") % {"heard": counts.heard, "people": counts.people},
        says=_("stakeholders heard"),
        action=action,
        url=reverse(name, args=[project.slug]),
        waiting=unread,
        has_begun=bool(counts.people),
        due=due,
    )


def _next(people: int, heard_people: int, unread: int, *, has_asked: bool) -> tuple[str, str]:
    if not people:
        return _("Import the people who matter"), "stakeholders:import"
    if unread:
        action = ngettext("Read %(count)d new answer", "Read %(count)d new answers", unread)
        return action % {"count": unread}, "stakeholders:desk"
    if not has_asked:
        return _("Send the first round of questions"), "stakeholders:rounds"
    if heard_people < people:
        return _("See who is still unheard"), "stakeholders:coverage"
    return _("Read what was said"), "stakeholders:desk"


def _due(project: Project) -> tuple[list[Due], bool]:
    """What is due, and whether any round ever went out; one statement."""
    zone = project.zone
    wishes = Interview.objects.filter(round__project=project).exclude(state=State.SUBMITTED)
    talks = wishes.filter(talk_wanted_at__isnull=False)
    handed = wishes.filter(talk_wanted_at=None, colleague_named_at__isnull=False)
    rows = dueness.read(
        dueness.part(
            "sent", project.rounds.sent(), on=TruncDate("sent_at", tzinfo=zone), words="title", most=1
        ),
        dueness.part(
            "round",
            project.rounds.open(),
            on=TruncDate("deadline", tzinfo=zone),
            words="title",
            most=5,
        ),
        dueness.part(
            "talk",
            talks,
            on=TruncDate("talk_wanted_at", tzinfo=zone),
            words="stakeholder__name",
            owner="stakeholder__owner",
            key="stakeholder_id",
            most=_AT_MOST,
        ),
        dueness.part(
            "colleague",
            handed,
            on=TruncDate("colleague_named_at", tzinfo=zone),
            words=Concat("stakeholder__name", Value(_APART), "colleague_name"),
            owner="stakeholder__owner",
            key="round_id",
            most=_AT_MOST,
        ),
    )
    deadlines_first = sorted(rows, key=lambda row: row.kind != "round")
    return [_told(project, row) for row in deadlines_first if row.kind != "sent"], bool(rows)


def _told(project: Project, row: dueness.DueRow) -> Due:
    says, page = _SAYS[row.kind]
    name, _apart, colleague = row.words.partition(_APART)
    words = str(says) % {"name": name, "colleague": colleague}
    return Due(row.date, words, reverse(page, args=[project.slug, row.key]), row.owner)


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
