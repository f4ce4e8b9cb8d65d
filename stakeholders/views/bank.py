"""The question bank: topics, questions, sets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import listing, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders import actions, queries
from stakeholders.forms import QuestionForm, SetForm
from stakeholders.models import Question, QuestionSet
from stakeholders.views.register import tabs


@project_view(Perm.INTERVIEW_VIEW)
def bank(request: ProjectRequest, project: Project) -> HttpResponse:
    """The questions that the URL looks for, by topic, and the sets."""
    text = listing.search_text(request)
    topics = queries.bank(project, text=text)
    return render(
        request,
        "stakeholders/bank.html",
        {
            "bank": topics,
            "text": text,
            "found": sum(len(one.questions) for one in topics),
            "questions": queries.questions_in_order(project).count(),
            "topics": project.topics.count(),
            "sets": queries.sets_with_sizes(project),
            "tabs": tabs(request, project, "bank"),
        },
    )


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def adopt(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes over what the project lacks of the starter bank."""
    questions, sets = actions.adopt_starters(project=project, by=request.user)
    words = ngettext("%(count)d question", "%(count)d questions", questions) % {"count": questions}
    more = ngettext("%(count)d set", "%(count)d sets", sets) % {"count": sets}
    if questions or sets:
        messages.success(
            request, _("%(questions)s and %(sets)s are yours now.") % {"questions": words, "sets": more}
        )
    else:
        messages.info(request, _("You have all of the starter questions already."))
    return redirect("stakeholders:bank", project.slug)


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def add_question(request: ProjectRequest, project: Project) -> HttpResponse:
    """A new question."""
    if request.method != "POST":
        actions.ensure_topics(project=project)
    form = QuestionForm(request.POST or None, project=project)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            actions.make_question(
                project=project,
                topic=form.cleaned_data["topic"],
                wanted=form.wanted,
                hint=form.cleaned_data["hint"],
                by=request.user,
            )
            messages.success(request, _("The question is in the bank."))
            return once.done(request, reverse("stakeholders:bank", args=[project.slug]))
    return _question_page(request, project, form, None)


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def question(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changes a question; other words are a new wording, and answers keep the one they answered."""
    asked = _question(project, pk)
    form = QuestionForm(request.POST or None, project=project, question=asked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(
                question=asked,
                number=form.cleaned_data["number"] or 0,
                topic=form.cleaned_data["topic"],
                wanted=form.wanted,
                hint=form.cleaned_data["hint"],
                by=request.user,
            )
        except actions.Conflict as conflict:
            form.show_conflict(conflict.current)
            return _question_page(request, project, form, asked, status=409)
        messages.success(request, _("Saved."))
        return redirect("stakeholders:bank", project.slug)
    return _question_page(request, project, form, asked)


def _question_page(
    request: ProjectRequest,
    project: Project,
    form: QuestionForm,
    asked: Question | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "question": asked,
        "wordings": asked.wordings.order_by("-number") if asked else [],
        "crumbs": _crumbs(project),
    }
    status = 422 if form.errors and status == 200 else status
    return render(request, "stakeholders/question.html", context, status=status)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def archive_question(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes a question out of the bank, with a way back."""
    actions.archive_question(question=_question(project, pk), by=request.user)
    undo = reverse("stakeholders:question_restore", args=[project.slug, pk])
    messages.success(request, _("The question is out of the bank."), extra_tags=f"undo {undo}")
    return redirect("stakeholders:bank", project.slug)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def restore_question(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Puts it back."""
    actions.restore_question(question=_question(project, pk), by=request.user)
    messages.success(request, _("The question is in the bank again."))
    return redirect("stakeholders:bank", project.slug)


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def add_set(request: ProjectRequest, project: Project) -> HttpResponse:
    """A new set."""
    form = SetForm(request.POST or None, questions=list(queries.questions_in_order(project)))
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            made = actions.make_set(
                project=project,
                name=form.cleaned_data["name"],
                about=form.cleaned_data["about"],
                minutes=form.cleaned_data["minutes"],
                questions=form.chosen,
                by=request.user,
            )
            messages.success(request, _("“%(set)s” is ready to be sent.") % {"set": made.name})
            return once.done(request, reverse("stakeholders:bank", args=[project.slug]))
    return _set_page(request, project, form, None)


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def question_set(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changes a set; rounds already sent keep what they asked."""
    chosen = _set(project, pk)
    form = SetForm(
        request.POST or None, questions=list(queries.questions_in_order(project)), question_set=chosen
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_set(
                question_set=chosen,
                version=form.cleaned_data["version"] or 0,
                name=form.cleaned_data["name"],
                about=form.cleaned_data["about"],
                minutes=form.cleaned_data["minutes"],
                questions=form.chosen,
                by=request.user,
            )
        except actions.Conflict as conflict:
            form.show_conflict(conflict.current)
            return _set_page(request, project, form, chosen, status=409)
        messages.success(request, _("Saved."))
        return redirect("stakeholders:bank", project.slug)
    return _set_page(request, project, form, chosen)


def _set_page(
    request: ProjectRequest,
    project: Project,
    form: SetForm,
    chosen: QuestionSet | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "question_set": chosen, "crumbs": _crumbs(project)}
    status = 422 if form.errors and status == 200 else status
    return render(request, "stakeholders/set.html", context, status=status)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def archive_set(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes a set out of the choice, with a way back."""
    actions.archive_set(question_set=_set(project, pk), by=request.user)
    undo = reverse("stakeholders:set_restore", args=[project.slug, pk])
    messages.success(request, _("The set is put away."), extra_tags=f"undo {undo}")
    return redirect("stakeholders:bank", project.slug)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def restore_set(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Offers it again."""
    actions.restore_set(question_set=_set(project, pk), by=request.user)
    messages.success(request, _("The set is back."))
    return redirect("stakeholders:bank", project.slug)


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Questions"), reverse("stakeholders:bank", args=[project.slug])),
    ]


def _question(project: Project, pk: int) -> Question:
    return get_object_or_404(project.questions.select_related("latest", "topic", "project"), pk=pk)


def _set(project: Project, pk: int) -> QuestionSet:
    return get_object_or_404(project.question_sets.select_related("project"), pk=pk)
