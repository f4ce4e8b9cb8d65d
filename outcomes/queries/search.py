"""What a search over the project finds among outcomes."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from projects.models import Project
from projects.queries import Found
from projects.search import holding


def search(project: Project, text: str) -> list[Found]:
    """Measures, frictions, procedures, lessons and constraints that hold the words."""
    measures = holding(project.measures.filter(archived_at=None), text, "name", "definition")
    found = [
        Found(
            _("Measure"),
            one.name,
            Truncator(one.definition).chars(140),
            reverse("outcomes:measure", args=[project.slug, one.pk]),
        )
        for one in measures
    ]
    frictions = holding(project.frictions.filter(same_as=None), text, "words", "change", most=5)
    found += [
        Found(
            _("Friction"),
            Truncator(one.words).chars(100),
            Truncator(one.change).chars(140),
            reverse("outcomes:friction", args=[project.slug, one.pk]),
        )
        for one in frictions
    ]
    sops = holding(project.sops.filter(archived_at=None), text, "title", most=5)
    found += [
        Found(_("Procedure"), one.title, "", reverse("outcomes:sop", args=[project.slug, one.pk]))
        for one in sops
    ]
    return found + _learned(project, text)


def _learned(project: Project, text: str) -> list[Found]:
    lessons = holding(project.lessons.active(), text, "title", "proved", "carries", most=5)
    constraints = holding(project.constraints.all(), text, "statement", "lifts", most=5)
    return [
        *(
            Found(
                _("Lesson"),
                Truncator(one.title).chars(100),
                Truncator(one.carries or one.proved).chars(140),
                reverse("outcomes:lesson", args=[project.slug, one.pk]),
            )
            for one in lessons
        ),
        *(
            Found(
                _("Constraint"),
                Truncator(one.statement).chars(100),
                Truncator(one.lifts).chars(140),
                reverse("outcomes:constraint", args=[project.slug, one.pk]),
            )
            for one in constraints
        ),
    ]
