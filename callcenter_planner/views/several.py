"""Several projects: where each stands, side by side; and a new one like another."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from callcenter_planner import portfolio as projects_side_by_side
from callcenter_planner.forms import LikeForm
from callcenter_planner.whole import likeness
from projects import once
from projects.forms import posted
from projects.listing import search_text
from projects.models import User
from reports import tables

SORTS = {"name": "name", "organisation": "organisation", "go_live": "go_live", "heard": "heard"}


@login_required
@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Where each of one's projects stands on the path from dream to run."""
    asked = request.GET.get("sort", "name")
    sort = asked if asked.removeprefix("-") in SORTS else "name"
    lines = projects_side_by_side.lines(cast(User, request.user), text=search_text(request))
    lines.sort(key=lambda line: line.key(sort.removeprefix("-")), reverse=sort.startswith("-"))
    if "format" in request.GET:
        return tables.download(
            request,
            name=_("projects"),
            columns=[(str(words), key) for words, key in projects_side_by_side.COLUMNS],
            rows=[line.row() for line in lines],
        )
    context = {"lines": lines, "sort": sort, "text": search_text(request)}
    return render(request, "roof/portfolio.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def like(request: HttpRequest) -> HttpResponse:
    """A new project like one that the person leads."""
    user = cast(User, request.user)
    form = LikeForm(posted(request), user=user)
    if form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = likeness.make_like(by=user, **form.cleaned_data)
            messages.success(
                request, _("It asks, sorts and agrees as the other one does. Nobody else is in it yet.")
            )
            return once.done(request, reverse("roof:home", args=[made.slug]))
    context = {"form": form, "leads_none": not form.fields["of"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "roof/like.html", context, status=422 if form.errors else 200)
