"""Answering: nothing typed is written over unseen (case 11), a GET changes nothing (case 6)."""

import datetime
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from time_machine import TimeMachineFixture

from mailroom import links
from mailroom.models import PersonalLink
from projects.models import Project
from stakeholders import actions, mail
from stakeholders.actions import Standing
from stakeholders.forms.personal import LONGEST, TooLong, read_answer
from stakeholders.models import Answer, AnswerText, Interview, Kind, State
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make


@pytest.fixture
def interview(project: Project) -> Interview:
    return make.make_interview(project)


@pytest.fixture
def address(interview: Interview) -> str:
    return f"/a/{make.token_of(interview.stakeholder)}/"


def wordings(interview: Interview) -> list[Any]:
    return [item.wording for item in interview.round.items.order_by("position")]


def posted(
    interview: Interview, *texts: str, device: str = "phone", version: int = 0, **more: Any
) -> dict[str, Any]:
    """The whole form, as a page that showed `version` of each answer would send it."""
    form: dict[str, Any] = {"device": device, "r": interview.pk, **more}
    for wording, text in zip(wordings(interview), texts, strict=False):
        form |= {f"a{wording.pk}": text, f"v{wording.pk}": version}
    return form


def said(interview: Interview) -> list[str]:
    return list(interview.answers.order_by("wording_id").values_list("text", flat=True))


def kept(interview: Interview) -> list[tuple[str, str]]:
    texts = AnswerText.objects.filter(answer__interview=interview).order_by("pk")
    return list(texts.values_list("kind", "text"))


# --- two devices ---


def test_a_second_device_that_saw_the_answer_goes_on_and_the_first_text_stays_in_history(
    interview: Interview,
):
    make.say(interview, "From the phone")
    make.say(interview, "From the desk", version=1, device="desk")
    assert said(interview) == ["From the desk"]
    assert kept(interview) == [("earlier", "From the phone")]


def test_a_second_device_that_did_not_see_it_overwrites_nothing(interview: Interview):
    make.say(interview, "From the phone")
    outcome = actions.save_answer(
        interview=interview, wording=wordings(interview)[0], text="From the desk", version=0, device="desk"
    )
    assert outcome.standing is Standing.BESIDE
    make.say(interview, "From the desk, longer", version=0, device="desk")
    make.say(interview, "From a tablet", version=0, device="tablet")
    assert said(interview) == ["From the phone"]
    assert kept(interview) == [("beside", "From the desk, longer"), ("beside", "From a tablet")]


def test_the_same_text_twice_is_one_save_and_an_emptied_one_keeps_the_other(interview: Interview):
    make.say(interview, "One number")
    again = actions.save_answer(
        interview=interview, wording=wordings(interview)[0], text="One number", version=0, device="desk"
    )
    assert again.standing is Standing.SAME
    make.say(interview, "", version=0, device="desk")
    assert said(interview) == ["One number"]
    assert kept(interview) == []


@pytest.mark.parametrize(
    ("keep", "stands"),
    [("answer", "Phone"), ("both", "Phone\n\nDesk"), ("mine", "Desk"), ("nonsense", "Phone")],
)
def test_the_person_chooses_between_two_texts_and_none_is_lost(interview: Interview, keep: str, stands: str):
    make.say(interview, "Phone")
    make.say(interview, "Desk", device="desk")
    beside = AnswerText.objects.get()
    actions.resolve(
        interview=interview,
        wording=wordings(interview)[0],
        keep=str(beside.pk) if keep == "mine" else keep,
        device="desk",
    )
    assert said(interview) == [stands]
    texts = {text for _kind, text in kept(interview)} | set(said(interview))
    assert any("Desk" in text for text in texts)
    assert any("Phone" in text for text in texts)


def test_a_stale_tabs_submit_overwrites_nothing_and_shows_both(
    client: Client, interview: Interview, address: str
):
    make.say(interview, "Newer, from the phone")
    page = client.post(address, posted(interview, "Older tab", device="tab", submit="1"), follow=True)
    assert said(interview) == ["Newer, from the phone"]
    assert kept(interview) == [("beside", "Older tab")]
    assert "Newer, from the phone" in page.content.decode()
    assert "Older tab" in page.content.decode()
    desk = Answer.objects.readable().get()
    assert [one.text for one in desk.texts.all()] == ["Older tab"]


def test_submit_twice_is_one_submission(client: Client, interview: Interview, address: str, project: Project):
    for _twice in range(2):
        client.post(address, posted(interview, "One number", submit="1"))
    interview.refresh_from_db()
    assert (interview.state, interview.amended_at) == (State.SUBMITTED, None)
    assert project.audit_entries.filter(verb="submitted their answers").count() == 1
    assert Answer.objects.count() == 1


def test_amending_keeps_what_was_handed_in(client: Client, interview: Interview, address: str):
    client.post(address, posted(interview, "First", submit="1"))
    for version, text in enumerate(("Secon", "Second"), 1):
        client.post(address, posted(interview, text, version=version))
    client.post(address, posted(interview, "Second", version=3, submit="1"))
    interview.refresh_from_db()
    assert said(interview) == ["Second"]
    assert kept(interview) == [("earlier", "First")]
    assert interview.amended_at is not None
    assert interview.state == State.SUBMITTED


# --- the end ---


def test_after_the_deadline_it_is_told_and_the_text_is_kept(
    client: Client, interview: Interview, address: str, time_machine: TimeMachineFixture
):
    make.say(interview, "In time")
    time_machine.move_to(interview.round.deadline + datetime.timedelta(minutes=1))
    page = client.post(
        address, posted(interview, "Too late", version=1, submit="1"), follow=True
    ).content.decode()
    assert "The time for answers is over. What you wrote is kept and marked as late" in page
    assert "Too late" in page
    assert said(interview) == ["In time"]
    assert kept(interview) == [("late", "Too late")]
    interview.refresh_from_db()
    assert interview.state == State.STARTED
    answer = client.post(
        f"{address}answer/{wordings(interview)[0].pk}/", posted(interview, "Again", device="x")
    )
    assert answer.status_code == 410


def test_what_was_typed_and_not_submitted_is_readable_when_the_round_is_over_unless_declined(
    project: Project, interview: Interview
):
    make.say(interview, "Half a thought")
    other = make.make_interview(project)
    make.say(other, "No, rather not")
    actions.decline(interview=other, reason="")
    assert list(Answer.objects.readable()) == []
    for one in (interview, other):
        actions.close(round=one.round, by=lead_of(project))
    assert [one.text for one in Answer.objects.readable()] == ["Half a thought"]


@pytest.mark.parametrize(
    ("language", "ended", "thanks", "nothing", "mail", "declined", "unread"),
    [
        (
            "en",
            "The time for answers ended",
            "Thank you for your part in it.",
            "No answer of yours has reached us.",
            "If something should still be heard, answer the mail that brought you here.",
            "You chose not to answer, and that is fine.",
            "Nobody reads what you had written before.",
        ),
        (
            "es",
            "El plazo para responder terminó",
            "Gracias por su participación.",
            "No nos ha llegado ninguna respuesta suya.",
            "responda al correo con el que llegó hasta aquí.",
            "Usted prefirió no responder, y está bien.",
            "Nadie lee lo que había escrito antes.",
        ),
    ],
)
def test_only_who_said_something_is_thanked_when_the_time_is_over(
    client: Client,
    project: Project,
    time_machine: TimeMachineFixture,
    language: str,
    ended: str,
    thanks: str,
    nothing: str,
    mail: str,
    declined: str,
    unread: str,
):
    spoke, silent, refused = (make.make_interview(project) for _one in range(3))
    make.say(spoke, "Half a thought")
    make.say(refused, "Never mind")
    actions.decline(interview=refused, reason="")
    time_machine.move_to(spoke.round.deadline + datetime.timedelta(minutes=1))

    def page(interview: Interview) -> str:
        address = f"/a/{make.token_of(interview.stakeholder)}/?lang={language}"
        return client.get(address).content.decode()

    told = (ended, thanks, nothing, mail, declined, unread, "Half a thought", "Never mind", "<blockquote")
    assert [one for one in told if one in page(spoke)] == [ended, thanks, "Half a thought", "<blockquote"]
    assert [one for one in told if one in page(silent)] == [ended, nothing, mail]
    assert [one for one in told if one in page(refused)] == [
        ended,
        declined,
        unread,
        "Never mind",
        "<blockquote",
    ]
    assert "/became/" not in page(silent)
    assert "/became/" in page(spoke)
    project.reply_to = ""
    project.save(update_fields=["reply_to"])
    assert mail not in page(silent)


# --- links ---


def test_opening_the_page_changes_nothing_however_often(client: Client, interview: Interview, address: str):
    before = [list(model.objects.values()) for model in (Interview, Answer, AnswerText, PersonalLink)]
    for method in (client.get, client.head):
        for query in ("", "?lang=es", "?r=1&change=1", "?r=999999999999999999999"):
            assert method(address + query).status_code == 200
    for path in ("seen/", f"answer/{wordings(interview)[0].pk}/", "decline/", "stop/"):
        assert client.get(address + path).status_code == 405
    after = [list(model.objects.values()) for model in (Interview, Answer, AnswerText, PersonalLink)]
    assert before == after


def test_the_page_is_private(client: Client, address: str):
    answer = client.get(address)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    outside = [one for one in re.findall(r'(?:src|href)="(https?:)?//[^"]*"', answer.content.decode()) if one]
    assert outside == []


def test_links_that_do_not_open_give_one_answer(client: Client, project: Project, interview: Interview):
    token = make.token_of(interview.stakeholder)
    link = PersonalLink.objects.get(person=links.naming(interview.stakeholder))
    never_asked = make.make_stakeholder(project)
    tried = [
        "x",
        f"{link.pk}.{'A' * 43}",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        make.token_of(never_asked),
    ]
    revoked = make.make_interview(project)
    revoked_token = make.token_of(revoked.stakeholder)
    links.revoke(mail.personal_link(revoked.stakeholder))
    PersonalLink.objects.filter(person=links.naming(revoked.stakeholder)).update(
        revoked_at=make.timezone.now()
    )
    tried.append(revoked_token)
    answers = {}
    for bad in tried:
        answer = client.get(f"/a/{bad}/")
        body = re.sub(r'value="[^"]+"', "", answer.content.decode())
        answers[(answer.status_code, body)] = bad
    assert [status for status, _body in answers] == [404]
    links.rotate(link)
    assert client.get(f"/a/{token}/").status_code == 404
    assert client.get(f"/a/{make.token_of(interview.stakeholder)}/").status_code == 200


def test_a_page_writes_only_into_its_own_persons_interviews(client: Client, project: Project, address: str):
    other = make.make_interview(project)
    foreign = wordings(other)[0]
    stranger = make.make_interview(make_project("Other"))
    for wording in (foreign, wordings(stranger)[0]):
        form = {f"a{wording.pk}": "x", f"v{wording.pk}": 0, "device": "d", "r": other.pk}
        assert client.post(f"{address}answer/{wording.pk}/", form).status_code == 404
    client.post(address, posted(other, "Not mine"))
    assert Answer.objects.count() == 0


def test_several_rounds_share_one_page_that_opens_what_waits(client: Client, project: Project):
    person = make.make_stakeholder(project)
    first = make.make_interview(project, person, title="Older")
    make.say(first, "Done")
    actions.submit(interview=first)
    second = make.make_interview(project, person, title="Newer")
    make.say(second, "Also done")
    address = f"/a/{make.token_of(person)}/"
    assert client.get(address).context["round"].title == "Newer"
    assert client.get(f"{address}?r={first.pk}").context["round"].title == "Older"
    actions.submit(interview=second)
    third = make.make_interview(project, person, title="Third")
    assert client.get(address).context["round"] == third.round


# --- what may be typed ---


@pytest.mark.parametrize(
    "text", ["🙂", "שלום", "<script>alert(1)</script>", "'; DROP TABLE--", "a\x00b", "x" * 10_000]
)
def test_strange_texts_are_kept_and_shown_as_text(
    client: Client, interview: Interview, address: str, text: str
):
    page = client.post(address, posted(interview, text), follow=True)
    assert said(interview) == [text.replace("\x00", "")]
    assert "<script>alert" not in page.content.decode()


def test_a_text_that_is_too_long_is_refused_and_stays_in_the_field(
    client: Client, interview: Interview, address: str
):
    long = "y" * (LONGEST + 7)
    answer = client.post(address, posted(interview, long, "Saved all the same"))
    assert answer.status_code == 422
    assert "This is 7 characters too long to be saved." in answer.content.decode()
    assert long in answer.content.decode()
    assert said(interview) == ["Saved all the same"]
    alone = client.post(f"{address}answer/{wordings(interview)[0].pk}/", posted(interview, long))
    assert (alone.status_code, list(alone.json())) == (422, ["error"])


def test_fields_beside_the_answers_change_nothing(client: Client, interview: Interview, address: str):
    more = {"state": "submitted", "submitted_at": "2020-01-01", "project": 1, "stakeholder": 1}
    client.post(address, {**posted(interview, "One number", **more), "version": 99})
    interview.refresh_from_db()
    assert (interview.state, interview.submitted_at) == (State.STARTED, None)
    assert Answer.objects.get().version == 1


KINDS = [
    (Kind.SCALE, [], {"": "7"}, ("7/10", 7)),
    (Kind.SCALE, [], {"": "11"}, ("", None)),
    (Kind.YES_NO, [], {"": "no"}, ("No", False)),
    (Kind.YES_NO, [], {"": "maybe"}, ("", None)),
    (Kind.ONE_OF, ["a", "b"], {"": "1"}, ("b", 1)),
    (Kind.ONE_OF, ["a", "b"], {"": "²"}, ("", None)),
    (Kind.SOME_OF, ["a", "b", "c"], {"": ["2", "0", "9", "x"]}, ("a; c", [0, 2])),
    (Kind.RANK, ["a", "b", "c"], {".0": "2", ".2": "1", ".1": "99"}, ("1. c; 2. a", [[2, 1], [0, 2]])),
    (Kind.SHORT_TEXT, [], {"": "  \n"}, ("", None)),
    (Kind.LONG_TEXT, [], {"": "a\r\nb"}, ("a\nb", None)),
]


@pytest.mark.parametrize(("kind", "options", "fields", "stored"), KINDS)
def test_each_kind_of_question_is_read(
    project: Project,
    client: Client,
    kind: str,
    options: list[str],
    fields: dict[str, Any],
    stored: tuple[str, Any],
):
    question = make.make_question(project, "How?", kind=kind, options=options)
    interview = make.make_interview(project, question_set=make.make_set(project, question))
    wording = wordings(interview)[0]
    form = {f"a{wording.pk}{end}": value for end, value in fields.items()} | {
        f"v{wording.pk}": 0,
        "device": "d",
    }
    page = client.post(f"/a/{make.token_of(interview.stakeholder)}/", form, follow=True)
    assert page.status_code == 200
    answers = [(one.text, one.value) for one in Answer.objects.all()]
    assert answers == ([stored] if stored[0] else [])


def test_nothing_is_submitted_when_nothing_or_not_the_required_is_answered(client: Client, project: Project):
    must = make.make_question(project, "Must?", required=True)
    may = make.make_question(project, "May?")
    interview = make.make_interview(project, question_set=make.make_set(project, must, may))
    address = f"/a/{make.token_of(interview.stakeholder)}/"
    page = client.post(address, posted(interview, "", "Something", submit="1"))
    assert page.status_code == 422
    assert page.content.decode().count("Please answer this one.") == 1
    interview.refresh_from_db()
    assert interview.state == State.STARTED
    empty = make.make_interview(project)
    page = client.post(f"/a/{make.token_of(empty.stakeholder)}/", {"submit": "1", "r": empty.pk})
    assert "Nothing is answered yet, so there is nothing to submit." in page.content.decode()


def test_too_long_is_an_error_with_a_sentence(interview: Interview):
    wording = wordings(interview)[0]
    with pytest.raises(TooLong, match="This is 1 characters too long"):
        read_answer(wording, QueryDict(f"a{wording.pk}={'x' * (LONGEST + 1)}"))


# --- wishes ---


def test_wishes_reach_the_lead_and_nobody_is_written_to(
    client: Client, lead: Client, interview: Interview, address: str, project: Project
):
    mails = project.messages.count()
    client.post(f"{address}talk/", {"r": interview.pk, "note": "After eight"})
    client.post(f"{address}colleague/", {"r": interview.pk, "name": "Jenna Ott", "email": "j@example.org"})
    client.post(f"{address}stop/", {"r": interview.pk})
    client.post(f"{address}decline/", {"r": interview.pk, "note": "No time"})
    assert project.messages.count() == mails
    page = lead.get(interview.round.get_absolute_url()).content.decode()
    for text in (
        "would rather talk",
        "After eight",
        "names Jenna Ott to answer",
        "stopped reminders",
        "No time",
    ):
        assert text in page
    interview.refresh_from_db()
    assert interview.state == State.DECLINED
    client.post(f"{address}after-all/", {"r": interview.pk})
    interview.refresh_from_db()
    assert interview.state == State.STARTED


def test_only_what_the_person_does_says_that_they_opened_it(
    client: Client, interview: Interview, address: str
):
    client.get(address)
    interview.refresh_from_db()
    assert interview.opened_at is None
    client.post(f"{address}seen/")
    interview.refresh_from_db()
    assert interview.opened_at is not None


def test_the_page_and_a_save_ask_little_of_the_database(
    client: Client, interview: Interview, address: str, django_assert_max_num_queries: Any
):
    form, save = posted(interview, "Quick"), f"{address}answer/{wordings(interview)[0].pk}/"
    with django_assert_max_num_queries(8):
        client.get(address)
    with django_assert_max_num_queries(12):
        client.post(save, form)
