"""What may come in under the roof."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

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
            raise forms.ValidationError(_("The name is “%(name)s”."), params={"name": self.wanted})
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


class LikeForm(forms.Form):
    """A new project like another one."""

    of = forms.ModelChoiceField(
        label=_("Like"),
        queryset=Project.objects.none(),
        empty_label=None,
        help_text=_("One of the projects that you lead."),
    )
    name = forms.CharField(label=_("Name of the new project"), max_length=120)
    organisation = forms.CharField(label=_("Organisation"), max_length=120)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Project.objects.filter(
            memberships__user=user, memberships__role=Role.LEAD, deleted_at=None
        ).defer("logo")
        self.fields["of"].queryset = mine  # type: ignore[attr-defined]
