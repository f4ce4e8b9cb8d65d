"""Pages for people without an account: opened by a personal link, and telling nothing to anybody else.

An app's view stands behind `@by_link("stakeholders:personal")` and is called with the link's row.
Whatever is wrong with a token, the answer is one neutral page with a way to ask for a new link.
"""

import functools
import ipaddress
from collections.abc import Callable
from typing import Any, Concatenate, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute

from mailroom import links, pace
from mailroom.csrf import hides_address
from mailroom.models import PersonalLink

Response = TypeVar("Response", bound=HttpResponseBase)
type_view = Callable[Concatenate[HttpRequest, PersonalLink, ...], HttpResponseBase]
type_guarded = Callable[Concatenate[HttpRequest, str, ...], HttpResponseBase]

# One open page that saves as it is typed stays far below this; a script that hammers one link does not.
OF_ONE_LINK = RateLimitItemPerMinute(240)
# Only links that do not open are counted by address, so a hospital behind one address is never locked out.
REFUSED_FROM_ONE_ADDRESS = RateLimitItemPerMinute(300)
# A whole ward may ask on the same morning; one mailbox need not get more than a few.
ASKED_FROM_ONE_ADDRESS = RateLimitItemPerHour(600)
ASKED_FOR_ONE_MAILBOX = RateLimitItemPerHour(3)

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow",
}


def by_link(
    purpose: str, *, methods: tuple[str, ...] = ("GET", "POST"), often: RateLimitItem | None = None
) -> Callable[[type_view], type_guarded]:
    """Guards a view whose one address is a personal link's; it is called with the link instead of the token.

    Nothing changes by opening a link. The project's time zone is in force inside. `often` is for a link that
    many screens share.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def guard(view: type_view) -> type_guarded:
        @functools.wraps(view)
        def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return discreet(HttpResponseNotAllowed(methods))
            try:
                link = links.opened(token, purpose=purpose)
            except links.Refused:
                return neutral(request)
            if not pace.within(often or OF_ONE_LINK, "link", str(link.pk)):
                return too_often(request)
            with timezone.override(link.project.zone if link.project else None):
                return discreet(view(request, link, *args, **kwargs))

        guarded.purpose = purpose  # type: ignore[attr-defined]
        return hides_address(guarded)

    return guard


def neutral(request: HttpRequest) -> HttpResponse:
    """The one page for every link that does not open: it does not say why, nor whether it ever did."""
    if not pace.within(REFUSED_FROM_ONE_ADDRESS, "refused", address_of(request)):
        return too_often(request)
    return discreet(render(request, "mailroom/neutral.html", status=404))


def too_often(request: HttpRequest) -> HttpResponse:
    """Asks to come back in a minute."""
    response = discreet(render(request, "mailroom/too_often.html", status=429))
    response["Retry-After"] = "60"
    return response


def discreet(response: Response) -> Response:
    """The response with the headers that keep its address out of other sites, caches and search engines."""
    for name, value in HEADERS.items():
        response[name] = value
    return response


def address_of(request: HttpRequest) -> str:
    """Whose request it is: the address that the outermost trusted proxy saw; an IPv6 network is one."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.TRUSTED_PROXIES
    said = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
