"""The intake link: its page for members, the form behind it, and what the sender sees later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from limits import RateLimitItemPerHour

from mailroom import links, pace, public
from mailroom.models import PersonalLink
from marketing_sync import actions, forms, mail, queries
from marketing_sync.models import Launch
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project

# A marketing department behind one address may have a busy morning; a script does not get far.
FROM_ONE_ADDRESS = RateLimitItemPerHour(30)
BY_ONE_LINK = RateLimitItemPerHour(300)


@project_view(Perm.LAUNCH_EDIT)
def intake_link(request: ProjectRequest, project: Project) -> HttpResponse:
    """The link, to be passed on to marketing."""
    link = queries.intake_link(project)
    is_open = link is not None and link.is_open
    context = {"address": links.url(link) if link is not None and is_open else "", "link": link}
    return render(request, "marketing_sync/intake_link.html", context)


@project_view(Perm.PROJECT_EDIT, methods=("POST",))
def change_intake(request: ProjectRequest, project: Project) -> HttpResponse:
    """Opening, renewing and closing it."""
    match request.POST.get("to"):
        case "renew":
            actions.renew_intake(project=project, by=request.user)
            messages.success(request, _("The link has a new address; the old one opens nothing any more."))
        case "close":
            actions.close_intake(project=project, by=request.user)
            messages.success(request, _("The link is closed."))
        case _:
            actions.open_intake(project=project, by=request.user)
            messages.success(request, _("The link is open."))
    return redirect("marketing_sync:intake_link", project.slug)


@public.by_link(mail.INTAKE)
def intake(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The form. Opening it changes nothing."""
    project = link.project
    if project is None:
        return public.neutral(request)
    form = forms.IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _within_pace(request, link):
            return public.too_often(request)
        return _take_in(request, project, form)
    context = {"project": project, "accent_url": project.accent_url, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "marketing_sync/intake.html", context, status=status)


def _within_pace(request: HttpRequest, link: PersonalLink) -> bool:
    address = public.address_of(request)
    return pace.within(FROM_ONE_ADDRESS, "intake", str(link.pk), address) and pace.within(
        BY_ONE_LINK, "intake", str(link.pk)
    )


def _take_in(request: HttpRequest, project: Project, form: forms.IntakeForm) -> HttpResponse:
    """Registers it once; the page after it names no link, since form keys keep where a form led."""
    sender = actions.Sender(form.cleaned_data["sender_name"], form.cleaned_data["sender_email"])
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        language = get_language() or "en"
        actions.take_in(project=project, sender=sender, window=form.window, language=language, **form.what())
        return once.done(request, reverse("marketing_sync:intake_sent"))


@require_safe
def intake_sent(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    return public.discreet(render(request, "marketing_sync/intake_sent.html"))


@public.by_link(mail.INTAKE_STATE, methods=("GET",))
def intake_state(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What became of it, for who sent it."""
    launch = Launch.objects.select_related("project").filter(pk=link.person_pk).first()
    if launch is None:
        return public.neutral(request)
    context = {
        "project": launch.project,
        "accent_url": launch.project.accent_url,
        "launch": launch,
        "review_due": queries.review_due(launch, queries.agreement(launch.project)),
        "known": queries.known([launch])[launch.pk],
    }
    return render(request, "marketing_sync/intake_state.html", context)
