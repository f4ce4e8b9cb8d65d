"""Files of a launch: kept, saved, taken away and put back; never opened here (case 5)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketing_sync.actions import materials
from marketing_sync.models import Launch, Material
from projects.models import Project
from tests.marketing_sync.factories import make_launch
from tests.marketing_sync.test_launches import text
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def launch(db: None, client: Client) -> Launch:
    """A launch of a project whose lead is signed in."""
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return make_launch(project)


def url(name: str, project: Project, pk: int) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, pk])


def attach(client: Client, launch: Launch, name: str, content: bytes) -> str:
    """Adds a file and gives what the page says then."""
    upload = SimpleUploadedFile(name, content)
    return text(client.post(url("attach", launch.project, launch.pk), {"file": upload}, follow=True))


def test_a_file_is_kept_and_leaves_as_a_download(client: Client, launch: Launch):
    assert "letter.txt was added." in attach(client, launch, "letter.txt", b"Dear neighbour")
    response = client.get(url("material", launch.project, launch.materials.get().pk))
    assert response.content == b"Dear neighbour"
    assert response["Content-Disposition"] == 'attachment; filename="letter.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
        ("letter\u202etxt.exe", "lettertxt.exe"),
    ],
)
def test_a_name_is_made_harmless(client: Client, launch: Launch, name: str, kept: str):
    attach(client, launch, name, b"Dear neighbour")
    assert [material.file.name for material in launch.materials.select_related("file")] == [kept]


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script></html>", b"<svg onload='alert(1)'/>"])
def test_a_page_or_picture_with_script_leaves_as_plain_bytes(client: Client, launch: Launch, content: bytes):
    attach(client, launch, "flyer.html", content)
    response = client.get(url("material", launch.project, launch.materials.get().pk))
    assert response["Content-Type"] in ("application/octet-stream", "text/plain")
    assert response["Content-Disposition"].startswith("attachment")


def test_an_empty_file_and_none_at_all_are_refused_with_a_sentence(client: Client, launch: Launch):
    says = "Choose a file with something in it, then add it."
    assert says in attach(client, launch, "letter.txt", b"")
    assert says in text(client.post(url("attach", launch.project, launch.pk), follow=True))
    assert Material.objects.count() == 0


def test_a_launch_keeps_a_bounded_number_of_files(
    client: Client, launch: Launch, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(materials, "MOST", 1)
    attach(client, launch, "one.txt", b"One")
    assert "A launch keeps up to 1 files." in attach(client, launch, "two.txt", b"Two")
    assert Material.objects.count() == 1


def test_what_is_taken_away_is_gone_until_it_is_put_back(client: Client, launch: Launch):
    attach(client, launch, "letter.txt", b"Dear neighbour")
    material = launch.materials.get()
    here = url("material", launch.project, material.pk)
    response = client.post(url("detach", launch.project, material.pk), follow=True)
    assert "letter.txt was taken away. Undo" in text(response)
    assert client.get(here).status_code == 404
    client.post(url("put_back", launch.project, material.pk))
    assert client.get(here).status_code == 200
