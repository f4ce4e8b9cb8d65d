"""A list of the people who answer calls."""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.importing.rows import Wrong, bad_at, problems, read_row, text_of
from marketing_sync.models import Agent
from projects.models import Project
from stakeholders.importing import BadRow, Change, Field, GoodRow, Judgement

AGENT_FIELDS: tuple[Field, ...] = (
    Field("name", gettext_lazy("Name"), "name fullname displayname agent agentname employee nombre agente"),
    Field(
        "email",
        gettext_lazy("E-mail address"),
        "email emailaddress mail workemail primaryemail login username correo correoelectronico",
    ),
    Field("team", gettext_lazy("Team"), "team group queue skill department shift supervisor equipo grupo"),
    Field("language", gettext_lazy("Language"), "language preferredlanguage lang idioma"),
)
_LANGUAGES = {
    "en": "en",
    "english": "en",
    "inglés": "en",
    "ingles": "en",
    "es": "es",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
}


def judge_agents(
    project: Project,
    *,
    headings: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
) -> Judgement:
    """Sorts the rows: an agent is known by the address; who left has to be put back by hand."""
    judgement = Judgement(problems=problems(columns, AGENT_FIELDS, ["name", "email"]))
    if judgement.problems:
        return judgement
    known = {agent.email.lower(): agent for agent in project.agents.all()}
    first_with: dict[str, int] = {}
    readers = {"name": text_of(120), "email": _email, "team": text_of(80), "language": _language}
    for number, cells in rows:
        values, bad = read_row(cells, headings, columns, readers)
        named = {cell.column for cell in bad}
        for key, said in (("name", _("The name is missing.")), ("email", _("The address is missing."))):
            missing = bad_at(key, columns, headings, cells, said)
            if key not in values and missing.column not in named:
                bad.append(missing)
        email = values.get("email", "")
        agent = known.get(email)
        if email in first_with:
            said = _("Row %(row)d has the same address.") % {"row": first_with[email]}
            bad.append(bad_at("email", columns, headings, cells, said))
        elif agent is not None and agent.removed_at is not None:
            said = _("This agent left. Put them back first, then import again.")
            bad.append(bad_at("email", columns, headings, cells, said))
        if bad:
            judgement.bad.append(BadRow(number, cells, bad))
        else:
            judgement.take(_good(number, values, agent))
        if email:
            first_with.setdefault(email, number)
    return judgement


def _good(number: int, values: dict[str, str], agent: Agent | None) -> GoodRow:
    if agent is None:
        return GoodRow(number, values, Change.ADD)
    differs = any(getattr(agent, name) != value for name, value in values.items() if name != "email")
    return GoodRow(number, values, Change.UPDATE if differs else Change.SAME, agent.pk)


def _email(cell: str) -> str:
    address = re.sub(r"^mailto:", "", cell, flags=re.IGNORECASE).strip("<> ").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Wrong(_("This is not an e-mail address.")) from None
    return text_of(254)(address)


def _language(cell: str) -> str:
    language = _LANGUAGES.get(cell.strip().lower())
    if language is None:
        raise Wrong(_("This is not known here. Use English or Spanish."))
    return language
