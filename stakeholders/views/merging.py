"""Duplicates: who may stand in the register twice, looked at side by side, merged, and taken apart again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import listing
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders import actions, queries
from stakeholders.models import Stakeholder
from stakeholders.queries.interviews import found_people

_PER_PAGE = 20


@project_view(Perm.STAKEHOLDER_EDIT)
def duplicates(request: ProjectRequest, project: Project) -> HttpResponse:
    """Pairs that look like one person."""
    pairs = queries.duplicates(project)
    page = Paginator(pairs, _PER_PAGE).get_page(request.GET.get("page"))
    merges = project.merges.filter(undone_at=None).select_related("into", "gone", "created_by")[:_PER_PAGE]
    return render(
        request,
        "stakeholders/duplicates.html",
        {"page": page, "total": len(pairs), "merges": merges, "crumbs": _crumbs(project)},
    )


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def two_people(request: ProjectRequest, project: Project) -> HttpResponse:
    """They only look alike."""
    one, other = (_one(project, _key(request.POST.get(name, ""))) for name in ("one", "other"))
    if one.pk != other.pk:
        actions.say_two_people(one=one, other=other, by=request.user)
        messages.success(
            request, _("%(one)s and %(other)s are two people.") % {"one": one.name, "other": other.name}
        )
    return redirect("stakeholders:duplicates", project.slug)


@project_view(Perm.STAKEHOLDER_EDIT)
def choose(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Whom else this person may be, found by name or address."""
    stakeholder = _one(project, pk)
    text = listing.search_text(request)
    found = found_people(project, text or stakeholder.name.split()[-1], beside=[pk])
    if not found and not text:
        found = found_people(project, "", beside=[pk])
    context = {
        "stakeholder": stakeholder,
        "text": text,
        "found": found,
        "crumbs": _crumbs(project, stakeholder),
    }
    return render(request, "stakeholders/merge_choose.html", context)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("GET", "POST"))
def merge(request: ProjectRequest, project: Project, pk: int, other: int) -> HttpResponse:
    """What merging the other into this person does; a POST does it."""
    into = _one(project, pk)
    if project.merges.filter(into=into, gone=other, undone_at=None).exists():
        # A second click, or a stale tab.
        return redirect(into)
    gone = _one(project, other)
    if into.pk == gone.pk:
        return redirect("stakeholders:merge_choose", project.slug, pk)
    if request.method == "POST":
        return _merge(request, project, into, gone)
    context = {
        "into": into,
        "gone": gone,
        "seen": f"{into.version}-{gone.version}",
        "preview": queries.merge_preview(into, gone),
        "crumbs": _crumbs(project, into),
    }
    return render(request, "stakeholders/merge.html", context)


def _merge(request: ProjectRequest, project: Project, into: Stakeholder, gone: Stakeholder) -> HttpResponse:
    before, _dash, after = request.POST.get("seen", "").partition("-")
    try:
        done = actions.merge(into=into, gone=gone, seen=(_key(before), _key(after)), by=request.user)
    except actions.CannotMerge as error:
        messages.error(request, str(error))
        return redirect("stakeholders:merge", project.slug, into.pk, gone.pk)
    messages.success(
        request,
        _("%(gone)s is part of %(into)s now.") % {"gone": gone.name, "into": into.name},
        extra_tags=f"undo {reverse('stakeholders:merge_undo', args=[project.slug, done.pk])}",
    )
    return redirect(into)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def undo(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Makes two people of them again."""
    done = get_object_or_404(project.merges.select_related("into__project", "gone"), pk=pk)
    try:
        actions.undo_merge(merge=done, by=request.user)
    except actions.CannotMerge as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(gone)s is a person of their own again.") % {"gone": done.gone.name})
    return redirect("stakeholders:person", project.slug, done.gone_id)


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _crumbs(project: Project, stakeholder: Stakeholder | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Stakeholders"), reverse("stakeholders:list", args=[project.slug]))]
    return [*crumbs, (stakeholder.name, stakeholder.get_absolute_url())] if stakeholder else crumbs


def _one(project: Project, pk: int) -> Stakeholder:
    found: Stakeholder = get_object_or_404(project.stakeholders.live().select_related("owner"), pk=pk)
    found.project = project
    return found
