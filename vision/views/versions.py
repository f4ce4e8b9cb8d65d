"""Published versions, who knows of them, talks, and the decision log."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import access, once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, search_text
from projects.models import Project
from reports import actions as reports
from reports import tables
from vision import actions, mail, queries
from vision.forms import AnswerForm, DecisionForm, OutcomeForm, PassOverForm, ReassignForm, TalkForm
from vision.models import DecisionKind, OutcomeMessage, Talk, Version
from vision.views import exports


@project_view(Perm.BOARD_VIEW)
def versions(request: ProjectRequest, project: Project) -> HttpResponse:
    """All versions, the latest first."""
    if tables.asked(request):
        return exports.versions_file(request, project)
    return render(request, "vision/versions.html", {"versions": queries.versions(project)})


@project_view(Perm.BOARD_VIEW)
def version(request: ProjectRequest, project: Project, number: int) -> HttpResponse:
    """What was published, and what changed by it."""
    found = _version(project, number)
    if tables.asked(request):
        return exports.version_file(request, found)
    shown = {**queries.document(found), "knowing": queries.knowing(found)}
    return render(request, "vision/version.html", shown)


def _version(project: Project, number: int) -> Version:
    rows = project.versions.select_related("project", "published_by")
    # A number beyond the column's range is no version, and no error either.
    return get_object_or_404(rows, number=number if number < 2**31 else 0)


@project_view(Perm.BOARD_VIEW)
def compare(request: ProjectRequest, project: Project) -> HttpResponse:
    """Two versions: `?a=` the earlier, `?b=` the later; by default the last two."""
    known = list(project.versions.select_related("published_by"))
    by_number = {str(one.number): one for one in known}
    later = by_number.get(request.GET.get("b", ""), known[0] if known else None)
    before = [one for one in known if later and one.number < later.number]
    earlier = by_number.get(request.GET.get("a", ""), before[0] if before else None)
    if earlier and later and earlier.number > later.number:
        earlier, later = later, earlier
    found = queries.compare(earlier, later) if earlier and later else None
    shown = {"versions": known, "earlier": earlier, "later": later, "comparison": found}
    return render(request, "vision/compare.html", shown)


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def pdf(request: ProjectRequest, project: Project, number: int) -> HttpResponseBase:
    """Asks for the version as a PDF and shows how it comes along."""
    found = _version(project, number)
    title = _("Vision of %(project)s, version %(number)d") % {"project": project.name, "number": number}
    report = reports.request_report(
        project=project, kind="vision", title=title, about_id=found.pk, by=request.user
    )
    return redirect("reports:report", project.slug, report.pk)


@project_view(Perm.BOARD_VIEW)
def knows(request: ProjectRequest, project: Project, number: int) -> HttpResponse:
    """Who was told, who has read it, who has a concern, whose mail waits."""
    found = _version(project, number)
    rows = listing(
        request,
        queries.who_knows(found),
        sorts={
            "power": ("-stakeholder__power", "stakeholder__name"),
            "name": ("stakeholder__name",),
            "state": ("state", "stakeholder__name"),
            "read": ("read_at", "stakeholder__name"),
        },
    )
    return render(
        request,
        "vision/knows.html",
        {"version": found, "listing": rows, "knowing": queries.knowing(found)},
    )


@project_view(Perm.VISION_PUBLISH, methods=("GET", "POST"))
def outcome(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """One person's mail: as it went, or while it waits, with words that can be changed."""
    found = get_object_or_404(
        OutcomeMessage.objects.select_related("version__project", "version__published_by", "stakeholder"),
        pk=pk,
        version__project=project,
    )
    waits = found in OutcomeMessage.objects.unsent().filter(pk=found.pk)
    form = OutcomeForm(request.POST or None, instance=found) if waits else None
    if request.POST.get("do") == "told":
        actions.told_in_person(outcome=found, by=request.user)
        return redirect("vision:knows", project.slug, found.version.number)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.edit_outcome(outcome=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("vision:outcome_edit", project.slug, found.pk)
        except actions.NotChanged as error:
            form.add_error(None, str(error))
    sender = str(found.version.published_by)
    blocks = mail.blocks(found.words, found.lines.all(), sender=sender, to="")
    return render(
        request,
        "vision/outcome_edit.html",
        {
            "outcome": found,
            "form": form,
            "blocks": blocks,
            "talks": found.talks.select_related("stakeholder"),
        },
        status=422 if form is not None and form.errors else 200,
    )


@project_view(Perm.BOARD_VIEW)
def talks(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who has to be talked to before mails go."""
    if tables.asked(request):
        return exports.talks_file(request, project)
    rows = listing(request, queries.talks(project), sorts={"due": ("is_closed", "due")})
    return render(request, "vision/talks.html", {"listing": rows, "today": project.today()})


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def talk(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """One talk: their own words, the reason, and afterwards what was said."""
    found = get_object_or_404(
        project.talks.select_related("stakeholder", "owner", "version", "closed_by", "project"), pk=pk
    )
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.log_talk(talk=found, by=request.user, notes=form.cleaned_data["notes"])
            _say_how_many_went(request, number)
        except actions.NotChanged as error:
            messages.warning(request, str(error))
        return redirect("vision:talks", project.slug)
    return render(
        request,
        "vision/talk.html",
        _talk_page(request, project, found, form),
        status=422 if form.errors else 200,
    )


def _talk_page(
    request: ProjectRequest, project: Project, found: Talk, form: TalkForm, **forms: Any
) -> dict[str, Any]:
    own = found.version.outcomes.filter(stakeholder=found.stakeholder).first()
    return {
        "talk": found,
        "form": form,
        "pass_over": PassOverForm(),
        "reassign": ReassignForm(instance=found, project=project),
        "lines": [line for line in own.lines.all() if line.is_below] if own else [],
        "waiting": found.holds.select_related("stakeholder"),
        "leads": access.may(request.membership, Perm.VISION_PUBLISH),
        "reads": access.may(request.membership, Perm.INTERVIEW_VIEW),
        **forms,
    }


@project_view(Perm.VISION_PUBLISH, methods=("POST",))
def talk_pass_over(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """The lead lets the mails go without the talk."""
    found = get_object_or_404(project.talks, pk=pk)
    form = PassOverForm(request.POST)
    if not form.is_valid():
        shown = _talk_page(request, project, found, TalkForm(), pass_over=form)
        return render(request, "vision/talk.html", shown, status=422)
    try:
        number = actions.pass_over_talk(talk=found, by=request.user, reason=form.cleaned_data["reason"])
        _say_how_many_went(request, number)
    except actions.NotChanged as error:
        messages.warning(request, str(error))
    return redirect("vision:talks", project.slug)


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def talk_reassign(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """Somebody else talks to them, or on another day."""
    found = get_object_or_404(project.talks, pk=pk)
    form = ReassignForm(request.POST, instance=found, project=project)
    if not form.is_valid():
        found.refresh_from_db()
        shown = _talk_page(request, project, found, TalkForm(), reassign=form)
        return render(request, "vision/talk.html", shown, status=422)
    try:
        actions.reassign_talk(talk=found, by=request.user, **form.cleaned_data)
    except actions.NotChanged as error:
        messages.warning(request, str(error))
    return redirect("vision:talk", project.slug, pk)


def _say_how_many_went(request: ProjectRequest, number: int) -> None:
    went = ngettext("%(number)d mail is on its way.", "%(number)d mails are on their way.", number)
    messages.success(request, _("Kept.") + " " + went % {"number": number})


@project_view(Perm.BOARD_VIEW)
def decisions(request: ProjectRequest, project: Project) -> HttpResponse:
    """What was decided, and what people have against it."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in DecisionKind.values else ""
    open_only = request.GET.get("open") == "yes"
    rows = listing(
        request,
        queries.decisions(project, kind=kind, open_only=open_only, text=search_text(request)),
        sorts={"newest": ("-at",)},
    )
    shown = {
        "listing": rows,
        "kind": kind,
        "kinds": DecisionKind.choices,
        "open_only": open_only,
        "waiting": project.decisions.open().count(),
    }
    return render(request, "vision/decisions.html", shown)


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def decision_new(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """A decision or a disagreement, written down."""
    # A link from an element or a version brings it along.
    about = {name: request.GET.get(name, "") for name in ("element", "version")}
    form = DecisionForm(request.POST or None, project=project, initial=about)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.log_decision(project=project, by=request.user, **form.cleaned_data)
            return once.done(request, reverse("vision:decisions", args=[project.slug]))
    return render(request, "vision/decision_new.html", {"form": form}, status=422 if form.errors else 200)


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def decision(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """One entry, and the answer to it."""
    found = get_object_or_404(queries.decisions(project), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(decision=found, by=request.user, text=form.cleaned_data["answer"])
            messages.success(request, _("Answered."))
            return redirect("vision:decisions", project.slug)
        except actions.NotChanged as error:
            form.add_error(None, str(error))
    shown = {"decision": found, "form": form, "reads": access.may(request.membership, Perm.INTERVIEW_VIEW)}
    return render(request, "vision/decision.html", shown, status=422 if form.errors else 200)
