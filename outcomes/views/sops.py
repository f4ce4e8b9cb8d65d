"""SOPs: the list, one with its versions and readers, publishing, asking to read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes import actions, forms, queries
from outcomes.models import Sop
from outcomes.views.pages import form_page, home_crumbs, saved, select, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "title": ("title",),
    "review": ("review_on", "title"),
    "owner": ("owner__name", "title"),
    "latest": ("latest_at", "title"),
}


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """How things are done."""
    asked = _asked(request)
    found = listing(request, queries.sops(project, **asked), sorts=SORTS)
    states = [("due", _("to look at again")), ("archived", _("archived"))]
    context = {
        "listing": found,
        "rows": found.rows,
        "filtered": any(asked.values()),
        "selects": [select("state", _("Show:"), states, asked["state"], _("in use"))],
    }
    return render(request, "outcomes/sops.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as a file, as it is filtered."""
    columns = [
        (_("Title"), "title"),
        (_("Version"), "number"),
        (_("Published"), "latest_at"),
        (_("Owner"), "owner"),
        (_("Look at it again on"), "review_on"),
        (_("Asked to read"), "asked"),
        (_("Have read"), "confirmed"),
    ]
    rows = (
        (one.title, one.number, one.latest_at, str(one.owner or ""), one.review_on, one.asked, one.confirmed)
        for one in ordered(request, queries.sops(project, **_asked(request)), sorts=SORTS)
    )
    return tables.download(request, name=_("SOPs"), columns=columns, rows=rows)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Writing a procedure."""
    form = forms.SopForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.write_sop(
                project=project, by=request.user, text=form.cleaned_data["text"], **form.given()
            )
            return once.done(request, made.get_absolute_url())
    return form_page(
        request,
        form,
        _("A new SOP"),
        _list_url(project),
        crumbs=_crumbs(project),
        submit=_("Publish version 1"),
    )


@project_view(Perm.OUTCOME_VIEW)
def sop(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One procedure: what it says now or said in `?version=`, and who has read it."""
    shown = _sop(project, pk)
    versions = list(shown.versions.select_related("published_by"))
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), versions[0])
    version.sop = shown
    readers = queries.readers(version)
    context = {
        "sop": shown,
        "version": version,
        "is_latest": version is versions[0],
        "versions": versions,
        "readers": readers,
        "read": sum(bool(one.confirmation and one.confirmation.confirmed_at) for one in readers),
        "crumbs": _crumbs(project),
    }
    return render(request, "outcomes/sop.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Title, owner, date."""
    shown, status = _sop(project, pk), 200
    form = forms.SopForm(request.POST or None, instance=_sop(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.change_sop(
                sop=shown, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
        )
        if not status:
            messages.success(request, _("Saved."))
            return redirect(shown.get_absolute_url())
    crumbs = [*_crumbs(project), (shown.title, shown.get_absolute_url())]
    return form_page(
        request, form, _("Title, owner, date"), shown.get_absolute_url(), crumbs=crumbs, status=status
    )


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def publish(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The next version. What was published stays as it is."""
    shown = _sop(project, pk)
    latest = shown.versions.first()
    begun = {"text": latest.text, "seen": latest.number} if latest else {"seen": 0}
    form = forms.PublishForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.publish_sop(sop=shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(version)s is published.") % {"version": made})
            return redirect(shown.get_absolute_url())
        except actions.NotPossible as error:
            form.add_error("text", str(error))
            typed = request.POST.copy()
            typed["seen"] = str(latest.number if latest else 0)
            form.data = typed
    crumbs = [*_crumbs(project), (shown.title, shown.get_absolute_url())]
    sentence = _(
        "Versions that were published stay as they are; who has read one is asked again for the next."
    )
    return form_page(
        request,
        form,
        _("A new version of %(sop)s") % {"sop": shown},
        shown.get_absolute_url(),
        crumbs=crumbs,
        sentence=sentence,
        submit=_("Publish it"),
    )


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def ask(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Asking all who have not read the latest version."""
    shown = _sop(project, pk)
    version = shown.versions.first()
    if version is not None:
        version.sop = shown
        asked = actions.ask_to_read(version=version, by=request.user)
        words = ngettext(
            "%(count)d colleague is asked by mail.", "%(count)d colleagues are asked by mail.", asked
        )
        messages.success(request, words % {"count": asked})
    return redirect(shown.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def archive(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it aside."""
    shown = _sop(project, pk)
    actions.archive_sop(sop=shown, by=request.user)
    words = _("“%(sop)s” archived.") % {"sop": shown}
    return undone_by(request, words, "restore_sop", pk, to=_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it up again."""
    shown = _sop(project, pk)
    actions.restore_sop(sop=shown, by=request.user)
    messages.success(request, _("“%(sop)s” is back.") % {"sop": shown})
    return redirect(shown.get_absolute_url())


def _asked(request: ProjectRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {"text": search_text(request), "state": state if state in ("due", "archived") else ""}


def _sop(project: Project, pk: int) -> Sop:
    shown: Sop = get_object_or_404(project.sops.select_related("project", "owner"), pk=pk)
    return shown


def _list_url(project: Project) -> str:
    return reverse("outcomes:sops", args=[project.slug])


def _crumbs(project: Project) -> list[tuple[str, str]]:
    build = (_("Build-out"), reverse("outcomes:buildout", args=[project.slug]))
    return home_crumbs(project, build, (_("SOPs"), _list_url(project)))
