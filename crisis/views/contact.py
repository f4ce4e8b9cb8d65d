"""The page on which somebody without an account says that they are reached like this."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation

from crisis import actions, forms
from crisis.mail import CONTACT
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
        form = forms.ContactForm(request.POST or None, instance=people.get(pk=person.pk))
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                actions.confirm_ways(person=person, version=form.cleaned_data["version"], **form.given())
                return redirect(f"{request.path}?lang={translation.get_language()}")
            except actions.SavedMeanwhile as error:
                form.tell_of(error.stored)
                status = 409
        elif request.method == "POST":
            status = 422
        context = {
            "person": person,
            "form": form,
            "project": person.project,
            "accent_url": person.project.accent_url,
        }
        return render(request, "crisis/contact.html", context, status=status)


def _language(request: HttpRequest, person: CrisisPerson) -> str:
    wished = request.POST.get("lang") or request.GET.get("lang", "")
    return wished if wished in LANGUAGES else person.language
