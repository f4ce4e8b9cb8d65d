"""A project taken out and brought in again is the same project: each row, each file, without its secrets."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from pytest_django import DjangoDbBlocker

from callcenter_planner import sample
from callcenter_planner.whole import exceptions, pack, shape, unpack
from mailroom import links
from mailroom.models import Message, PersonalLink
from projects.models import AuditEntry, Membership, Project, User
from reports import files
from reports.models import StoredFile
from tests.projects.factories import make_user


def taken_out(project: Project, folder) -> dict[str, bytes]:
    """The files of an export, by name."""
    to = folder / f"{project.pk}.zip"
    pack.pack(project, to)
    with zipfile.ZipFile(to) as file:
        return {name: file.read(name) for name in file.namelist()}


def brought_in(content: dict[str, bytes], by: User) -> Project:
    """The project that becomes of an export's files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, one in content.items():
            file.writestr(name, one)
    return unpack.unpack(written, by=by)[0]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The sample project, made once; each test works in a savepoint below it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample.load().pk
        transaction.set_rollback(True)


@pytest.fixture
def project(loaded: int, db: None) -> Project:
    """The sample project, read anew."""
    return Project.objects.get(pk=loaded)


@pytest.mark.django_db
def test_every_row_and_file_of_the_sample_comes_back_as_it_was(project, tmp_path):
    files.store(project=project, name="plan.txt", content=b"A plan.", by=project.created_by)
    before = taken_out(project, tmp_path)
    again = brought_in(before, project.created_by)
    after = taken_out(again, tmp_path)
    # The trail tells one thing more: that the project was brought in.
    trail = pack.data_name("projects.AuditEntry")
    lines = after[trail].splitlines(keepends=True)
    assert json.loads(lines.pop())["verb"] == "brought in the project from a file"
    after[trail] = b"".join(lines)
    manifests = [json.loads(content.pop(pack.MANIFEST)) for content in (before, after)]
    assert manifests[0]["rows"] == manifests[1]["rows"] | {"projects.AuditEntry": len(lines)}
    assert sorted(before) == sorted(after)
    assert [name for name in before if before[name] != after[name]] == []
    assert sum(manifests[0]["rows"].values()) > 1000


@pytest.mark.django_db
def test_the_tables_hold_the_same_content_when_they_are_read_without_the_export(project, tmp_path):
    again = brought_in(taken_out(project, tmp_path), project.created_by)
    for model in shape.owned():
        label = model._meta.label
        if label in exceptions.LEFT or label in {"projects.AuditEntry", "mailroom.Message"}:
            continue
        if label in exceptions.ROWS or label.startswith("crisis.Support"):
            continue
        assert _content(model, again) == _content(model, project), label


def _content(model: type[models.Model], project: Project) -> list[str]:
    """What the rows say, keys and what is fresh by design left out."""
    kinds = (
        models.CharField, models.TextField, models.IntegerField, models.DateTimeField, models.DateField,
        models.DecimalField, models.JSONField, models.BooleanField, models.FloatField, ArrayField,
    )  # fmt: skip
    label = model._meta.label
    hidden = {
        *exceptions.KEYS_INSIDE,
        *exceptions.FRESH,
        *exceptions.NAMING,
        *exceptions.KEYED,
        "mailroom.PersonalLink.about",
    }
    names = [
        one.name
        for one in shape.fields(model)
        if isinstance(one, kinds) and f"{label}.{one.name}" not in hidden and not one.is_relation
    ]
    if label == "stakeholders.Interview":
        names = ["invited_at", "voices", "talk_note"]
    rows = shape.rows(model, project).order_by()
    return sorted(map(str, rows.values_list(*names))) if names else [str(rows.count())]


@pytest.mark.django_db
def test_no_secret_leaves_with_the_file(project, tmp_path):
    content = taken_out(project, tmp_path)
    whole = b"".join(content.values()).decode(errors="replace")
    for link in PersonalLink.objects.filter(project=project):
        assert link.nonce not in whole
        assert links.token(link) not in whole
    for user in User.objects.all():
        assert user.password not in whole
    # A key is short and made of row numbers, so it may stand in the file by chance; its column may not.
    assert "dedupe_key" not in whole


@pytest.mark.django_db
def test_old_links_open_nothing_in_the_new_project_and_no_mail_leaves_it(project, tmp_path):
    tokens = {links.token(link) for link in PersonalLink.objects.filter(project=project)}
    waiting = Message.objects.waiting().count()
    again = brought_in(taken_out(project, tmp_path), project.created_by)
    assert again.quiet
    assert not {links.token(link) for link in PersonalLink.objects.filter(project=again)} & tokens
    assert Message.objects.waiting().count() == waiting


@pytest.mark.django_db
def test_who_is_no_colleague_stays_a_name_and_cannot_sign_in(project, tmp_path):
    content = taken_out(project, tmp_path)
    stranger = make_user("stranger@example.org", name="Stranger")
    again = brought_in(content, stranger)
    assert list(Membership.objects.filter(project=again).values_list("user", "role")) == [
        (stranger.pk, "lead")
    ]
    acted = User.objects.filter(pk__in=AuditEntry.objects.filter(project=again).values("by"))
    names = {user.name: user for user in acted}
    assert {"Dana Kim", "Ana Ruiz"} <= set(names)
    assert not names["Dana Kim"].is_active
    assert names["Dana Kim"].email != "dana.kim@example.org"
    assert not names["Dana Kim"].has_usable_password()
    # Taken out once more it is still the same, but for the addresses that are not known here.
    after = taken_out(again, tmp_path)
    assert [one["name"] for one in json.loads(after[pack.PEOPLE]) if one["name"] != "Stranger"] == [
        one["name"] for one in json.loads(content[pack.PEOPLE])
    ]


@pytest.mark.django_db
def test_a_file_is_kept_with_its_bytes_and_what_it_is_is_told_from_them(project, tmp_path):
    stored = files.store(project=project, name="notes.txt", content=b"<b>bold</b>", by=project.created_by)
    again = brought_in(taken_out(project, tmp_path), project.created_by)
    copy = StoredFile.objects.get(project=again, name="notes.txt")
    assert bytes(copy.content.data) == b"<b>bold</b>"
    assert copy.sha256 == stored.sha256 == hashlib.sha256(b"<b>bold</b>").hexdigest()
    assert copy.pk != stored.pk
