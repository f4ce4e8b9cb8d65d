"""Lists of every kind come in whole or are refused with a sentence; every bad row is named (case 21)."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.models import Project, Role
from stakeholders import actions, importing
from stakeholders.models import Import, Stakeholder
from tests.projects.factories import lead_of, make_member
from tests.stakeholders import factories as make
from tests.stakeholders.lists import PICTURE, workbook


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Name", "E-Mail", "Job Title"], ["name", "email", "title"]),
        (["Given Name", "Family Name", "E-mail 1 - Value"], ["first_name", "last_name", "email"]),
        (["Nombre", "Correo electrónico", "Área"], ["name", "email", "department"]),
        (["E-mail", "Name", "email address"], ["email", "name", ""]),
        (["Employee Name", "Cost Center", "Shoe size"], ["name", "department", ""]),
    ],
)
def test_columns_are_recognised_by_their_headings(headings: list[str], columns: list[str]):
    assert importing.match_columns([(1, headings), (2, ["x", "y", "z"])]) == (0, columns)


ADDRESS_BOOKS = {
    "Outlook": "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,Home Phone,"
    "Company,Job Title,Department,Categories,Notes\r\n"
    'Ana,,Ruiz,Dr,,ana@example.org,,555,Riverbend,Chief nurse,Nursing,North,"two\r\nlines"\r\n',
    "Google": "First Name,Middle Name,Last Name,Organization Name,Organization Title,Organization Department,"
    "Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value\n"
    "Ana,,Ruiz,Riverbend,Chief nurse,Nursing,,North,* Work,ana@example.org,555\n",
    "Thunderbird": "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Job Title,"
    "Department,Organization\nAna,Ruiz,Ana Ruiz,,ana@example.org,,Chief nurse,Nursing,Riverbend\n",
    "HR, English": "Employee ID;Worker;Business Title;Supervisory Organization;Work Email;Location\n"
    "100;Ana Ruiz;Chief nurse;Nursing;ana@example.org;North\n",
    "HR, German": "Name;Vorname;E-Mail-Adresse;Position;Abteilung\n"
    "Ruiz;Ana;ana@example.org;Chief nurse;Nursing\n",
    "HR, Spanish": "Apellidos;Nombre;Correo electrónico;Puesto;Departamento\n"
    "Ruiz;Ana;ana@example.org;Chief nurse;Nursing\n",
    "HR, titles above": "Staff list 2026;;;;\n;;;;\nFirst name;Surname;Mail;Title;Dept.\n"
    "Ana;Ruiz;ana@example.org;Chief nurse;Nursing\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("text", ADDRESS_BOOKS.values(), ids=ADDRESS_BOOKS)
def test_lists_of_address_books_and_hr_systems_are_understood_as_they_are(
    project: Project, text: str, encoding: str
):
    table = importing.read(text.encode(encoding))
    place, columns = importing.match_columns(table.rows)
    found = importing.judge(
        project, headings=table.rows[place][1], rows=table.rows[place + 1 :], columns=columns
    )
    assert (found.problems, found.bad) == ([], [])
    (row,) = found.good
    values = {name: row.values[name] for name in ("name", "email", "title", "department")}
    assert values == {
        "name": "Ana Ruiz",
        "email": "ana@example.org",
        "title": "Chief nurse",
        "department": "Nursing",
    }


def judged(
    project: Project, *rows: list[str], headings: list[str], columns: list[str]
) -> importing.Judgement:
    return importing.judge(project, headings=headings, rows=list(enumerate(rows, 2)), columns=columns)


def test_every_bad_cell_is_named_by_row_column_and_reason(project: Project):
    make.make_stakeholder(
        project,
        name="Gone",
        email="gone@example.org",
        archived_at=make.timezone.now(),
        archived_by=lead_of(project),
    )
    judgement = judged(
        project,
        ["Ana Ruiz", "ana@example.org", "director", "5"],
        ["Bo Lee", "not an address", "Boss", "9"],
        ["", "c@example.org", "", ""],
        ["Dee Ott", "ANA@example.org", "", ""],
        ["Eve Fox", "#N/A", "", "3,5"],
        ["Flo Gay", 'ƒ =A1&"@x.org"', "", ""],
        ["Gone", "gone@example.org", "", ""],
        headings=["Name", "E-mail", "Level", "Power"],
        columns=["name", "email", "level", "power"],
    )
    assert [(row.number, row.values) for row in judgement.good] == [
        (2, {"name": "Ana Ruiz", "email": "ana@example.org", "level": "director", "power": 5})
    ]
    assert [(row.number, row.reasons) for row in judgement.bad] == [
        (
            3,
            (
                "B, E-mail: This is not an e-mail address.; C, Level: This is not known here. Use one of: "
                "Executive, Director, Manager, Front line, Physician, External.; "
                "D, Power: This must be a whole number from 1 to 5."
            ),
        ),
        (4, "A, Name: The name is missing."),
        (5, "B, E-mail: Row 2 has the same address."),
        (
            6,
            (
                "B, E-mail: The spreadsheet could not compute this cell.; "
                "D, Power: This must be a whole number from 1 to 5."
            ),
        ),
        (7, "B, E-mail: This is a formula without a value. Put the value in its place."),
        (8, "B, E-mail: This person is archived. Bring them back first, then import again."),
    ]


def test_missing_and_doubled_columns_stop_the_import_as_a_whole(project: Project):
    missing = judged(project, ["a@example.org"], headings=["E-mail"], columns=["email"])
    doubled = judged(project, ["Ana", "Bo"], headings=["Name", "Name"], columns=["name", "name"])
    assert missing.problems == ["No column is set to “Name”. Say below which column holds people's names."]
    assert doubled.problems == ["Two columns are set to “Name”. Choose one of them."]
    assert missing.good == doubled.good == []


def test_first_and_last_names_are_joined_and_owners_are_members(project: Project):
    owner = make_member(project, Role.PLANNER, email="ana@example.org")
    judgement = judged(
        project,
        ["Ngozi", "Okafor", "ana@example.org", "heart, north"],
        ["Paul", "Brandt", "stranger@example.org", ""],
        headings=["First", "Last", "Owner", "Tags"],
        columns=["first_name", "last_name", "owner", "tags"],
    )
    assert judgement.good[0].values == {"name": "Ngozi Okafor", "owner": owner.pk, "tags": ["heart", "north"]}
    assert judgement.bad[0].reasons == "C, Owner: No member of this project has this e-mail address."


def test_nothing_is_imported_before_it_is_confirmed_and_then_all_good_rows(project: Project):
    rows = [["Name", "E-mail"]] + [[f"Person {one}", f"p{one}@example.org"] for one in range(40)]
    rows[10][1], rows[20][0], rows[30][1] = "nope", "", "p1@example.org"
    kept = make.make_import(project, workbook(*rows))
    assert Stakeholder.objects.count() == 0

    done = actions.confirm_import(upload=kept, by=lead_of(project))
    assert (done.added, done.updated, done.bad) == (37, 0, 3)
    assert project.stakeholders.count() == 37
    with pytest.raises(actions.AlreadyImported):
        actions.confirm_import(upload=kept, by=lead_of(project))
    assert project.stakeholders.count() == 37


def test_fifty_thousand_rows_are_shown_imported_and_updated(lead: Client, project: Project):
    def listed(title: str) -> bytes:
        rows = [
            f"Person {one},p{one}{'' if one % 10_000 == 7 else '@example.org'},{title},{one % 5 + 1},north"
            for one in range(50_000)
        ]
        return "\n".join(["Name,E-mail,Title,Power,Tags", *rows]).encode()

    before = make.make_stakeholder(project, name="Person 3", email="P3@example.org", notes="Keep me")
    for title, says, done in (
        (
            "Nurse",
            "49994 to add, 1 to update, 0 as they are, 5 with errors.",
            "49994 added, 1 updated, 5 rows left out.",
        ),
        (
            "Head nurse",
            "0 to add, 49995 to update, 0 as they are, 5 with errors.",
            "0 added, 49995 updated, 5 rows left out.",
        ),
    ):
        file = SimpleUploadedFile("people.csv", listed(title))
        preview = lead.post(url("import", project), {"file": file})["Location"]
        page = lead.get(preview).content.decode()
        assert says in page
        assert "Import the 49995 good rows" in page
        assert [number for number in (9, 10_009, 20_009, 30_009, 40_009) if f">{number}</th>" in page] == [
            9,
            10_009,
            20_009,
            30_009,
            40_009,
        ]
        told = lead.post(f"{preview}confirm/", follow=True).content.decode()
        assert done in told
        assert project.stakeholders.filter(title=title).count() == 49_995
    before.refresh_from_db()
    assert (before.name, before.title, before.power, before.tags, before.notes, before.version) == (
        "Person 3",
        "Head nurse",
        4,
        ["north"],
        "Keep me",
        3,
    )
    assert before.email == "p3@example.org"
    last = project.stakeholders.get(email="p49999@example.org")
    assert (last.created_by, last.language, last.level, last.version) == (lead_of(project), "en", "", 2)


def test_every_field_of_a_list_arrives(project: Project):
    owner = make_member(project, Role.PLANNER, email="owner@example.org")
    heading = (
        "Name,E-mail,Title,Department,Level,Power,Interest,Stance,Why needed,Owner,Preferred way,"
        "Language,Tags,Notes"
    )
    for level, words in (("director", "Says {yes}, \\ and 'no'"), ("manager", "Otherwise")):
        row = (
            f'Ana Ruiz,ana@example.org,Chief,Nursing,{level},5,4,champion,"{words}",owner@example.org,phone,'
            'Spanish,"north, a b",100 %s'
        )
        kept = make.make_import(project, f"{heading}\n{row}\n".encode())
        actions.confirm_import(upload=kept, by=lead_of(project))
        ana = project.stakeholders.get()
        assert (ana.name, ana.email, ana.title, ana.department) == (
            "Ana Ruiz",
            "ana@example.org",
            "Chief",
            "Nursing",
        )
        assert (ana.level, ana.power, ana.interest, ana.stance) == (level, 5, 4, "champion")
        assert (ana.why_needed, ana.notes, ana.tags) == (words, "100 %s", ["north", "a b"])
        assert (ana.owner, ana.preferred_way, ana.language) == (owner, "phone", "es")
        assert ana in project.stakeholders.matching("nursing north")


def test_a_list_without_a_column_of_names_is_not_taken_for_imported(project: Project):
    kept = make.make_import(project, b"E-mail\nana@example.org\n")
    with pytest.raises(actions.ColumnsNotSet):
        actions.confirm_import(upload=kept, by=lead_of(project))
    kept.refresh_from_db()
    assert kept.confirmed_at is None


def test_a_second_import_updates_by_address_and_empty_cells_change_nothing(project: Project):
    known = make.make_stakeholder(
        project, name="Ana", email="Ana@Example.org", title="Nurse", notes="Keep me"
    )
    kept = make.make_import(project, b"Name,E-mail,Title,Notes\nAna Ruiz,ana@example.org,Chief nurse,\n")
    done = actions.confirm_import(upload=kept, by=lead_of(project))
    known.refresh_from_db()
    assert (done.added, done.updated) == (0, 1)
    assert (known.name, known.title, known.notes, known.version) == ("Ana Ruiz", "Chief nurse", "Keep me", 2)


def test_a_confirm_that_fails_midway_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch):
    make.make_stakeholder(project, name="Old", email="old@example.org")
    kept = make.make_import(project, b"Name,E-mail\nNew,new@example.org\nOlder,old@example.org\n")

    def broken(*args: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(actions.importing, "_update", broken)
    with pytest.raises(RuntimeError):
        actions.confirm_import(upload=kept, by=lead_of(project))
    assert list(project.stakeholders.values_list("name", flat=True)) == ["Old"]
    kept.refresh_from_db()
    assert kept.confirmed_at is None


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def test_upload_preview_correct_confirm_and_download(lead: Client, project: Project):
    content = b"Who,Where to\nAna Ruiz,ana@example.org\nBo Lee,nowhere\n"
    answer = lead.post(url("import", project), {"file": SimpleUploadedFile("people.csv", content)})
    kept = Import.objects.get()
    assert answer["Location"] == url("import_preview", project, kept.pk)

    page = lead.get(answer["Location"]).content.decode()
    assert "No column is set to “Name”." in page
    assert "the good rows" not in page
    lead.post(url("import_preview", project, kept.pk), {"column-0": "name", "column-1": "email"})
    page = lead.get(answer["Location"]).content.decode()
    assert "1 to add, 0 to update, 0 as they are, 1 with errors." in page
    assert "<strong>B, Where to:</strong> This is not an e-mail address." in page
    assert project.stakeholders.count() == 0

    stale = lead.post(url("import_confirm", project, kept.pk), {"columns": ","}, follow=True)
    assert "The columns were changed in another window." in stale.content.decode()
    assert project.stakeholders.count() == 0
    done = lead.post(url("import_confirm", project, kept.pk), {"columns": "name,email"}, follow=True)
    assert "1 added, 0 updated, 1 rows left out." in done.content.decode()
    assert [one.name for one in project.stakeholders.all()] == ["Ana Ruiz"]

    bad = lead.get(url("import_bad_rows", project, kept.pk)).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(bad))) == [
        ["Who", "Where to", "Row in the file", "What is wrong"],
        ["Bo Lee", "nowhere", "3", "B, Where to: This is not an e-mail address."],
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (PICTURE, "This is a picture (image/png)"),
        (b'Name,Notes\n"Ana,' + b"x" * 200_000, "Row 2 cannot be read."),
    ],
)
def test_a_file_that_is_no_list_gives_a_sentence_beside_the_field(
    lead: Client, project: Project, content: bytes, says: str
):
    answer = lead.post(url("import", project), {"file": SimpleUploadedFile("people.csv", content)})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Import.objects.count() == 0


def test_the_same_form_sent_twice_uploads_once(lead: Client, project: Project):
    key = "0b0d6b1e-6b0a-4b6f-9d5e-0a5c3c1f9a11"
    for _again in range(2):
        file = SimpleUploadedFile("people.csv", b"Name\nAna\n")
        lead.post(url("import", project), {"file": file, "form_key": key})
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "x" * 300 + ".csv", "evil\u202egnp.csv", "a<b>.csv"]
)
def test_strange_file_names_are_kept_as_text(lead: Client, project: Project, name: str):
    answer = lead.post(
        url("import", project), {"file": SimpleUploadedFile(name, b"Name\nAna\n")}, follow=True
    )
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode().split("<main")[1].split("</h1>")[0]


def test_what_is_exported_can_be_imported_again(lead: Client, project: Project):
    make.make_stakeholder(
        project,
        name="=HYPERLINK(1)",
        title="+1",
        level="physician",
        power=4,
        tags=["north", "heart"],
        notes="a\nb",
    )
    content = lead.get(url("export", project)).content
    assert b"'=HYPERLINK(1)" in content
    kept = make.make_import(project, content)
    judgement = actions.judged(kept)
    assert (judgement.added, judgement.updated, judgement.same, judgement.bad) == (0, 0, 1, [])
