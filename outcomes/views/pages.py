"""What the pages of outcomes have in common: tabs, a form on a page of its own, saving what has versions."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions
from projects.access import ProjectRequest
from projects.models import Project

Crumbs = Sequence[tuple[str, str]]


def home_crumbs(project: Project, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Outcomes, and what stands between it and here."""
    return [(_("Outcomes"), reverse("outcomes:list", args=[project.slug])), *more]


def select(
    name: str, label: str, options: Sequence[tuple[Any, Any]], value: str, everything: str
) -> dict[str, Any]:
    """One filter of a list, as outcomes/toolbar.html shows it; `everything` is what no choice gives."""
    return {"name": name, "label": label, "options": options, "value": value, "everything": everything}


def form_page(
    request: ProjectRequest,
    form: Any,
    title: str,
    cancel_url: str,
    *,
    crumbs: Crumbs = (),
    sentence: str = "",
    submit: str = "",
    status: int = 200,
) -> HttpResponse:
    """A form on its own page: 422 when something in it is wrong, or the status that is given."""
    if status == 200 and form.is_bound and form.errors:
        status = 422
    context = {
        "form": form,
        "title": title,
        "sentence": sentence,
        "submit": submit,
        "cancel_url": cancel_url,
        "crumbs": crumbs or home_crumbs(request.project),
    }
    return render(request, "outcomes/form.html", context, status=status)


def saved(form: Any, save: Callable[[], Any], *, at: str | None = None) -> int:
    """Carries an edit out: 0 when it was saved; 409 or 422 when the form has to be shown again.

    `at` is the field beside which an action's refusal is said.
    """
    try:
        save()
    except actions.ChangedMeanwhile as error:
        form.tell_of(error.stored)
        return 409
    except actions.NotPossible as error:
        form.add_error(at, str(error))
        return 422
    return 0


def undone_by(request: ProjectRequest, words: str, name: str, *args: Any, to: str) -> HttpResponse:
    """Says what was done, with an Undo that posts to the address of this name, and goes on."""
    undo = reverse(f"outcomes:{name}", args=[request.project.slug, *args])
    messages.success(request, words, extra_tags=f"undo {undo}")
    return redirect(to)
