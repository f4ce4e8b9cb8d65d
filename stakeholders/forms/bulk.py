"""What is changed of many people at once."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project, User
from stakeholders.forms.register import read_tags
from stakeholders.models import Level, Stance

NOBODY = "none"
_LEAVE = ("", _("leave as it is"))


class BulkForm(forms.Form):
    """Only what is set here is changed; everything else stays what it is for each of them."""

    owner = forms.ChoiceField(label=_("Relationship owner"), required=False)
    department = forms.CharField(
        label=_("Department"), required=False, max_length=120, help_text=_("Empty leaves it as it is.")
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[_LEAVE, *Level.choices])
    stance = forms.ChoiceField(label=_("Stance"), required=False, choices=[_LEAVE, *Stance.choices])
    add_tags = forms.CharField(
        label=_("Tags to add"), required=False, max_length=800, help_text=_("Parted by commas.")
    )
    remove_tags = forms.CharField(
        label=_("Tags to take away"), required=False, max_length=800, help_text=_("Parted by commas.")
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {
            str(member.pk): member
            for member in User.objects.filter(memberships__project=project).order_by("name", "email")
        }
        cast("forms.ChoiceField", self.fields["owner"]).choices = [
            _LEAVE,
            (NOBODY, _("nobody")),
            *((key, str(member)) for key, member in self.members.items()),
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("owner", css_class="col-md-6"), Column("department", css_class="col-md-6")),
            Row(Column("level", css_class="col-md-6"), Column("stance", css_class="col-md-6")),
            Row(Column("add_tags", css_class="col-md-6"), Column("remove_tags", css_class="col-md-6")),
        )

    def clean_department(self) -> str:
        """The department on one line."""
        return " ".join(self.cleaned_data["department"].split())

    def clean_add_tags(self) -> list[str]:
        """Each tag once."""
        return read_tags(self.cleaned_data["add_tags"])

    def clean_remove_tags(self) -> list[str]:
        """Each tag once."""
        return read_tags(self.cleaned_data["remove_tags"])

    def clean(self) -> dict[str, Any]:
        """Something must be set."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Set at least one of these; nothing would be changed."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        fields = {name: cleaned[name] for name in ("department", "level", "stance") if cleaned[name]}
        if cleaned["owner"]:
            owner = self.members.get(cleaned["owner"])
            fields["owner_id"] = owner.pk if owner else None
        return {"fields": fields, "add_tags": cleaned["add_tags"], "remove_tags": cleaned["remove_tags"]}
