"""Adding a topic to the question bank, and calling one by another name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders import actions
from stakeholders.forms import TopicForm
from stakeholders.models import Topic


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def add(request: ProjectRequest, project: Project) -> HttpResponse:
    """A topic of the project's own."""
    form = TopicForm(request.POST or None)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            try:
                made = actions.add_topic(project=project, name=form.cleaned_data["name"], by=request.user)
            except actions.TopicExists:
                form.refuse_twice()
                return _page(request, project, form, None)
            messages.success(request, _("“%(name)s” can be asked about now.") % {"name": made.name})
            return once.done(request, _bank(project))
    return _page(request, project, form, None)


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def rename(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Another name for a topic."""
    topic = get_object_or_404(project.topics.select_related("project"), pk=pk)
    form = TopicForm(request.POST or None, topic=topic)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.rename_topic(topic=topic, was=given["was"], name=given["name"], by=request.user)
        except actions.TopicExists:
            form.refuse_twice()
        except actions.Conflict as conflict:
            form.show_conflict(conflict.current)
            return _page(request, project, form, topic, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect(_bank(project))
    return _page(request, project, form, topic)


def _page(
    request: ProjectRequest, project: Project, form: TopicForm, topic: Topic | None, *, status: int = 200
) -> HttpResponse:
    crumbs = [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Questions"), _bank(project)),
    ]
    status = 422 if form.errors and status == 200 else status
    context = {"form": form, "topic": topic, "crumbs": crumbs, "back": _bank(project)}
    return render(request, "stakeholders/topic.html", context, status=status)


def _bank(project: Project) -> str:
    return reverse("stakeholders:bank", args=[project.slug])
