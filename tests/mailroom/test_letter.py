"""What goes over the wire: correct for every name and text, and closed to injection (case 17)."""

import email
import email.header
import email.policy
import re
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailroom import content, delivery
from mailroom.delivery.claims import Claimed
from mailroom.delivery.letter import Unwritable, envelope_address, write
from tests.fixtures.mail import SmtpSink
from tests.mailroom.factories import make_message, make_reminder
from tests.projects.factories import make_project, make_user

NASTY = "Ann\r\nBcc: thief@example.org\r\n\r\n<script>{{ 7 }}{% now %}"


def claimed(**fields: Any) -> Claimed:
    return Claimed(
        **{
            "id": 1,
            "attempts": 0,
            "to_email": "reader@example.org",
            "to_name": "Reader",
            "from_name": "Nurse line",
            "reply_to": "lead@example.org",
            "subject": "Hello",
            "html": "<p>Hello</p>",
            "text": "Hello",
            "marker": "ab12" * 6,
            "calendar": "",
            "calendar_method": "",
            "message_id": "<one@example.org>",
            "unsubscribe_link_id": None,
            "is_unwanted": False,
            **fields,
        }
    )


def written(unsubscribe_url: str = "", **fields: Any) -> EmailMessage:
    message = claimed(**fields)
    letter = write(
        message,
        html=message.html,
        text=message.text,
        unsubscribe_url=unsubscribe_url,
        sender="planner@example.org",
    )
    assert max(len(line) for line in letter.content.split(b"\r\n")) <= 998
    assert b"\n" not in letter.content.replace(b"\r\n", b"")
    return email.message_from_bytes(letter.content, policy=email.policy.default)  # type: ignore[return-value]


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_the_headers_of_a_mail():
    message = written()
    assert {name: str(message[name]) for name in ("From", "To", "Reply-To", "Subject", "Message-ID")} == {
        "From": "Nurse line <planner@example.org>",
        "To": "Reader <reader@example.org>",
        "Reply-To": "lead@example.org",
        "Subject": "Hello",
        "Message-ID": "<one@example.org>",
    }
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    assert message["List-Unsubscribe"] is None
    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_reminder_says_how_to_stop_it():
    message = written("https://planner.example.org/u/1.abc/")
    assert message["List-Unsubscribe"] == "<https://planner.example.org/u/1.abc/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("field", ["to_name", "from_name", "subject"])
def test_no_header_can_be_smuggled_in(field: str):
    message = written(**{field: NASTY})
    assert message["Bcc"] is None
    assert sorted(set(message.keys())) == sorted(set(written().keys()))
    assert part(message, "plain") == "Hello\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@example.org,b@example.org",
        "a@example.org\r\nRCPT TO:<thief@example.org>",
        "a b@example.org",
        "<a@example.org>",
        "a@example.org> SIZE=1",
        'a"b@example.org',
        "a@exa\x00mple.org",
        "a@" + "b" * 300 + ".org",
        "a@b..example.ö",
    ],
)
def test_what_is_no_single_address_is_not_put_on_an_envelope(address: str):
    with pytest.raises(Unwritable):
        envelope_address(address)


def test_a_domain_beyond_ascii_is_written_as_servers_know_it():
    assert envelope_address("jo@bücher.example") == "jo@xn--bcher-kva.example"


def name_as_read(header: str) -> str:
    """The name before the address as a reader sees it: a quoted string without escapes, or encoded words.

    Python's newer parser keeps the space between two encoded words, which the standard takes away.
    """
    phrase = header.rpartition("<")[0].strip()
    if phrase.startswith('"'):
        phrase = re.sub(r"\\(.)", r"\1", phrase[1:-1])
    else:
        phrase = str(email.header.make_header(email.header.decode_header(phrase)))
    return " ".join(phrase.strip(' "').split())


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=180)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=words,
    subject=words,
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300),
)
def test_every_name_and_text_comes_out_as_it_went_in(name: str, subject: str, text: str):
    message = written(to_name=name, from_name=name, subject=subject, text=text, html=f"<p>{text}</p>")
    assert message["To"].addresses[0].addr_spec == "reader@example.org"
    assert name_as_read(dict(message.raw_items())["To"]) == " ".join(name.strip(' "').split())
    assert " ".join(str(message["Subject"]).split()) == " ".join(subject.split())
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert part(message, "plain").rstrip("\n") == lines.rstrip("\n")


def test_a_line_that_begins_with_a_dot_arrives_with_it(db: None, smtp_sink: SmtpSink):
    make_message(make_project(), blocks=[content.Paragraph(".hidden\n.\nstill here")])
    delivery.run()
    assert ".hidden\r\n.\r\nstill here" in smtp_sink.received[0].body()


def test_what_people_typed_stays_text_in_a_mail(db: None, smtp_sink: SmtpSink):
    project = make_project(NASTY)
    project.sender_name = NASTY
    person = make_user()
    make_reminder(
        project,
        person=person,
        to_name=NASTY,
        subject=NASTY,
        blocks=[
            content.Paragraph(NASTY),
            content.Quote(NASTY, by=NASTY),
            content.Items((NASTY,)),
            content.Small(NASTY),
        ],
    )
    delivery.run()
    (mail,) = smtp_sink.received
    assert mail.recipients == [person.email]
    assert mail.message["Bcc"] is None
    assert "<script>" not in mail.body("html")
    assert "&lt;script&gt;{{ 7 }}{% now %}" in mail.body("html")
    assert "{{ 7 }}{% now %}" in mail.body()


def test_a_mail_is_light(db: None, smtp_sink: SmtpSink):
    """At most 60 kB, nothing fetched from elsewhere."""
    make_reminder(blocks=[content.Paragraph("Words. " * 500)])
    delivery.run()
    (mail,) = smtp_sink.received
    assert len(mail.content) < 60_000
    assert "<img" not in mail.body("html")
    assert "http" not in mail.body("html").replace("http://testserver", "").replace("http://www.w3.org", "")


ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Gespräch 🎉\r\nEND:VCALENDAR\r\n"


def test_a_calendar_entry_goes_as_a_part_and_as_a_file():
    message = written(calendar=ENTRY, calendar_method="REQUEST")
    assert [one.get_content_type() for one in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    asked, file = [one for one in message.walk() if not one.is_multipart()][2:]
    assert (asked.get_param("method"), asked.get_content_charset()) == ("REQUEST", "utf-8")
    assert asked.get_payload(decode=True) == file.get_payload(decode=True) == ENTRY.encode()
    assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
    assert message.defects == asked.defects == file.defects == []


def test_without_an_entry_the_mail_is_as_it_was():
    assert [one.get_content_type() for one in written().walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
