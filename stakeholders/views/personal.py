"""The personal page: a person's own place to answer, without an account, with or without JavaScript.

A GET changes nothing, so a mail scanner may open it as often as it likes. A text that cannot be
written into the answer (another device was there, the round is over) is kept beside it and said so.
"""

import dataclasses
import secrets
from urllib.parse import urlencode

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mailroom import links
from mailroom.models import PersonalLink
from mailroom.public import by_link, neutral
from projects.templatetags.planner import clock
from stakeholders import actions, queries
from stakeholders.actions import Standing
from stakeholders.forms import ColleagueForm
from stakeholders.forms.personal import TooLong, read_answer
from stakeholders.mail import PERSONAL
from stakeholders.models import Answer, AnswerText, Interview, Kind, QuestionWording, State
from stakeholders.models.answer import FEWEST
from stakeholders.queries import Asked, Page

LANGUAGES = ("en", "es")
_NOTE = 2000


@by_link(PERSONAL)
def personal(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """The page; a POST saves all of it and, by the button that was pressed, also hands it in."""
    page = _page(request, link)
    if page.interview is None:
        return neutral(request)
    with translation.override(_language(request, page.interview)):
        if request.method == "POST":
            return _save_all(request, link, page)
        return _render(request, link, page)


def _save_all(request: HttpRequest, link: PersonalLink, page: Page) -> HttpResponse:
    """Everything on the page, question by question; what could not be saved is shown with the reason."""
    asked = [_save(request.POST, page, one) for one in page.asked]
    refused = {one.number: one for one, _standing in asked if one.error}
    fresh = _with(_page(request, link, page.interview), refused)
    if refused:
        return _render(request, link, fresh, status=422)
    if any(standing is Standing.REFUSED for _asked, standing in asked):
        messages.warning(request, _refused())
    elif any(standing is Standing.LATE for _asked, standing in asked):
        messages.warning(request, _late())
    elif "submit" in request.POST:
        return _submit(request, link, fresh)
    else:
        messages.success(request, _("Saved. You can close this page and come back."))
    return _back(request, link, fresh, change=True)


def _submit(request: HttpRequest, link: PersonalLink, page: Page) -> HttpResponse:
    missing = [one for one in page.asked if one.wording.required and not one.is_answered and not one.is_unmet]
    if missing or not page.answered:
        told = {one.number: dataclasses.replace(one, error=_("Please answer this one.")) for one in missing}
        notice = "" if missing else _("Nothing is answered yet, so there is nothing to submit.")
        return _render(request, link, _with(page, told), notice=notice, status=422)
    try:
        actions.submit(interview=_interview(page))
    except actions.Late:
        messages.warning(request, _refused() if _interview(page).round.anonymous else _late())
    return _back(request, link, page)


def _with(page: Page, told: dict[int, Asked]) -> Page:
    """The page with some of its questions in another state."""
    return dataclasses.replace(page, asked=[told.get(one.number, one) for one in page.asked])


def _back(request: HttpRequest, link: PersonalLink, page: Page, *, change: bool = False) -> HttpResponse:
    """To the page itself, so that a reload sends nothing twice."""
    asked = {"r": str(_interview(page).pk), "lang": translation.get_language()}
    if change:
        asked["change"] = "1"
    return redirect(f"{reverse(PERSONAL, args=[links.token(link)])}?{urlencode(asked)}")


def _save(posted: QueryDict, page: Page, one: Asked) -> tuple[Asked, Standing | None]:
    """Saves one question of a posted page; a question that is not in it is left as it is."""
    if f"v{one.wording.pk}" not in posted:
        return one, None
    try:
        return one, _write(posted, _interview(page), one.wording).standing
    except TooLong as error:
        return dataclasses.replace(one, error=str(error), typed=posted.get(one.name, "")), None


def _write(posted: QueryDict, interview: Interview, wording: QuestionWording) -> actions.Outcome:
    said = read_answer(wording, posted)
    return actions.save_answer(
        interview=interview,
        wording=wording,
        text=said.text,
        value=said.value,
        version=_whole(posted.get(f"v{wording.pk}", "")),
        device=_device(posted),
    )


@by_link(PERSONAL, methods=("POST",))
def save(request: HttpRequest, link: PersonalLink, wording_pk: int) -> HttpResponseBase:
    """Saves one answer as it is typed. In JSON: 200 saved, 409 kept beside, 410 late, 422 too long.

    A request that does not say what it was typed over is malformed: 400.
    """
    interview = queries.interview_of(link.person_pk, interview_pk=_wished(request))
    wording = queries.wording_in(interview, wording_pk) if interview else None
    if interview is None or wording is None:
        return neutral(request)
    if f"v{wording_pk}" not in request.POST:
        return HttpResponseBadRequest()
    with translation.override(_language(request, interview)):
        try:
            outcome = _write(request.POST, interview, wording)
        except TooLong as error:
            return JsonResponse({"error": str(error)}, status=422)
        if outcome.standing is Standing.REFUSED:
            return JsonResponse({"says": _refused()}, status=410)
        if outcome.standing is Standing.LATE:
            return JsonResponse({"says": _late()}, status=410)
        if outcome.standing is Standing.BESIDE:
            return _both(request, link, outcome.answer)
        answered, total = queries.answered_in(interview)
        return JsonResponse(
            {
                "version": outcome.answer.version,
                "answered": answered,
                "total": total,
                "words": _answered_words(answered, total),
                "saved": _("Saved %(time)s") % {"time": clock(timezone.now())},
            }
        )


def _both(request: HttpRequest, link: PersonalLink, answer: Answer) -> JsonResponse:
    """Another device was first: what stands, which kept text is this page's, and where to choose."""
    mine = answer.texts.filter(kind=AnswerText.Kind.BESIDE, device=_device(request.POST)).first()
    body = {
        "says": _beside(),
        "theirs": answer.text,
        "kept": mine.pk if mine else "",
        "written": answer.wording.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT),
        "choose": reverse("stakeholders:personal_choose", args=[links.token(link), answer.wording_id]),
    }
    return JsonResponse(body, status=409)


@by_link(PERSONAL, methods=("POST",))
def resolve(request: HttpRequest, link: PersonalLink, wording_pk: int) -> HttpResponseBase:
    """The person chose between the texts of two devices."""
    page = _page(request, link)
    one = next((one for one in page.asked if one.wording.pk == wording_pk), None)
    if page.interview is None or one is None or one.answer is None:
        return neutral(request)
    with translation.override(_language(request, page.interview)):
        # The whole form comes along: what was typed into the other questions is saved too.
        for other in page.asked:
            if other.wording.pk != wording_pk:
                _save(request.POST, page, other)
        try:
            actions.resolve(
                interview=page.interview,
                wording=one.wording,
                keep=request.POST.get("keep", ""),
                device=_device(request.POST),
            )
        except actions.Late:
            messages.warning(request, _late())
        return _back(request, link, page, change=True)


@by_link(PERSONAL, methods=("POST",))
def seen(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """The person did something on the page for the first time; a mere GET never says so."""
    interview = queries.interview_of(link.person_pk, interview_pk=_wished(request))
    if interview is not None:
        actions.mark_opened(interview=interview)
    return HttpResponse(status=204)


@by_link(PERSONAL, methods=("POST",))
def wish(request: HttpRequest, link: PersonalLink, kind: str) -> HttpResponseBase:
    """Decline, answer after all, stop reminders, rather talk, or name a colleague."""
    page = _page(request, link)
    if page.interview is None:
        return neutral(request)
    with translation.override(_language(request, page.interview)):
        form = ColleagueForm(request.POST)
        if kind == "colleague" and not form.is_valid():
            return _render(request, link, page, colleague=form, status=422)
        try:
            messages.success(request, _carry_out(kind, page.interview, _note(request), form))
        except actions.Late:
            messages.warning(request, _over())
        return _back(request, link, page)


def _carry_out(kind: str, interview: Interview, note: str, form: ColleagueForm) -> str:
    """Does what was wished; returns what the page says about it."""
    match kind:
        case "decline":
            actions.decline(interview=interview, reason=note)
            return _("Thank you for saying so. You will get no more reminders of this round.")
        case "after-all":
            actions.answer_after_all(interview=interview)
            return _("Good to have you back.")
        case "stop":
            actions.stop_reminders(interview=interview)
            return _("You will get no more reminders. You can still answer here.")
        case "talk":
            actions.want_to_talk(interview=interview, note=note)
            return _("We will get in touch with you.")
        case _:
            actions.name_colleague(interview=interview, **form.cleaned_data)
            return _("Thank you. We will see to it.")


def _render(
    request: HttpRequest,
    link: PersonalLink,
    page: Page,
    *,
    notice: str = "",
    colleague: ColleagueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    interview = _interview(page)
    project = interview.round.project
    context = {
        "project": project,
        "accent_url": reverse("projects:accent", args=[project.accent[1:]]),
        "page": page,
        "interview": interview,
        "round": interview.round,
        "stakeholder": interview.stakeholder,
        "token": links.token(link),
        "device": secrets.token_urlsafe(9),
        "language": translation.get_language(),
        "notice": notice,
        "words": _answered_words(page.answered, page.total),
        "colleague": colleague or ColleagueForm(),
        "reader": str(interview.round.sent_by or ""),
        "can_answer": interview.round.is_open and interview.state != State.DECLINED,
        "fewest": FEWEST,
        "refused": [one for one in page.asked if one.error],
        "beside": [one for one in page.asked if one.beside],
        "others": [one for one in page.interviews if one.pk != interview.pk],
    }
    return render(request, "stakeholders/personal.html", context, status=status)


def _page(request: HttpRequest, link: PersonalLink, interview: Interview | None = None) -> Page:
    return queries.page_of(link.person_pk, interview_pk=interview.pk if interview else _wished(request))


def _wished(request: HttpRequest) -> int:
    return _whole(request.POST.get("r") or request.GET.get("r", ""))


def _interview(page: Page) -> Interview:
    if page.interview is None:
        raise LookupError("A page without an interview is answered before this is asked.")
    return page.interview


def _language(request: HttpRequest, interview: Interview) -> str:
    wished = request.POST.get("lang") or request.GET.get("lang", "")
    return wished if wished in LANGUAGES else interview.stakeholder.language


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _device(posted: QueryDict) -> str:
    return posted.get("device", "").replace("\x00", "")[:40]


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").replace("\x00", "").strip()[:_NOTE]


def _answered_words(answered: int, total: int) -> str:
    return _("%(answered)d of %(total)d answered") % {"answered": answered, "total": total}


def _late() -> str:
    return _("The time for answers is over. What you wrote is kept and marked as late; the team can read it.")


def _refused() -> str:
    return _(
        "This round is anonymous and your part in it is over, so what you wrote now was not kept: "
        "a text that comes alone could be told to be yours."
    )


def _over() -> str:
    return _("The time for answers is over.")


def _beside() -> str:
    return _("You wrote something else here on another device. Both texts are kept.")
