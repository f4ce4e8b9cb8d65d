"""What may come in about who is alerted, by what ladder, and what was agreed."""

import datetime
import zoneinfo
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync import queries
from marketing_sync.forms.fields import TimeInput, layout, made_from, show_theirs, version_field
from marketing_sync.models import Agreement, AlertContact, AlertRung
from projects.models import User

MOST_RUNGS = 12


def _zones() -> list[tuple[str, str]]:
    names = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
    return [(zone, zone.replace("_", " ")) for zone in names if not zone.startswith(("Etc/", "SystemV/"))]


class ContactForm(forms.ModelForm):
    """A person on the alert list."""

    version = version_field()
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_zones)

    class Meta:
        model = AlertContact
        fields = [
            "name",
            "email",
            "role",
            "time_zone",
            "quiet_from",
            "quiet_until",
            "digest_at",
            "stands_in",
        ]
        labels = {
            "name": gettext_lazy("Name"),
            "email": gettext_lazy("E-mail address"),
            "role": gettext_lazy("Role"),
            "quiet_from": gettext_lazy("Quiet from"),
            "quiet_until": gettext_lazy("Quiet until"),
            "digest_at": gettext_lazy("One mail a day, at"),
            "stands_in": gettext_lazy("Only stands in"),
        }
        help_texts = {"quiet_from": gettext_lazy("In their own time; may go past midnight.")}
        widgets = {"quiet_from": TimeInput(), "quiet_until": TimeInput(), "digest_at": TimeInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.helper = layout(
            "version",
            Row(Column("name", css_class="col-md-6"), Column("email", css_class="col-md-6")),
            Row(Column("role", css_class="col-md-6"), Column("time_zone", css_class="col-md-6")),
            Row(
                Column("quiet_from", css_class="col-md-3"),
                Column("quiet_until", css_class="col-md-3"),
                Column("digest_at", css_class="col-md-6"),
            ),
            "stands_in",
        )

    def clean_email(self) -> str:
        """An address that is not on this project's list yet, also not among those taken off."""
        email = self.cleaned_data["email"]
        same = AlertContact.objects.filter(project=self.instance.project, email__iexact=email)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This address is on the list already, perhaps among those taken off."))
        return str(email)

    def clean(self) -> dict[str, Any]:
        """Quiet hours begin and end, and leave some time of the day."""
        cleaned = super().clean() or self.cleaned_data
        if "quiet_from" not in cleaned or "quiet_until" not in cleaned:
            return cleaned
        start, end = cleaned["quiet_from"], cleaned["quiet_until"]
        if (start is None) != (end is None):
            self.add_error(
                "quiet_until" if end is None else "quiet_from", _("Give both, or neither for no quiet hours.")
            )
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Quiet all day would mean that they are never told."))
        return cleaned

    def who(self) -> dict[str, Any]:
        """The person's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: AlertContact, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class AgreementForm(forms.ModelForm):
    """What marketing and the call centre agreed."""

    version = version_field()

    class Meta:
        model = Agreement
        fields = ["lead_days", "review_days", "liaison", "escalate_hours", "calls_days"]
        labels = {
            "lead_days": gettext_lazy("Notice, in days"),
            "review_days": gettext_lazy("Time for the liaison's review, in days"),
            "liaison": gettext_lazy("Liaison"),
            "escalate_hours": gettext_lazy("Hours until the next person is told"),
            "calls_days": gettext_lazy("Days that a launch makes the phone ring"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        liaison = cast("forms.ModelChoiceField", self.fields["liaison"])
        able = [user.pk for user in queries.reviewers(self.instance.project)]
        liaison.queryset = User.objects.filter(pk__in=able).order_by("name", "pk")
        liaison.empty_label = _("Everybody in operations")
        self.helper = layout("version", *self.Meta.fields)

    def agreed(self) -> dict[str, Any]:
        """The agreement's fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def tell_of(self, stored: Agreement, sentence: str) -> None:
        """Somebody else saved meanwhile: both texts are shown."""
        show_theirs(self, stored, names=self.Meta.fields, sentence=sentence, version=stored.version)


class LadderVersionForm(forms.Form):
    """The version of the ladder from which its form was made."""

    version = version_field()

    def tell_of(self, stored: Agreement, steps: list[str], sentence: str) -> None:
        """Somebody else saved meanwhile: shows their steps above those that were typed."""
        self.add_error(None, _("%(what)s Save again to keep what you typed.") % {"what": sentence})
        self.add_error(None, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": "; ".join(steps)})
        made_from(self, stored.ladder_version)


class RungForm(forms.Form):
    """One step of the ladder; an empty one is none."""

    days_before = forms.IntegerField(
        label=gettext_lazy("Days before"), required=False, min_value=0, max_value=365
    )
    at_time = forms.TimeField(
        label=gettext_lazy("Time of day"), required=False, widget=TimeInput(), initial=AlertRung.MORNING
    )

    @property
    def rung(self) -> tuple[int, datetime.time] | None:
        """The step, when days are given."""
        days = self.cleaned_data.get("days_before")
        return None if days is None else (days, self.cleaned_data.get("at_time") or AlertRung.MORNING)


def given_rungs(rungs: forms.BaseFormSet) -> list[tuple[int, datetime.time]]:
    """The steps of a valid ladder that are not empty."""
    return [rung for form in rungs.forms if (rung := form.rung)]


class _LadderForms(forms.BaseFormSet):
    """The steps of the ladder."""

    def clean(self) -> None:
        """At least one step, and none twice."""
        if any(self.errors):
            return
        given = given_rungs(self)
        if not given:
            raise ValidationError(_("Keep at least one step, or nobody is ever told."))
        if len(set(given)) < len(given):
            raise ValidationError(_("Two steps have the same day and time. Change or empty one."))


LadderForms = forms.formset_factory(
    RungForm, formset=_LadderForms, extra=2, max_num=MOST_RUNGS, absolute_max=MOST_RUNGS
)
