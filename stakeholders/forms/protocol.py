"""The interview protocol: one rule, and where each member stands."""

from typing import Any, ClassVar, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project, User
from stakeholders.forms.conflict import made_from, saved_meanwhile
from stakeholders.models import Level, ProtocolRule


class RuleForm(forms.ModelForm):
    """Who is interviewed, and who may do it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    class Meta:
        model = ProtocolRule
        fields: ClassVar[list[str]] = ["level", "least", "member", "why"]
        help_texts: ClassVar[dict[str, Any]] = {
            "least": _(
                "Front line, manager, director, executive: each stands above the one before. Physicians and "
                "people from outside stand beside; asking for one of them means exactly that."
            ),
            "why": _("Shown to whoever books against it."),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.project = project
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        member = cast("forms.ModelChoiceField", self.fields["member"])
        member.queryset = User.objects.filter(memberships__project=project).order_by("name", "email")
        member.empty_label = _("nobody in particular")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            "level",
            Row(Column("least", css_class="col-md-6"), Column("member", css_class="col-md-6")),
            "why",
        )

    def clean(self) -> dict[str, Any]:
        """A rule without an interviewer would forbid every talk."""
        data = super().clean() or self.cleaned_data
        if not data.get("least") and not data.get("member"):
            self.add_error("least", _("Say who may interview: a level, a member, or both."))
        return data

    def validate_constraints(self) -> None:
        """The action says in words when there is a rule for the level already."""

    @property
    def values(self) -> dict[str, Any]:
        """The fields as an action takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_conflict(self, current: ProtocolRule) -> None:
        """Puts what now stands beside what was typed, and lets the next save be a knowing one."""
        for name, typed in self.values.items():
            now = getattr(current, name)
            if now != typed:
                self.add_error(name, saved_meanwhile(now))
        self.data = made_from(self.data, "version", current.version)


def read_levels(project: Project, posted: Any) -> dict[int, str]:
    """What was chosen for each member, by the user's key; what is no level counts as not said."""
    levels: dict[int, str] = {}
    for pk in project.memberships.values_list("user_id", flat=True):
        chosen = posted.get(f"level-{pk}")
        if chosen is not None:
            levels[pk] = chosen if chosen in Level.values else ""
    return levels
