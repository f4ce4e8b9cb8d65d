"""The page on which somebody without an account says that they are reached like this."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation

from crisis import actions, forms
from crisis.mail_people import CONTACT
from crisis.models import CrisisPerson
from mailroom.models import PersonalLink
from mailroom.public import by_link, neutral

LANGUAGES = ("en", "es")


@by_link(CONTACT)
def contact(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """How they are reached; the button says that it is right. Opening the page says nothing."""
    people = CrisisPerson.objects.active().select_related("project").prefetch_related("roles")
    person = people.filter(pk=link.person_pk).first()
    if person is None:
        return neutral(request)
    with translation.override(_language(request, person)):
        if request.method != "POST":
            return _page(request, person, forms.Ways(person.ways.all()), forms.ContactForm(instance=person))
        return _posted(request, person)


def _posted(request: HttpRequest, person: CrisisPerson) -> HttpResponseBase:
    """A row's buttons keep nothing; “I am reached like this” keeps the ways in the order that they have."""
    ways = forms.Ways(posted=request.POST)
    if ways.rearrange(request.POST):
        form = forms.ContactForm(initial=request.POST.dict(), instance=person)
        return _page(request, person, ways, form)
    form = forms.ContactForm(request.POST, instance=person)
    if not all([form.is_valid(), ways.is_valid()]):
        return _page(request, person, ways, form, status=422)
    try:
        actions.confirm_ways(person=person, version=form.cleaned_data["version"], ways=ways.given())
    except actions.SavedMeanwhile as error:
        form.tell_of(error.stored)
        return _page(request, person, ways, form, theirs=error.stored, status=409)
    return redirect(f"{request.path}?lang={translation.get_language()}")


def _page(
    request: HttpRequest,
    person: CrisisPerson,
    ways: forms.Ways,
    form: forms.ContactForm,
    *,
    theirs: CrisisPerson | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "person": person,
        "form": form,
        "ways": ways,
        "theirs": ways.unlike(theirs),
        "project": person.project,
        "accent_url": person.project.accent_url,
    }
    return render(request, "crisis/contact.html", context, status=status)


def _language(request: HttpRequest, person: CrisisPerson) -> str:
    wished = request.POST.get("lang") or request.GET.get("lang", "")
    return wished if wished in LANGUAGES else person.language
