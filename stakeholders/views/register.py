"""The register: list, export, one person, adding, changing, archiving."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailroom import links
from mailroom.models import Message
from projects import access, listing, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import actions, queries, rows
from stakeholders.forms import StakeholderForm
from stakeholders.models import Conversation, Level, Stakeholder, Stance, Way

SORTS = {
    "name": ("name",),
    "department": ("department", "name"),
    "level": ("level", "name"),
    "power": ("known_power", "name"),
    "interest": ("known_interest", "name"),
    "stance": ("stance", "name"),
    "heard": ("heard", "name"),
    "added": ("created_at",),
}
COLUMNS = (
    (gettext_lazy("Name"), "name"),
    (gettext_lazy("E-mail address"), "email"),
    (gettext_lazy("Title"), "title"),
    (gettext_lazy("Department"), "department"),
    (gettext_lazy("Level"), "level"),
    (gettext_lazy("Power"), "power"),
    (gettext_lazy("Interest"), "interest"),
    (gettext_lazy("Stance"), "stance"),
    (gettext_lazy("Why the project fails without them"), "why_needed"),
    (gettext_lazy("Relationship owner (a member's e-mail)"), "owner"),
    (gettext_lazy("Preferred way of being asked"), "preferred_way"),
    (gettext_lazy("Language"), "language"),
    (gettext_lazy("Tags"), "tags"),
    (gettext_lazy("Notes"), "notes"),
    (gettext_lazy("Heard"), "heard"),
)


@project_view(Perm.STAKEHOLDER_VIEW)
def register(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list of people, as the URL narrows and sorts it."""
    filters = queries.Filters.of(request.GET)
    people = queries.register(project, filters).values_list(*rows.SHOWN, named=True)
    if request.htmx and not request.htmx.history_restore_request:
        return _found(request, project, filters, listing.listing(request, people, sorts=SORTS))
    heard = queries.heard(project)
    total = None if filters.any else heard.people
    page = listing.listing(request, people, sorts=SORTS, total=total)
    answer = render(
        request,
        "stakeholders/list.html",
        {
            "listing": page,
            "rows": rows.drawn(project, page.rows, ticks=_edits(request)),
            "filters": filters,
            "heard": heard,
            "levels": Level.choices,
            "stances": Stance.choices,
            "facets": queries.facets(project, heard.fingerprint),
            "tabs": tabs(request, project, "list"),
        },
    )
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _edits(request: ProjectRequest) -> bool:
    return access.may(request.membership, Perm.STAKEHOLDER_EDIT)


def _found(
    request: ProjectRequest, project: Project, filters: queries.Filters, page: listing.Listing[Stakeholder]
) -> HttpResponse:
    """The rows alone, while somebody types; the address that gives the same page goes into the browser's."""
    # Filters that are empty say nothing, so they stay out of the address.
    request.GET = asked = request.GET.copy()  # type: ignore[assignment]
    for name in [name for name, value in asked.items() if not value]:
        del asked[name]
    answer = render(
        request,
        "stakeholders/_register.html",
        {
            "listing": page,
            "rows": rows.drawn(project, page.rows, ticks=_edits(request)),
            "filters": filters,
            "swapped": True,
        },
    )
    address = reverse("stakeholders:list", args=[project.slug])
    answer["HX-Push-Url"] = f"{address}?{asked.urlencode()}" if asked else address
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@project_view(Perm.STAKEHOLDER_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as the URL narrows it, as a file that can be imported again."""
    people = queries.register(project, queries.Filters.of(request.GET)).select_related("owner")
    return tables.download(
        request,
        name=_("Stakeholders"),
        columns=[(str(label), key) for label, key in COLUMNS],
        rows=_as_rows(listing.ordered(request, people, sorts=SORTS)),
    )


def _as_rows(people: Any) -> Iterator[tuple[Any, ...]]:
    for one in people:
        yield (
            one.name,
            one.email,
            one.title,
            one.department,
            one.get_level_display(),
            one.power,
            one.interest,
            one.get_stance_display(),
            one.why_needed,
            one.owner.email if one.owner else "",
            one.get_preferred_way_display(),
            one.get_language_display(),
            ", ".join(one.tags),
            one.notes,
            one.heard,
        )


@project_view(Perm.STAKEHOLDER_VIEW)
def person(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Everything about one person that the reader may see."""
    stakeholder = _one(project, pk, merged=True)
    if stakeholder.merged_into:
        told = {"gone": stakeholder.name, "into": stakeholder.merged_into.name}
        messages.info(request, _("%(gone)s was merged into %(into)s.") % told)
        return redirect("stakeholders:person", project.slug, stakeholder.merged_into.pk)
    merges = list(stakeholder.took_in.filter(undone_at=None).select_related("gone", "created_by"))
    reads = access.may(request.membership, Perm.INTERVIEW_VIEW)
    mails = access.may(request.membership, Perm.MAIL_VIEW)
    answers = queries.answers_for_desk(project).filter(interview__stakeholder=stakeholder)
    return render(
        request,
        "stakeholders/person.html",
        {
            "stakeholder": stakeholder,
            "interviews": stakeholder.interviews.filter(round__way=Way.EMAILED)
            .select_related("round__project")
            .order_by("-pk"),
            "talks": Conversation.objects.filter(round__interviews__stakeholder=stakeholder)
            .select_related("round", "interviewer")
            .order_by("-starts_at"),
            "reads": reads,
            "answers": answers.order_by("-interview__pk", "pk") if reads else [],
            "asks": stakeholder.asks.live().select_related("topic", "project") if reads else [],
            "mails": _mails(project, [stakeholder, *(one.gone for one in merges)]) if mails else [],
            "merges": merges,
            "crumbs": [(_("Stakeholders"), reverse("stakeholders:list", args=[project.slug]))],
        },
    )


def _mails(project: Project, people: list[Stakeholder]) -> Any:
    named = [links.naming(one) for one in people]
    return Message.objects.filter(project=project, person__in=named).order_by("-created_at", "-pk")[:20]


@project_view(Perm.STAKEHOLDER_EDIT, methods=("GET", "POST"))
def add(request: ProjectRequest, project: Project) -> HttpResponse:
    """A new person; a name and an address may come along, as of a colleague whom somebody named."""
    known = {name: request.GET.get(name, "").replace("\x00", "")[:254] for name in ("name", "email")}
    form = StakeholderForm(request.POST or None, project=project, initial=known)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            made = actions.add(project=project, by=request.user, **form.values)
            messages.success(request, _("%(name)s is in the register.") % {"name": made.name})
            return once.done(request, made.get_absolute_url())
    return _form(request, project, form, None)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("GET", "POST"))
def edit(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changes one person; when somebody saved in between, both texts are shown."""
    stakeholder = _one(project, pk)
    form = StakeholderForm(request.POST or None, project=project, instance=_one(project, pk))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(stakeholder=stakeholder, version=version, by=request.user, **form.values)
        except actions.Conflict as conflict:
            form.show_conflict(conflict.current)
            return _form(request, project, form, stakeholder, conflict=True)
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return _form(request, project, form, stakeholder)


def _form(
    request: ProjectRequest,
    project: Project,
    form: StakeholderForm,
    stakeholder: Stakeholder | None,
    *,
    conflict: bool = False,
) -> HttpResponse:
    crumbs = [(_("Stakeholders"), reverse("stakeholders:list", args=[project.slug]))]
    if stakeholder:
        crumbs.append((stakeholder.name, stakeholder.get_absolute_url()))
        form.tell_of_talks(queries.talks_told([stakeholder]))
    status = 409 if conflict else 422 if form.errors else 200
    context = {"form": form, "stakeholder": stakeholder, "crumbs": crumbs, "conflict": conflict}
    return render(request, "stakeholders/form.html", context, status=status)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def archive(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Puts a person away, with a way back."""
    stakeholder = _one(project, pk)
    actions.archive(stakeholder=stakeholder, by=request.user)
    undo = reverse("stakeholders:restore", args=[project.slug, pk])
    messages.success(
        request,
        _("%(name)s is archived. What they said stays.") % {"name": stakeholder.name},
        extra_tags=f"undo {undo}",
    )
    return redirect("stakeholders:list", project.slug)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Brings a person back."""
    stakeholder = _one(project, pk)
    actions.restore(stakeholder=stakeholder, by=request.user)
    messages.success(request, _("%(name)s is back in the register.") % {"name": stakeholder.name})
    return redirect(stakeholder)


def tabs(request: ProjectRequest, project: Project, here: str) -> list[dict[str, Any]]:
    """The pages of this room that the reader may open."""
    pages = [
        ("list", _("Register"), Perm.STAKEHOLDER_VIEW),
        ("interviews", _("Interviews"), Perm.INTERVIEW_VIEW),
        ("map", _("Map"), Perm.STAKEHOLDER_VIEW),
        ("rounds", _("Rounds"), Perm.INTERVIEW_VIEW),
        ("desk", _("Answers"), Perm.INTERVIEW_VIEW),
        ("asks", _("Asks"), Perm.INTERVIEW_VIEW),
        ("coverage", _("Coverage"), Perm.STAKEHOLDER_VIEW),
        ("bank", _("Questions"), Perm.INTERVIEW_VIEW),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"stakeholders:{name}", args=[project.slug]),
            "active": name == here,
            "count": None,
        }
        for name, label, permission in pages
        if access.may(request.membership, permission)
    ]


def _one(project: Project, pk: int, *, merged: bool = False) -> Stakeholder:
    """Somebody of the register; with `merged` also who became part of another."""
    people = project.stakeholders.select_related("owner", "merged_into")
    rows = people if merged else people.filter(merged_into=None)
    stakeholder: Stakeholder = get_object_or_404(rows, pk=pk)
    # The row knows its project already; another query for it would tell nothing new.
    stakeholder.project = project
    return stakeholder
