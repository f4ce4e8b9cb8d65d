"""What may come in under the roof."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from callcenter_planner.whole import likeness
from projects.access import Perm, may
from projects.models import Membership, NoticeKind, Notices, Project, Role, User


class InviteForm(forms.Form):
    """Somebody to ask into the project."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.VIEWER)


class NewPasswordForm(forms.Form):
    """A password, typed once: whoever mistypes it asks for a new mail."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least ten characters; a short sentence is easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """A password that is hard enough to guess for this person."""
        password: str = get_adapter().clean_password(self.cleaned_data["password"], self.user)
        return password


class JoinForm(NewPasswordForm):
    """An account for somebody who was invited."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "password"]


class BringForm(forms.Form):
    """A project's file."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("The ZIP that “Take the project out” gave you."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"empty": _("This file is empty. Choose the ZIP that an export gave you.")},
    )


class NameToBeSureForm(forms.Form):
    """The name of what shall go, typed by who means it."""

    name = forms.CharField(
        label=_("The name"),
        max_length=120,
        help_text=_("Type it as it stands above, so that no wrong click does this."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = of

    def clean_name(self) -> str:
        """The very name, or address."""
        name = str(self.cleaned_data["name"])
        if name.strip() != self.wanted.strip():
            raise forms.ValidationError(_("It is “%(name)s”."), params={"name": self.wanted})
        return name


class KeepForm(forms.Form):
    """How long words are kept."""

    months = forms.TypedChoiceField(
        label=_("Words are kept"),
        required=False,
        empty_value=None,
        coerce=int,
        choices=[
            ("", _("for as long as the project")),
            (6, _("6 months after the end of their round")),
            (12, _("one year after the end of their round")),
            (24, _("two years after the end of their round")),
            (60, _("five years after the end of their round")),
        ],
    )


# Who can be told each kind of news; everybody who is a member, where none is named.
_TOLD = {
    NoticeKind.LAUNCHES: Perm.LAUNCH_REVIEW,
    NoticeKind.VISION: Perm.VISION_PUBLISH,
    NoticeKind.PLAYBOOKS: Perm.CRISIS_EDIT,
}


class NoticesForm(forms.Form):
    """How a member hears of what needs no act of theirs at once, and otherwise of one kind of it."""

    notices = forms.ChoiceField(
        label=_("News that need no act of yours"), choices=Notices.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        chosen = dict(membership.notice_choices.values_list("kind", "notices"))
        initial = {"notices": membership.notices, **{f"of_{kind}": how for kind, how in chosen.items()}}
        super().__init__(data, initial=initial)
        self.kinds = [kind for kind in NoticeKind if kind not in _TOLD or may(membership, _TOLD[kind])]
        for kind in self.kinds:
            self.fields[f"of_{kind.value}"] = forms.ChoiceField(
                label=kind.label, required=False, choices=[("", _("like the rest")), *Notices.choices]
            )

    def of_kinds(self) -> dict[str, str]:
        """What was chosen of each kind; empty for like the rest."""
        return {kind.value: self.cleaned_data[f"of_{kind.value}"] for kind in self.kinds}


def _parts() -> forms.MultipleChoiceField:
    """Which parts of a project's shape; all, as long as nobody takes one away."""
    return forms.MultipleChoiceField(
        label=_("What comes along"),
        choices=[
            (name, format_lazy("{}: {}", part.words, part.says)) for name, part in likeness.PARTS.items()
        ],
        initial=list(likeness.PARTS),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never people, answers, mails, readings, launches or runs."),
        error_messages={"required": _("Choose at least one part.")},
    )


class TemplateForm(forms.Form):
    """A project's shape to be kept."""

    name = forms.CharField(
        label=_("Name of the template"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    parts = _parts()

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        # Its page has another form with a name.
        super().__init__(data, initial=initial, auto_id="template_%s")


class LikeForm(forms.Form):
    """A new project from a template, or like another one."""

    of = forms.ChoiceField(label=_("Begins as"))
    name = forms.CharField(label=_("Name of the new project"), max_length=120)
    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    parts = _parts()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        led = Project.objects.filter(
            memberships__user=user, memberships__role=Role.LEAD, deleted_at=None
        ).defer("logo")
        self.templates = {f"template-{one.pk}": one for one in user.templates.defer("content")}
        self.projects = {f"project-{one.pk}": one for one in led}
        groups = [
            (_("Your templates"), [(key, one.name) for key, one in self.templates.items()]),
            (_("Projects that you lead"), [(key, one.name) for key, one in self.projects.items()]),
        ]
        of: Any = self.fields["of"]
        of.choices = [(words, choices) for words, choices in groups if choices]

    @property
    def has_any(self) -> bool:
        """Whether there is anything to begin with."""
        return bool(self.templates or self.projects)
