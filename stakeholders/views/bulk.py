"""Many people of the register at once: those who are ticked, or all whom the filters let through."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders import actions, queries
from stakeholders.forms import BulkForm, RoundForm

_LONGEST_KEY = 18
_NAMED = 12


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def bulk(request: ProjectRequest, project: Project) -> HttpResponse:
    """Shows what can be changed of them, changes it, archives them or brings them back."""
    versions = _whom(request, project)
    if not versions:
        messages.warning(request, _("Nobody is ticked. Tick people, or choose all who fit."))
        return _back(request, project)
    match request.POST.get("do"):
        case "archive":
            changed = actions.archive_many(project=project, versions=versions, by=request.user)
            words = ngettext("%(count)d person is archived.", "%(count)d people are archived.", changed.done)
        case "restore":
            changed = actions.restore_many(project=project, versions=versions, by=request.user)
            words = ngettext("%(count)d person is back.", "%(count)d people are back.", changed.done)
        case _:
            return _edit(request, project, versions)
    _tell(request, project, changed, words)
    return _back(request, project)


def _edit(request: ProjectRequest, project: Project, versions: dict[int, int]) -> HttpResponse:
    applies = request.POST.get("do") == "apply"
    form = BulkForm(request.POST if applies else None, project=project)
    if applies and form.is_valid():
        try:
            changed = actions.change_many(project=project, versions=versions, by=request.user, **form.values)
        except actions.TooManyTags as error:
            form.add_error("add_tags", str(error))
        else:
            words = ngettext("%(count)d person is changed.", "%(count)d people are changed.", changed.done)
            _tell(request, project, changed, words)
            return _back(request, project)
    context = {
        "form": form,
        "count": len(versions),
        "people": " ".join(f"{pk}-{version}" for pk, version in versions.items()),
        "more": max(0, len(versions) - _NAMED),
        "names": project.stakeholders.filter(pk__in=list(versions)).values_list("name", flat=True)[:_NAMED],
        "list_url": _address(request, project),
    }
    return render(request, "stakeholders/bulk.html", context, status=422 if form.errors else 200)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def undo(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Makes them what they were."""
    changed = actions.undo_many(change=get_object_or_404(project.bulk_changes, pk=pk), by=request.user)
    words = ngettext("%(count)d person is as before.", "%(count)d people are as before.", changed.done)
    _tell(request, project, changed, words)
    return _back(request, project)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def invite(request: ProjectRequest, project: Project) -> HttpResponse:
    """A new round for them: its form, which brings them along."""
    versions = _whom(request, project)
    if not versions:
        messages.warning(request, _("Nobody is ticked. Tick people, or choose all who fit."))
        return _back(request, project)
    if not project.question_sets.live().exists():
        return redirect("stakeholders:bank", project.slug)
    crumbs = [
        (_("Stakeholders"), _address(request, project)),
        (_("Rounds"), reverse("stakeholders:rounds", args=[project.slug])),
    ]
    context = {
        "form": RoundForm(project=project),
        "round": None,
        "crumbs": crumbs,
        "people": " ".join(map(str, versions)),
        "invited": len(versions),
        "action": reverse("stakeholders:round_new", args=[project.slug]),
    }
    return render(request, "stakeholders/round_form.html", context)


def _whom(request: ProjectRequest, project: Project) -> dict[int, int]:
    """The people meant, each with the version in which they were shown."""
    if request.POST.get("whom") == "all" and "people" not in request.POST:
        people = queries.register(project, queries.Filters.of(request.GET)).order_by()
        return dict(people.values_list("pk", "version"))
    given = [*request.POST.getlist("person"), *request.POST.get("people", "").split()]
    pairs = [one.partition("-") for one in given]
    return {int(pk): int(version) for pk, _dash, version in pairs if _is_key(pk) and _is_key(version)}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_KEY


def _tell(request: ProjectRequest, project: Project, changed: actions.Changed, words: str) -> None:
    undo = reverse("stakeholders:bulk_undo", args=[project.slug, changed.undo.pk]) if changed.undo else ""
    messages.success(request, words % {"count": changed.done}, extra_tags=f"undo {undo}" if undo else "")
    if changed.left:
        left = ngettext(
            "%(names)s was changed by somebody else meanwhile and is left as it is. Look and try again.",
            "%(names)s were changed by somebody else meanwhile and are left as they are. Look and try again.",
            len(changed.left),
        )
        shown = ", ".join(changed.left[:_NAMED])
        more = len(changed.left) - _NAMED
        messages.warning(request, left % {"names": f"{shown} (+{more})" if more > 0 else shown})


def _address(request: ProjectRequest, project: Project) -> str:
    address = reverse("stakeholders:list", args=[project.slug])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def _back(request: ProjectRequest, project: Project) -> HttpResponse:
    return redirect(_address(request, project))
