"""The ground floor's part of the sample project."""

import datetime
import io

from PIL import Image, ImageDraw

from projects import actions
from projects.models import Project, Role, User

PURPOSE = """\
Riverbend's eleven clinics answer their own telephones. Patients ring three numbers to find out who has an \
appointment, referrals wait in fax trays until the next morning, and nobody knows how many callers give up.

We want one contact centre that answers for all clinics, knows the patient, and can help in the first call: \
appointments, referrals to our own physicians, and a nurse at the line when it is needed."""


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """Purpose, look, dates and sender, as a lead would have set them in the first week."""
    actions.change_settings(
        project=project,
        version=project.version,
        by=members[Role.LEAD],
        purpose=PURPOSE,
        go_live_target=today + datetime.timedelta(days=180),
        accent="#1f6f8b",
        sender_name="Dana Kim, Riverbend contact centre",
        reply_to=members[Role.LEAD].email,
        logo=_logo(),
        logo_type="image/png",
    )


def _logo() -> bytes:
    """Three waves of a river, drawn here so that no picture has to be kept."""
    scale, size = 4, (240, 96)
    picture = Image.new("RGBA", (size[0] * scale, size[1] * scale))
    pen = ImageDraw.Draw(picture)
    for row, colour in enumerate(("#1f6f8b", "#3f93ad", "#8cc3d3")):
        top = (22 + row * 24) * scale
        for bow in range(4):
            left = bow * 60 * scale
            box = (left - 2 * scale, top - 14 * scale, left + 62 * scale, top + 26 * scale)
            start, end = (180, 360) if bow % 2 else (0, 180)
            pen.arc(box, start, end, fill=colour, width=7 * scale)
    written = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()
