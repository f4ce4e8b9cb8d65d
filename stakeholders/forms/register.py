"""One person of the register."""

import re
from typing import Any, ClassVar, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects.models import Project, User
from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import Stakeholder

SCALE = [("", _("not judged yet")), *[(str(number), str(number)) for number in range(1, 6)]]

# What stands in a choice as long as nobody has made it.
NOT_SAID = {"level": _("not known yet"), "stance": _("not known yet"), "preferred_way": _("not said yet")}


def read_tags(text: str) -> list[str]:
    """Each tag of a typed list once, in its order."""
    tags = [" ".join(tag.split()) for tag in re.split(r"[,;\n]", text)]
    tags = list(dict.fromkeys(tag for tag in tags if tag))
    if len(tags) > 20 or any(len(tag) > 40 for tag in tags):
        raise forms.ValidationError(_("At most 20 tags of 40 characters each fit."))
    return tags


class StakeholderForm(forms.ModelForm):
    """Facts about one person. `version` says which state of the row the form was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    power = forms.TypedChoiceField(
        label=_("Power"),
        choices=SCALE,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How much the project's success hangs on them: 1 little, 5 everything."),
    )
    interest = forms.TypedChoiceField(
        label=_("Interest"),
        choices=SCALE,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How much the project matters to them: 1 little, 5 very much."),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=800,
        help_text=_("Parted by commas, for instance a hospital."),
    )

    class Meta:
        model = Stakeholder
        fields: ClassVar[list[str]] = [
            "name",
            "email",
            "title",
            "department",
            "level",
            "power",
            "interest",
            "stance",
            "why_needed",
            "owner",
            "preferred_way",
            "language",
            "tags",
            "notes",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "why_needed": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.instance.project = project
        owner = cast("forms.ModelChoiceField", self.fields["owner"])
        owner.queryset = User.objects.filter(memberships__project=project).order_by("name", "email")
        owner.empty_label = _("nobody yet")
        for name, nothing in NOT_SAID.items():
            choices = cast("forms.TypedChoiceField", self.fields[name])
            known = cast("list[tuple[str, str]]", list(cast("Any", choices.choices)))
            choices.choices = [("", nothing), *(one for one in known if one[0])]
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        self.initial["tags"] = ", ".join(self.instance.tags)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Field("version"),
            Row(Column("name", css_class="col-md-6"), Column("email", css_class="col-md-6")),
            Row(Column("title", css_class="col-md-6"), Column("department", css_class="col-md-6")),
            Fieldset(
                str(_("Where they stand")),
                Row(
                    Column("level", css_class="col-md-3"),
                    Column("power", css_class="col-md-3"),
                    Column("interest", css_class="col-md-3"),
                    Column("stance", css_class="col-md-3"),
                ),
                "why_needed",
            ),
            Fieldset(
                str(_("How to reach them")),
                Row(Column("preferred_way", css_class="col-md-6"), Column("language", css_class="col-md-6")),
                Row(Column("owner", css_class="col-md-6"), Column("tags", css_class="col-md-6")),
                "notes",
            ),
        )

    def clean_name(self) -> str:
        """The name on one line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        """The address in small letters, not yet another person's."""
        email = str(self.cleaned_data["email"]).lower()
        people = self.project.stakeholders.unmerged()
        same = people.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if email and (other := same.first()):
            where = _("archived") if other.archived_at else _("in the register")
            raise forms.ValidationError(
                _("%(name)s, %(where)s, has this address already."),
                params={"name": other.name, "where": where},
            )
        return email

    def clean_tags(self) -> list[str]:
        """Each tag once, in the order typed."""
        return read_tags(self.cleaned_data["tags"])

    @property
    def values(self) -> dict[str, Any]:
        """The fields as an action takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of_talks(self, talks: int) -> None:
        """Says beside the address that another one is written to people."""
        if talks:
            self.fields["email"].help_text = ngettext(
                "With another address the people of %(talks)d planned talk get a mail, so that their "
                "calendars are right.",
                "With another address the people of %(talks)d planned talks get a mail, so that their "
                "calendars are right.",
                talks,
            ) % {"talks": talks}

    def show_conflict(self, current: Stakeholder) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        for name in self.Meta.fields:
            now, typed = getattr(current, name), self.cleaned_data.get(name)
            if now != typed:
                self.add_error(name, saved_meanwhile(shown(current, name)))
        self.data = made_from(self.data, "version", current.version)


def shown(stakeholder: Stakeholder, name: str) -> str:
    """A field's value as people read it."""
    display = getattr(stakeholder, f"get_{name}_display", None)
    value = display() if display else getattr(stakeholder, name)
    if isinstance(value, list):
        value = ", ".join(value)
    return str(value) if value not in (None, "") else "–"
