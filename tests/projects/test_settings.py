"""A project's settings, its colour and its logo."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from projects import colours
from projects.models import AuditEntry, Project
from tests.projects.factories import make_project, make_user

NASTY = {
    "empty": "",
    "spaces": "   ",
    "long": "x" * 10_000,
    "emoji": "☎️🏥 👩🏽‍⚕️",
    "right to left": "\u202eעברית\u202c",
    "null": "a\x00b",
    "markup": "<script>alert(1)</script>",
    "quotes": "'; DROP TABLE projects_project; --",
    "template": "{{ 7|add:7 }}{% debug %}",
    "line breaks": "a\r\nBcc: everybody@example.org",
}


@pytest.fixture
def project(client, db):
    """A project whose lead is signed in."""
    lead = make_user("dana@example.org", name="Dana Kim")
    client.force_login(lead)
    return make_project("Lakeside", lead=lead, organisation="Lakeside Clinics")


def form(project: Project, **changes: object) -> dict[str, object]:
    """The settings' form as the page shows it, with changes."""
    shown = {
        "version": project.version,
        "name": project.name,
        "organisation": project.organisation,
        "purpose": project.purpose,
        "time_zone": project.time_zone,
        "currency": project.currency,
        "go_live_target": "",
        "accent": project.accent,
        "sender_name": "",
        "reply_to": project.reply_to,
    }
    return shown | changes


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300)) -> SimpleUploadedFile:
    """An uploaded picture."""
    written = io.BytesIO()
    Image.new("RGB", size, "#1f6f8b").save(written, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", written.getvalue(), f"image/{kind.lower()}")


def test_settings_are_saved_and_the_trail_names_the_fields(client, project):
    response = client.post(
        f"/p/{project.slug}/settings/", form(project, name="Lakeside lines", currency="EUR")
    )
    assert response.headers["Location"] == f"/p/{project.slug}/settings/"
    project.refresh_from_db()
    assert (project.name, project.currency, project.version) == ("Lakeside lines", "EUR", 2)
    entry = AuditEntry.objects.latest("pk")
    assert str(entry) == "Dana Kim changed the settings of Lakeside lines"
    assert entry.detail == {"fields": ["currency", "name"]}


def test_saving_nothing_new_is_not_an_act(client, project):
    client.post(f"/p/{project.slug}/settings/", form(project))
    assert AuditEntry.objects.count() == 1


def test_fields_that_are_not_in_the_form_change_nothing(client, project):
    client.post(
        f"/p/{project.slug}/settings/",
        form(project, slug="taken", is_sample="1", archived_at="2020-01-01", logo_type="text/html", logo="x"),
    )
    stored = Project.objects.get()
    assert (stored.slug, stored.is_sample, stored.archived_at, stored.logo_type, stored.logo) == (
        "lakeside",
        False,
        None,
        "",
        None,
    )


def test_two_who_save_at_once_lose_neither_text(client, project):
    mine = form(project, purpose="My purpose")
    client.post(f"/p/{project.slug}/settings/", form(project, purpose="Their purpose"))
    response = client.post(f"/p/{project.slug}/settings/", mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert Project.objects.get().purpose == "Their purpose"
    assert "My purpose" in page
    assert "Saved meanwhile: “Their purpose”." in page
    client.post(f"/p/{project.slug}/settings/", mine | {"version": 2})
    assert Project.objects.get().purpose == "My purpose"


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("field", list(form(Project())))
def test_whatever_is_typed_is_a_field_error_or_stored_as_it_is(client, project, field, typed):
    response = client.post(f"/p/{project.slug}/settings/", form(project, **{field: typed}))
    page = response.content.decode()
    assert response.status_code in {302, 422}
    assert "<script>alert" not in page
    stored = getattr(Project.objects.get(), field)
    if response.status_code == 302 and stored not in (None, project.version, 2):
        assert str(stored).replace("\r\n", "\n") == typed.strip().replace("\r\n", "\n")


def test_an_uploaded_logo_is_kept_as_a_small_png_of_ours(client, project):
    client.post(f"/p/{project.slug}/settings/", form(project, new_logo=picture("JPEG")))
    response = client.get(f"/p/{project.slug}/logo.png")
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(response.content)) as kept:
        assert (kept.format, kept.size) == ("PNG", (640, 160))
    assert AuditEntry.objects.latest("pk").detail == {"fields": ["logo"]}


def test_a_logo_can_be_removed(client, project):
    client.post(f"/p/{project.slug}/settings/", form(project, new_logo=picture()))
    client.post(f"/p/{project.slug}/settings/", form(project, version=2, remove_logo="on"))
    assert client.get(f"/p/{project.slug}/logo.png").status_code == 404


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HARMFUL = {
    "svg": SimpleUploadedFile("logo.svg", SVG, "image/svg+xml"),
    "svg that says png": SimpleUploadedFile("logo.png", SVG, "image/png"),
    "page": SimpleUploadedFile("logo.png", b"<html><script>alert(1)</script>", "image/png"),
    "cut off": SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
    "too large": SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 2_100_000, "image/png"),
    "empty": SimpleUploadedFile("logo.png", b"", "image/png"),
}


@pytest.mark.parametrize("upload", HARMFUL.values(), ids=HARMFUL.keys())
def test_what_is_no_small_picture_is_refused_as_a_logo(client, project, upload):
    upload.seek(0)
    response = client.post(f"/p/{project.slug}/settings/", form(project, new_logo=upload, name="Kept"))
    assert response.status_code == 422
    assert 'value="Kept"' in response.content.decode()
    assert Project.objects.get().logo is None


def test_a_picture_of_too_many_pixels_is_refused(client, project):
    written = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(written, "PNG")
    bomb = SimpleUploadedFile("logo.png", written.getvalue(), "image/png")
    response = client.post(f"/p/{project.slug}/settings/", form(project, new_logo=bomb))
    assert response.status_code == 422
    assert Project.objects.get().logo is None


def test_a_logo_carries_nothing_of_the_upload_but_its_picture(client, project):
    written = io.BytesIO()
    shot = Image.new("RGB", (40, 20), "white")
    shot.save(written, "JPEG", exif=_exif_with_a_place())
    upload = SimpleUploadedFile("logo.jpg", written.getvalue(), "image/jpeg")
    client.post(f"/p/{project.slug}/settings/", form(project, new_logo=upload))
    assert b"Ward 7" not in bytes(Project.objects.get().logo or b"")


def _exif_with_a_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = "Ward 7"
    return exif


def test_a_colour_is_one_cacheable_style_sheet_for_everybody(client, db):
    response = client.get("/accent/c77700.css")
    assert response.headers["Content-Type"] == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content.decode().startswith(":root{--accent:#c77700;--on-accent:#000000}")
    assert client.get("/accent/c7770g.css").status_code == 404


@pytest.mark.parametrize(
    "colour", ["#000000", "#ffffff", "#0b6e69", "#ffff00", "#808080", "#1d2733", "#fbfaf7"]
)
def test_every_colour_is_seen_on_both_papers_and_carries_readable_ink(colour):
    for paper in (colours.PAPER, colours.DARK_PAPER):
        shown = colours.seen_on(paper, colour)
        assert colours.contrast(shown, paper) >= 3
        assert colours.contrast(colours.ink_on(shown), shown) >= 4.5


def test_black_on_white_is_the_greatest_contrast():
    assert round(colours.contrast("#000000", "#ffffff"), 2) == 21.0
    assert colours.contrast("#123456", "#123456") == 1.0
