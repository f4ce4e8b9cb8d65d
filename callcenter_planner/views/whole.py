"""The project as a whole: taken out, brought in, made quiet, deleted and taken back."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from callcenter_planner import tasks
from callcenter_planner.forms import BringForm, KeepForm, NameToBeSureForm, TemplateForm
from callcenter_planner.whole import arriving, leaving, likeness
from callcenter_planner.whole.chapter import KIND
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.forms import posted
from projects.models import Arrival, Project, User
from reports import actions as reports


@project_view(Perm.PROJECT_EDIT, also_deleted=True)
def whole(request: ProjectRequest, project: Project) -> HttpResponse:
    """What can be done with the project as one thing."""
    return _page(request, project, NameToBeSureForm(of=project.name))


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def take_out(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asks for the project as a file."""
    title = _("The whole project “%(name)s”") % {"name": project.name}
    report = reports.request_report(
        project=project, kind=KIND, title=title, about_id=project.pk, by=request.user
    )
    return redirect("reports:report", project.slug, report.pk)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def keep_template(request: ProjectRequest, project: Project) -> HttpResponse:
    """Keeps the project's shape, to begin other projects with."""
    form = TemplateForm(request.POST)
    if form.is_valid():
        try:
            with once.only(request) as earlier:
                if earlier:
                    return redirect(earlier)
                made = likeness.keep(project=project, by=request.user, **form.cleaned_data)
                messages.success(
                    request, _("“%(name)s” is kept. New projects can begin with it.") % {"name": made.name}
                )
                return once.done(request, reverse("roof:templates"))
        except likeness.NameTaken as error:
            form.add_error("name", str(error))
    return _page(request, project, NameToBeSureForm(of=project.name), template_form=form)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def quiet(request: ProjectRequest, project: Project) -> HttpResponse:
    """Lets mail out, or holds it back."""
    is_quiet = request.POST.get("quiet") == "yes"
    leaving.let_mail_out(project=project, by=request.user, quiet=is_quiet)
    messages.success(
        request, _("No mail leaves this project now.") if is_quiet else _("Mail leaves this project again.")
    )
    return redirect("roof:whole", project.slug)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def keep(request: ProjectRequest, project: Project) -> HttpResponse:
    """How long words are kept."""
    form = KeepForm(request.POST)
    if form.is_valid():
        leaving.keep_answers(project=project, by=request.user, months=form.cleaned_data["months"])
        messages.success(request, _("Saved how long words are kept."))
    else:
        messages.error(request, _("There is no such span. Choose one from the list."))
    return redirect("roof:whole", project.slug)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def delete(request: ProjectRequest, project: Project) -> HttpResponse:
    """Deletes the project, whose name was typed."""
    form = NameToBeSureForm(request.POST, of=project.name)
    if not form.is_valid():
        return _page(request, project, form)
    leaving.delete(project=project, by=request.user)
    return redirect("roof:whole", project.slug)


@project_view(Perm.PROJECT_EDIT, methods=("POST",), also_deleted=True)
def take_back(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes the deletion back."""
    leaving.take_back(project=project, by=request.user)
    messages.success(request, _("The project is here again. No mail leaves it until you let mail out."))
    return redirect("roof:whole", project.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """A project's file, from an export."""
    user = cast(User, request.user)
    form = BringForm(posted(request), request.FILES or None)
    if form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                arrival = arriving.give(upload=form.cleaned_data["file"], by=user)
            except arriving.TooLarge as error:
                form.add_error("file", str(error))
            else:
                tasks.ring_on_commit(arrival.pk)
                return once.done(request, reverse("roof:arrival", args=[arrival.pk]))
    context = {"form": form, "arrivals": user.arrivals.defer("content")[:5]}
    return render(request, "roof/bring.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file has come; asked again by the page until it is a project or refused."""
    rows = (
        Arrival.objects.filter(given_by=cast(User, request.user)).defer("content").select_related("project")
    )
    row = get_object_or_404(rows, pk=pk)
    if request.GET.get("seen") == row.state:
        return HttpResponse(status=204)
    template = "roof/arrival.html#body" if "seen" in request.GET else "roof/arrival.html"
    return render(request, template, {"arrival": row})


def _page(
    request: ProjectRequest,
    project: Project,
    form: NameToBeSureForm,
    *,
    template_form: TemplateForm | None = None,
) -> HttpResponse:
    template_form = template_form or TemplateForm(initial={"name": project.name})
    context = {
        "form": form,
        "template_form": template_form,
        "deleted": project.deleted_at is not None,
        "keep_form": KeepForm(initial={"months": project.answers_kept_months or ""}),
        "exports": project.reports.filter(kind=KIND).select_related("requested_by", "file")[:5],
    }
    is_wrong = form.errors or template_form.errors
    return render(request, "roof/whole.html", context, status=422 if is_wrong else 200)
