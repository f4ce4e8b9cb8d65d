"""What is kept about one person: given to them as a file, and taken out when they ask for it."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from callcenter_planner.forms import NameToBeSureForm
from callcenter_planner.whole import about, erasing, people
from projects import audit
from projects.access import Perm, ProjectRequest, project_view
from projects.erased import ERASED
from projects.forms import posted
from projects.models import Project


@project_view(Perm.PROJECT_EDIT, methods=("GET", "POST"))
def kept(request: ProjectRequest, project: Project, kind: str, pk: int) -> HttpResponse:
    """What is kept, counted; and the way to have it erased."""
    person, register = _person(project, kind, pk)
    form = NameToBeSureForm(posted(request), of=person.name)
    if form.is_valid():
        erasing.erase(person=person, by=request.user)
        messages.success(request, _("Their name and words are gone from the project."))
        return redirect(register.listed, project.slug)
    rows = people.together(person)
    context = {
        "name": person.name,
        "form": form,
        "counts": about.counted(rows).items(),
        "file_url": reverse("roof:kept_file", args=[project.slug, kind, person.pk]),
        "elsewhere": [(people.TABLES[type(one)], one) for one in rows if one != person],
        "is_erased": person.name == ERASED,
        "crumbs": [
            (register.words, reverse(register.listed, args=[project.slug])),
            (person.name, reverse(register.page, args=[project.slug, person.pk])),
        ],
    }
    return render(request, "roof/kept.html", context, status=422 if form.errors else 200)


@project_view(Perm.PROJECT_EDIT)
def kept_file(request: ProjectRequest, project: Project, kind: str, pk: int) -> HttpResponse:
    """Everything that is kept about them, as a file that people and programs can read."""
    person, _register = _person(project, kind, pk)
    told = about.everything_about(people.together(person))
    if request.method == "GET":
        audit.record(project=project, by=request.user, verb="took out what is kept about", on=person)
    return as_file({"project": project.name, "person": person.name, "kept": told}, person.name)


def as_file(told: dict[str, Any], name: str) -> HttpResponse:
    """What is kept about somebody, to be saved."""
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    filename = f"kept-about-{slugify(name) or 'a-person'}.json"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _person(project: Project, kind: str, pk: int) -> tuple[Any, people.Register]:
    register = people.REGISTERS.get(kind)
    if register is None:
        raise Http404
    return get_object_or_404(people.listed(project, register.model), pk=pk), register
