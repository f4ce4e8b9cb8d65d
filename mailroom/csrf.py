"""Forgery protection on pages that hide their own address.

A page with `Referrer-Policy: no-referrer` (every page opened by a personal link) makes the browser
send `Origin: null` with its forms, which Django's protection must refuse. On those pages alone the
hidden origin is taken for our own; the token in the form and its cookie are checked as everywhere.
Whoever would forge such a form has to know the personal link itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

View = TypeVar("View", bound=Callable[..., Any])


class HiddenOriginMiddleware(MiddlewareMixin):
    """Stands before Django's CsrfViewMiddleware, which then finds what it compares."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        """Names our own origin where the page had to hide it."""
        if request.META.get("HTTP_ORIGIN") == "null" and getattr(view, "hides_address", False):
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"


def hides_address(view: View) -> View:
    """Marks a view whose pages carry `Referrer-Policy: no-referrer` and post forms to it."""
    view.hides_address = True  # type: ignore[attr-defined]
    return view
