"""The inbox of the default start: mails that never left this machine, readable on this machine only."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from callcenter_planner.embedded import inbox


def only_here(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """404 unless the mails were kept by `bin/start` and the reader sits at the same machine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        if not settings.EMBEDDED or not _is_local(request.META.get("REMOTE_ADDR", "")):
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(never_cache(guarded))


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


def _mail(name: str) -> inbox.Mail:
    mail = inbox.one(_folder(), name)
    if mail is None:
        raise Http404
    return mail


@only_here
def mails(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first."""
    to = request.GET.get("to", "")
    found = inbox.newest(_folder(), to=to)
    return render(request, "inbox/list.html", {"mails": found, "to": to, "limit": inbox.LONGEST_LIST})


@only_here
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its links, its page in a frame that may do nothing, its text."""
    return render(request, "inbox/mail.html", {"mail": _mail(name)})


@only_here
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": [NONE],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one mail, as a mail program would show it; links open in a new tab."""
    return HttpResponse('<base target="_blank">' + _mail(name).html)
