"""Several projects: where each stands, side by side; a new one like another, or from a template."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from callcenter_planner import portfolio as projects_side_by_side
from callcenter_planner.forms import LikeForm
from callcenter_planner.whole import likeness
from projects import once
from projects.forms import posted
from projects.listing import search_text
from projects.models import Project, User
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
    if tables.asked(request):
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
    """A new project from one of the person's templates, or like one that they lead."""
    user = cast(User, request.user)
    form = LikeForm(posted(request), user=user, initial={"of": request.GET.get("of", "")})
    if form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = _made(form, user)
            messages.success(request, _("It begins with what you chose. Nobody else is in it yet."))
            return once.done(request, reverse("roof:home", args=[made.slug]))
    return render(request, "roof/like.html", {"form": form}, status=422 if form.errors else 200)


def _made(form: LikeForm, user: User) -> Project:
    asked = dict(form.cleaned_data)
    key = asked.pop("of")
    if key in form.templates:
        return likeness.make_from(template=form.templates[key], by=user, **asked)
    return likeness.make_like(of=form.projects[key], by=user, **asked)


@login_required
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The person's templates."""
    kept = cast(User, request.user).templates.defer("content")
    rows = [
        (one, [likeness.PARTS[part].words for part in one.parts if part in likeness.PARTS]) for one in kept
    ]
    return render(request, "roof/templates.html", {"rows": rows})


@login_required
@require_POST
def forget_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a template go. Projects that were made from it stay as they are."""
    template = get_object_or_404(cast(User, request.user).templates.defer("content"), pk=pk)
    messages.success(request, _("The template “%(name)s” is gone.") % {"name": template.name})
    template.delete()
    return redirect("roof:templates")
