"""The call tree: who is reached, by what ways, in which role."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import CrisisPerson, RoleHolder
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.erased import ERASED
from projects.listing import listing, search_text
from projects.models import Project
from reports import tables

SORTS = {"name": ("name",), "email": ("email",), "checked": ("verified_at", "name")}


@project_view(Perm.CRISIS_VIEW)
def people(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who holds each role, who stands in, and how everybody is reached."""
    context = {
        "listing": listing(request, _found(request, project).prefetch_related("roles", "ways"), sorts=SORTS),
        "text": search_text(request),
        "roles": queries.role_rows(project),
        "state": "unchecked" if request.GET.get("state") == "unchecked" else "",
        "to_ask": project.crisis_people.to_ask().count(),
        "overdue": project.crisis_people.overdue().count(),
        "removed": project.crisis_people.filter(active=False).exclude(name=ERASED),
    }
    return render(request, "crisis/people.html", context)


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The call tree as a file."""
    return tables.download(
        request,
        name=_("Call tree"),
        columns=[
            (_("Name"), "name"),
            (_("E-mail"), "email"),
            (_("Reached by"), "ways"),
            (_("Roles"), "roles"),
            (_("Checked"), "verified_at"),
            (_("State"), "standing"),
        ],
        rows=(
            (
                one.name,
                one.email,
                "; ".join(map(str, one.ways.all())),
                "; ".join(map(_held, one.roles.all())),
                one.verified_at,
                str(one.check_standing.label),
            )
            for one in _found(request, project).prefetch_related("roles", "ways")
        ),
    )


def _held(holder: RoleHolder) -> str:
    return str(holder.get_role_display())


def _found(request: HttpRequest, project: Project) -> Any:
    people, text = project.crisis_people.active(), search_text(request)
    if request.GET.get("state") == "unchecked":
        people = people.unchecked()
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else people


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new_person(request: ProjectRequest, project: Project) -> HttpResponse:
    """Putting a person on the call tree."""
    form, ways = _typed(request, CrisisPerson(project=project))
    if form.is_bound and all([form.is_valid(), ways.is_valid()]):
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            person = actions.add_person(project=project, by=request.user, ways=ways.given(), **form.given())
            messages.success(request, _("%(name)s is on the call tree.") % {"name": person})
            return once.done(request, _url("person", person))
    context = {"form": form, "ways": ways, "title": _("A person to reach")}
    return render(request, "crisis/person.html", context, status=_status(form, ways))


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def person(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """How a person is reached, and their roles."""
    shown, theirs = _person(project, pk), None
    name = shown.name
    form, ways = _typed(request, _person(project, pk))
    if form.is_bound and all([form.is_valid(), ways.is_valid()]):
        try:
            version = form.cleaned_data["version"]
            actions.change_person(
                person=shown, by=request.user, version=version, ways=ways.given(), **form.given()
            )
            messages.success(request, _("%(name)s saved.") % {"name": shown})
            return redirect("crisis:people", project.slug)
        except actions.SavedMeanwhile as error:
            form.tell_of(error.stored)
            theirs = error.stored
    context = {"form": form, "ways": ways, "person": shown, "title": name, "role_form": forms.RoleForm()}
    context |= {"theirs": ways.unlike(theirs)}
    status = 409 if theirs else _status(form, ways)
    return render(request, "crisis/person.html", context, status=status)


def _typed(request: ProjectRequest, person: CrisisPerson) -> tuple[forms.PersonForm, forms.Ways]:
    """What is stored, or what was typed; after a button of a row, what was typed and is not judged yet."""
    if request.method != "POST":
        return forms.PersonForm(instance=person), forms.Ways(person.ways.all() if person.pk else ())
    ways = forms.Ways(posted=request.POST)
    if ways.rearrange(request.POST):
        return forms.PersonForm(initial=request.POST.dict(), instance=person), ways
    return forms.PersonForm(request.POST, instance=person), ways


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def hold_role(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One more role for a person."""
    shown = _person(project, pk)
    form = forms.RoleForm(request.POST)
    if form.is_valid():
        actions.hold_role(person=shown, role=form.cleaned_data["role"], by=request.user)
    else:
        messages.error(request, _("Choose a role."))
    return redirect(_url("person", shown))


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def leave_role(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One role less; `pk` is the holding's."""
    holder = get_object_or_404(
        RoleHolder.objects.select_related("person__project"), person__project=project, pk=pk
    )
    actions.leave_role(holder=holder, by=request.user)
    return redirect(_url("person", holder.person))


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def remove_person(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking a person off the call tree."""
    shown = _person(project, pk)
    actions.remove_person(person=shown, by=request.user)
    undo = f"undo {_url('restore_person', shown)}"
    messages.success(request, _("%(name)s is no longer reached.") % {"name": shown}, extra_tags=undo)
    return redirect("crisis:people", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def restore_person(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting a person back."""
    shown = _person(project, pk)
    actions.restore_person(person=shown, by=request.user)
    messages.success(request, _("%(name)s is on the call tree again.") % {"name": shown})
    return redirect("crisis:people", project.slug)


def _person(project: Project, pk: int) -> CrisisPerson:
    return get_object_or_404(project.crisis_people.select_related("project"), pk=pk)


def _url(name: str, person: CrisisPerson) -> str:
    return reverse(f"crisis:{name}", args=[person.project.slug, person.pk])


def _status(form: forms.PersonForm, ways: forms.Ways) -> int:
    return 422 if form.is_bound and (form.errors or not ways.is_valid()) else 200


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def ask_to_check(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asking everybody who is due to say whether they are still reached like this."""
    people = list(project.crisis_people.to_ask())
    count = actions.ask_to_check(project=project, people=people, by=request.user)
    messages.success(request, _("%(count)d asked by mail to check how they are reached.") % {"count": count})
    return redirect("crisis:people", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def ask_person(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Asking one person, once a day at most."""
    shown = _person(project, pk)
    if actions.ask_to_check(project=project, people=[shown], by=request.user):
        messages.success(request, _("%(name)s is asked by mail.") % {"name": shown})
    else:
        messages.info(request, _("%(name)s was asked today already.") % {"name": shown})
    return redirect(_url("person", shown))
