"""What is kept about one stakeholder: given to them as a file, and taken out when they ask for it."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from callcenter_planner.forms import NameToBeSureForm
from callcenter_planner.whole import erasing
from projects import audit
from projects.access import Perm, ProjectRequest, project_view
from projects.forms import posted
from projects.models import Project
from stakeholders.models import Stakeholder


@project_view(Perm.PROJECT_EDIT, methods=("GET", "POST"))
def kept(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What is kept, counted; and the way to have it erased."""
    person = _person(project, pk)
    form = NameToBeSureForm(posted(request), of=person.name)
    if form.is_valid():
        erasing.erase(person=person, by=request.user)
        messages.success(request, _("Their name and words are gone from the project."))
        return redirect("stakeholders:list", project.slug)
    told = erasing.everything_about(person)
    context = {
        "person": person,
        "form": form,
        "counts": [(name, len(rows)) for name, rows in told.items()],
        "crumbs": [
            (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
            (person.name, reverse("stakeholders:person", args=[project.slug, person.pk])),
        ],
    }
    return render(request, "roof/kept.html", context, status=422 if form.errors else 200)


@project_view(Perm.PROJECT_EDIT)
def kept_file(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Everything that is kept about them, as a file that people and programs can read."""
    person = _person(project, pk)
    told = {"project": project.name, "person": person.name, "kept": erasing.everything_about(person)}
    if request.method == "GET":
        audit.record(project=project, by=request.user, verb="took out what is kept about", on=person)
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    name = f"kept-about-{slugify(person.name) or person.pk}.json"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _person(project: Project, pk: int) -> Stakeholder:
    return get_object_or_404(project.stakeholders.filter(voice_of=None), pk=pk)
