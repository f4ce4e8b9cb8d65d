"""Where running stands, for the project's home page, and what a search finds."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisis.queries.library import found_in, library
from crisis.queries.readiness import due, readiness
from projects.models import Project
from projects.queries import Found, Standing


def standing(project: Project) -> Standing:
    """Run: what runs now, else how ready the house is, else how many playbooks there are to read."""
    running = project.activations.running().filter(is_drill=False).select_related("project").first()
    if running is not None:
        return Standing(
            number=running.severity,
            says=_("%(title)s is running") % {"title": running},
            action=_("Open the live board"),
            url=running.get_absolute_url(),
            waiting=1,
            due=due(project),
        )
    ready = readiness(project)
    score, count = ready.score, ready.playbooks
    if score:
        return Standing(
            number=str(score),
            says=_("of 100 ready for a crisis"),
            action=_("See what is missing"),
            url=reverse("crisis:readiness", args=[project.slug]),
            due=due(project),
        )
    return Standing(
        number=str(count),
        says=ngettext("playbook ready to read", "playbooks ready to read", count),
        action=_("Read the playbooks"),
        url=reverse("crisis:playbooks", args=[project.slug]),
        due=due(project),
    )


def search(project: Project, text: str) -> list[Found]:
    """The playbooks in which the text stands, at most ten."""
    return [
        Found(
            _("Playbook"),
            playbook.title,
            "; ".join(playbook.triggers),
            reverse("crisis:playbook", args=[project.slug, playbook.key]),
        )
        for playbook in found_in(library(project), text)[:10]
    ]
