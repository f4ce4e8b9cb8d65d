"""Telling everybody, and seeing who has answered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Activation, Broadcast, Delivery
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import tables


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writing a broadcast; it says to how many it goes before it goes."""
    activation = _run(project, pk)
    may_ask = activation.playbook.key not in queries.NEVER_ASKS
    texts = queries.texts_for(activation)
    wished = texts.get(request.GET.get("template", "first" if may_ask else "threat"), texts["first"])
    initial = {"subject": wished[0], "text": wished[1]}
    begun = [text for _subject, text in texts.values()]
    form = forms.BroadcastForm(request.POST or None, initial=initial, may_ask=may_ask, begun=begun)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                sent = actions.broadcast(activation=activation, by=request.user, **form.cleaned_data)
                return once.done(request, sent.get_absolute_url())
            except actions.Over as error:
                form.add_error(None, str(error))
    context = {
        "activation": activation,
        "form": form,
        "may_ask": may_ask,
        "people": queries.reachable(activation).count(),
        "templates": [(key, subject) for key, (subject, _text) in texts.items()],
    }
    return render(request, "crisis/broadcast_new.html", context, status=422 if form.errors else 200)


@project_view(Perm.CRISIS_VIEW)
def broadcast(request: ProjectRequest, project: Project, pk: int, number: int) -> HttpResponse:
    """What became of it, person by person, who has not answered first."""
    sent = _sent(project, pk, number)
    rows = queries.recipients_of(sent, with_ways=True)
    text, state = search_text(request), request.GET.get("state", "")
    state = state if state in Delivery.values else ""
    shown = [
        row for row in rows if state in ("", row.delivery) and text.casefold() in row.person.name.casefold()
    ]
    context = {
        "sent": sent,
        "activation": sent.activation,
        "reached": next(one for one in queries.reached(sent.activation) if one.broadcast.pk == sent.pk),
        "rows": sorted(shown, key=lambda row: (row.delivery == Delivery.CONFIRMED, row.person.name)),
        "deliveries": queries.deliveries(rows),
        "calls": queries.calls_of(sent),
        "text": text,
        "state": state,
    }
    return render(request, "crisis/broadcast.html", context)


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project, pk: int, number: int) -> HttpResponse:
    """Who was reached, as a file."""
    rows = queries.recipients_of(_sent(project, pk, number), with_ways=True)
    return tables.download(
        request,
        name=_("Broadcast"),
        columns=[
            (_("Name"), "name"),
            (_("E-mail"), "email"),
            (_("Reached by"), "ways"),
            (_("State"), "state"),
            (_("Confirmed"), "confirmed_at"),
        ],
        rows=map(_exported, rows),
    )


def _exported(row: Any) -> tuple[Any, ...]:
    confirmed_at = row.confirmation.confirmed_at if row.confirmation else None
    ways = "; ".join(map(str, row.person.ways.all()))
    return row.person.name, row.person.email, ways, str(row.delivery.label), confirmed_at


def _run(project: Project, pk: int) -> Activation:
    return get_object_or_404(queries.runs(project), pk=pk)


def _sent(project: Project, pk: int, number: int) -> Broadcast:
    rows = Broadcast.objects.select_related("activation__project", "activation__playbook", "sent_by")
    return get_object_or_404(rows, activation__project=project, activation=pk, number=number)
