"""Pages that a mail leads to: confirm, no more reminders, a new link. Opening one changes nothing."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from mailroom import actions, pace, public
from mailroom.actions import suppress
from mailroom.csrf import hides_address
from mailroom.forms import NewLinkForm
from mailroom.models import Confirmation, PersonalLink


@public.by_link("mailroom:confirm")
def confirm(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What is to be confirmed, and the button."""
    confirmation = Confirmation.objects.select_related("project").filter(link=link).first()
    if confirmation is None:
        return public.neutral(request)
    if request.method == "POST":
        actions.confirm(confirmation=confirmation)
        return redirect(request.path)
    return render(
        request,
        "mailroom/confirm.html",
        {
            "confirmation": confirmation,
            "project": confirmation.project,
            "accent_url": confirmation.project.accent_url,
            "title": confirmation.title,
        },
    )


@hides_address
@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """No more reminders: by a mail program's one click (RFC 8058), or by the button on our page."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        return _one_click(request, token)
    return _unsubscribe_page(request, token)


@public.by_link("mailroom:unsubscribe", methods=("POST",))
def _one_click(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """A mail program has no cookie and follows no redirect, and the token is all the proof it needs."""
    actions.stop_reminders(link=link, how=suppress.by_mail_program())
    return HttpResponse("Reminders are stopped.\n", content_type="text/plain; charset=utf-8")


@csrf_protect
@public.by_link("mailroom:unsubscribe")
def _unsubscribe_page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    if request.method == "POST" and "again" in request.POST:
        actions.take_back(link=link)
        return redirect(request.path)
    if request.method == "POST":
        actions.stop_reminders(link=link, how=suppress.by_button())
        return redirect(request.path)
    return render(
        request,
        "mailroom/unsubscribe.html",
        {
            "project": link.project,
            "accent_url": link.project.accent_url if link.project else "",
            "suppression": actions.suppression_of(link),
        },
    )


@hides_address
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Asks for the address; whoever it is, the answer is the same."""
    form = NewLinkForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return public.discreet(render(request, "mailroom/new_link.html", {"form": form}))
    email = form.cleaned_data["email"]
    if not pace.within(public.ASKED_FROM_ONE_ADDRESS, "asked", public.address_of(request)):
        return public.too_often(request)
    if pace.within(public.ASKED_FOR_ONE_MAILBOX, "mailbox", email.lower()):
        actions.ask_for_new_link(email=email, language=get_language() or "en")
    return public.discreet(redirect("mailroom:new_link_asked"))


@require_safe
def new_link_asked(request: HttpRequest) -> HttpResponse:
    """The one sentence."""
    return public.discreet(render(request, "mailroom/new_link_asked.html"))
