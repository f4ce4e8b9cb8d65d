"""What may come in on the ground floor."""

import copy
import zoneinfo
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from projects import pictures, queries
from projects.models import AuditEntry, Project, Role, User

CURRENCIES = [
    "USD",
    "CAD",
    "EUR",
    "GBP",
    "CHF",
    "AUD",
    "NZD",
    "DKK",
    "NOK",
    "SEK",
    "PLN",
    "CZK",
    "MXN",
    "BRL",
    "INR",
    "JPY",
    "SGD",
    "ZAR",
]
# The zones most asked for stand first; the rest of the world follows by name.
FIRST_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Europe/London",
    "Europe/Berlin",
)
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when that is nothing; None when the form is only looked at."""
    return request.POST if request.method == "POST" else None


def zone_choices() -> list[Any]:
    """Time zones for a select, in two groups."""
    named = sorted(zone for zone in zoneinfo.available_timezones() if zone.split("/")[0] in REGIONS)
    return [
        (_("Often used"), [(zone, _spoken(zone)) for zone in FIRST_ZONES]),
        (_("All"), [(zone, _spoken(zone)) for zone in [*named, "UTC"] if zone not in FIRST_ZONES]),
    ]


def _spoken(zone: str) -> str:
    return zone.replace("_", " ")


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class _ProjectForm(forms.ModelForm):
    """What a new project and its settings have in common."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Every time in this project is shown in it.")
    )
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict.fromkeys([*CURRENCIES, self.instance.currency])
        self.fields["currency"].choices = [(code, code) for code in known]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def save(self, commit: bool = True) -> Any:
        """Not this way: `projects.actions` saves, so that it is audited."""
        raise NotImplementedError


class NewProjectForm(_ProjectForm):
    """A project in half a minute; the rest is in its settings."""

    class Meta:
        model = Project
        fields = ["name", "organisation", "purpose", "time_zone", "currency", "go_live_target"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4}), "go_live_target": DateInput()}
        labels = {
            "name": _("Name of the project"),
            "organisation": _("Organisation"),
            "purpose": _("Purpose"),
            "go_live_target": _("Go-live target"),
        }
        help_texts = {
            "name": _("As people will read it in your mails, for instance “Riverbend contact centre”."),
            "purpose": _("Two or three sentences: what shall be different for patients and staff?"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "name",
            "organisation",
            "purpose",
            Row(
                Column("time_zone", css_class="col-md-5"),
                Column("currency", css_class="col-md-3"),
                Column("go_live_target", css_class="col-md-4"),
            ),
        )


class SettingsForm(_ProjectForm):
    """A project's settings, made from one version of them."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}\Z",
        label=_("Accent colour"),
        help_text=_("A stripe and a dot in this colour mark your pages, mails and PDFs."),
        error_messages={"invalid": _("Choose a colour, or write one like #0b6e69.")},
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    new_logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG, GIF or WebP, at most 2 MB. It stands on the vision PDF and in mails."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Project
        fields = [
            *("name", "organisation", "purpose", "time_zone", "currency", "go_live_target"),
            *("accent", "sender_name", "reply_to"),
        ]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "go_live_target": DateInput(),
        }
        labels = {
            "name": _("Name of the project"),
            "organisation": _("Organisation"),
            "purpose": _("Purpose"),
            "go_live_target": _("Go-live target"),
            "sender_name": _("Sender name"),
            "reply_to": _("Replies go to"),
        }
        help_texts = {
            "sender_name": _("Whose name your mails carry; the project's own when empty."),
            "reply_to": _("Whoever answers one of your mails writes to this address."),
        }

    def __init__(self, *args: Any, instance: Project, **kwargs: Any) -> None:
        # A copy, so that what is typed does not stand in the page's frame before it is saved.
        super().__init__(*args, instance=copy.copy(instance), **kwargs)
        self.fields["version"].initial = self.instance.version
        if not self.instance.logo_type:
            del self.fields["remove_logo"]
        self.helper.layout = _settings_layout(has_logo="remove_logo" in self.fields)

    def clean_accent(self) -> str:
        """One way of writing a colour, so that one colour has one style sheet."""
        return str(self.cleaned_data["accent"]).lower()

    def clean_new_logo(self) -> bytes | None:
        """The uploaded picture, drawn anew as PNG."""
        upload = self.cleaned_data.get("new_logo")
        if not isinstance(upload, UploadedFile) or upload.file is None:
            return None
        return pictures.as_png(upload.file, size=upload.size or 0)

    def changes(self) -> dict[str, Any]:
        """The project's fields as they shall be."""
        changes = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        if self.cleaned_data.get("new_logo"):
            changes |= {"logo": self.cleaned_data["new_logo"], "logo_type": "image/png"}
        elif self.cleaned_data.get("remove_logo"):
            changes |= {"logo": None, "logo_type": ""}
        return changes

    def tell_of(self, stored: Project, sentence: str) -> None:
        """Somebody else saved meanwhile: shows their text beside what was typed, and loses neither."""
        self.add_error(None, sentence)
        for name in self._meta.fields or ():
            theirs = getattr(stored, name)
            if theirs != self.cleaned_data.get(name):
                self.add_error(name, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": theirs or "–"})
        self.data = {**self.data.dict(), "version": str(stored.version)}  # type: ignore[attr-defined]


def _settings_layout(*, has_logo: bool) -> Layout:
    return Layout(
        "version",
        Fieldset(
            _("The project"),
            Row(Column("name", css_class="col-md-6"), Column("organisation", css_class="col-md-6")),
            "purpose",
            Row(
                Column("go_live_target", css_class="col-md-4"),
                Column("time_zone", css_class="col-md-5"),
                Column("currency", css_class="col-md-3"),
            ),
        ),
        Fieldset(
            _("How it looks"),
            HTML('{% include "projects/logo.html" %}'),
            Row(Column("new_logo", css_class="col-md-8"), Column("accent", css_class="col-md-4")),
            *(["remove_logo"] if has_logo else []),
        ),
        Fieldset(
            _("What it sends"),
            Row(Column("sender_name", css_class="col-md-6"), Column("reply_to", css_class="col-md-6")),
        ),
    )


class RoleForm(forms.Form):
    """One member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class NameForm(forms.ModelForm):
    """One's own name."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As the people in your projects see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ["name"]


class ActivityFilter(forms.Form):
    """What of the activity is shown; whatever cannot be understood is left out."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    who = forms.ChoiceField(label=_("Who"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("To"), required=False, widget=DateInput())

    def __init__(self, *args: Any, people: list[User], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        what: Any = self.fields["what"]
        who.choices = [
            ("", _("everyone")),
            *((str(person.pk), str(person)) for person in people),
            ("others", _("people without an account")),
        ]
        what.choices = [("", _("everything")), *((kind, AuditEntry.spoken_kind(kind)) for kind in kinds)]

    @classmethod
    def asked_by(cls, request: HttpRequest, project: Project) -> "ActivityFilter":
        """The filter with this project's people and things to choose from."""
        return cls(request.GET, people=queries.actors(project), kinds=queries.kinds_of_objects(project))

    def asked(self) -> dict[str, Any]:
        """The filters that were understood and are set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
