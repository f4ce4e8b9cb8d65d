"""The friction log: the list with what the system still produces, one friction, the link for the floor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from limits import RateLimitItemPerHour

from mailroom import links, pace, public
from mailroom.models import PersonalLink
from outcomes import actions, forms, queries
from outcomes.actions.frictions import LINK
from outcomes.models import Friction, FrictionState
from outcomes.views.pages import form_page, home_crumbs, saved, select, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, ordered, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "last": ("-last_seen",),
    "words": ("words",),
    "seen": ("seen", "words"),
    "state": ("state", "words"),
    "owner": ("owner__name", "words"),
}
# A whole floor may sit behind one address; a script does not get far.
FROM_ONE_ADDRESS, BY_ONE_LINK = RateLimitItemPerHour(60), RateLimitItemPerHour(600)


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """What keeps going wrong, and first what the system still produces."""
    asked = _asked(request)
    found = listing(request, queries.frictions(project, **asked), sorts=SORTS)
    context = {
        "listing": found,
        "rows": found.rows,
        "recurring": [] if any(asked.values()) else queries.recurring(project)[:5],
        "filtered": any(asked.values()),
        "selects": [
            select(
                "state",
                _("State:"),
                [*FrictionState.choices, ("all", _("all"))],
                asked["state"],
                _("not solved"),
            ),
            select("owner", _("Owner:"), [("nobody", _("nobody yet"))], asked["owner"], _("all")),
        ],
    }
    return render(request, "outcomes/frictions.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as a file, as it is filtered."""
    rows = ordered(request, queries.frictions(project, **_asked(request)), sorts=SORTS)
    columns = [
        (_("What keeps going wrong"), "words"),
        (_("State"), "state"),
        (_("Owner"), "owner"),
        (_("Times seen"), "seen"),
        (_("First seen"), "first_seen"),
        (_("Last seen"), "last_seen"),
        (_("Change of the system"), "change"),
    ]
    values = (
        (
            one.words,
            one.get_state_display(),
            str(one.owner or ""),
            one.seen,
            one.first_seen,
            one.last_seen,
            one.change,
        )
        for one in rows
    )
    return tables.download(request, name=_("Frictions"), columns=columns, rows=values)


@project_view(Perm.FRICTION_LOG, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Saying what went wrong."""
    form = forms.LogForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.log_friction(project=project, by=request.user, **form.cleaned_data)
            messages.success(request, _("It is in the log."))
            return once.done(request, made.get_absolute_url())
    sentence = _("Anyone may. It counts each time, in whatever words; nobody is blamed.")
    return form_page(
        request, form, _("Log a friction"), _list_url(project), crumbs=_crumbs(project), sentence=sentence
    )


@project_view(Perm.OUTCOME_VIEW)
def friction(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One friction: each time that it was seen, what was done, what sounds alike."""
    shown = _friction(project, pk)
    if shown.same_as_id:
        return redirect("outcomes:friction", project.slug, shown.same_as_id)
    sightings = list(shown.sightings.select_related("seen_by", "logged_as"))
    context = {
        "friction": shown,
        "sightings": sightings,
        "others": shown.others.order_by("pk"),
        "steps": shown.steps.select_related("by"),
        "alike": queries.alike(shown),
        "fixes": shown.steps.filter(state=FrictionState.SOLVED).count(),
        "lessons": shown.lessons.active(),
        "step_form": forms.StepForm(initial={"state": shown.state}),
        "crumbs": _crumbs(project),
    }
    return render(request, "outcomes/friction.html", context)


@project_view(Perm.FRICTION_LOG, methods=("GET", "POST"))
def again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It happened again."""
    shown = _friction(project, pk)
    form = forms.LogForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.see_again(friction=shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("Counted once more."))
            return once.done(request, shown.get_absolute_url())
    title = _("It happened again")
    crumbs = [*_crumbs(project), (shown.words, shown.get_absolute_url())]
    return form_page(request, form, title, shown.get_absolute_url(), crumbs=crumbs, sentence=shown.words)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Its words, its owner, the change that it asks for."""
    shown, status = _friction(project, pk), 200
    form = forms.FrictionForm(request.POST or None, instance=_friction(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        status = saved(
            form,
            lambda: actions.reword_friction(
                friction=shown, by=request.user, version=form.cleaned_data["version"], **form.given()
            ),
        )
        if not status:
            messages.success(request, _("Saved."))
            return redirect(shown.get_absolute_url())
    crumbs = [*_crumbs(project), (shown.words, shown.get_absolute_url())]
    return form_page(
        request, form, _("Change a friction"), shown.get_absolute_url(), crumbs=crumbs, status=status
    )


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def step(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What is done about it now."""
    shown = _friction(project, pk)
    form = forms.StepForm(request.POST)
    if form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.step(friction=shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("Written into its history."))
            return once.done(request, shown.get_absolute_url())
    messages.error(request, _("Choose a state; a note has up to 1,000 characters."))
    return redirect(shown.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def join(request: ProjectRequest, project: Project, pk: int, other: int) -> HttpResponse:
    """Both are one."""
    shown, into = _friction(project, pk), _friction(project, other)
    try:
        actions.is_the_same(friction=shown, as_=into, by=request.user)
    except actions.NotPossible as error:
        messages.error(request, str(error))
        return redirect(shown.get_absolute_url())
    words = _("Both are one now, under these words.")
    return undone_by(request, words, "part_friction", pk, to=into.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def part(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """They are not the same after all."""
    shown = _friction(project, pk)
    actions.is_another(friction=shown, by=request.user)
    messages.success(request, _("They are two again."))
    return redirect("outcomes:friction", project.slug, pk)


@project_view(Perm.OUTCOME_VIEW)
def link(request: ProjectRequest, project: Project) -> HttpResponse:
    """The link for the floor, to be passed on."""
    row = queries.friction_link(project)
    address = links.url(row) if row is not None and row.is_open else ""
    context = {"address": address, "link": row, "crumbs": _crumbs(project)}
    return render(request, "outcomes/friction_link.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def change_link(request: ProjectRequest, project: Project) -> HttpResponse:
    """Opening, renewing and closing it."""
    match request.POST.get("to"):
        case "renew":
            actions.renew_link(project=project, by=request.user)
            messages.success(request, _("The link has a new address; the old one opens nothing any more."))
        case "close":
            actions.close_link(project=project, by=request.user)
            messages.success(request, _("The link is closed."))
        case _:
            actions.open_link(project=project, by=request.user)
            messages.success(request, _("The link is open."))
    return redirect("outcomes:friction_link", project.slug)


@public.by_link(LINK)
def say(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The form behind the link. Opening it changes nothing."""
    project = link.project
    if project is None:
        return public.neutral(request)
    form = forms.SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _within_pace(request, link):
            return public.too_often(request)
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            actions.log_friction(project=project, by=None, **form.cleaned_data)
            return once.done(request, reverse("outcomes:said"))
    context = {"project": project, "accent_url": project.accent_url, "form": form}
    return render(request, "outcomes/say.html", context, status=422 if form.is_bound else 200)


@require_safe
def said(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    return public.discreet(render(request, "outcomes/said.html"))


def _within_pace(request: HttpRequest, link: PersonalLink) -> bool:
    address = public.address_of(request)
    return pace.within(FROM_ONE_ADDRESS, "friction", str(link.pk), address) and pace.within(
        BY_ONE_LINK, "friction", str(link.pk)
    )


def _asked(request: ProjectRequest) -> dict[str, str]:
    state, owner = request.GET.get("state", ""), request.GET.get("owner", "")
    return {
        "text": search_text(request),
        "state": state if state in (*FrictionState.values, "all") else "",
        "owner": owner if owner == "nobody" else "",
    }


def _friction(project: Project, pk: int) -> Friction:
    shown: Friction = get_object_or_404(project.frictions.select_related("project", "owner"), pk=pk)
    return shown


def _list_url(project: Project) -> str:
    return reverse("outcomes:frictions", args=[project.slug])


def _crumbs(project: Project) -> "list[tuple[str, str]]":
    return home_crumbs(project, (_("Frictions"), _list_url(project)))
