"""What may come in about the training of temporary people for one launch."""

from email.utils import parseaddr
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.actions import Times
from marketing_sync.forms.fields import DateInput, layout, made_from
from marketing_sync.models import CampaignTraining, Launch
from marketing_sync.queries import Proposed, temporary_people
from outcomes.models import Colleague, TrainingUnit
from projects.templatetags.planner import plain_day

_MOST_NEWCOMERS = 100


class TrainingForm(forms.Form):
    """Who, what before the launch, until when, and when the rest follows."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    people = forms.ModelMultipleChoiceField(
        Colleague.objects.none(),
        label=gettext_lazy("Temporary people who are known"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    newcomers = forms.CharField(
        label=gettext_lazy("New temporary people"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, with a comma: “Ines Marin, ines.marin@example.org”."),
    )
    parts = forms.ModelMultipleChoiceField(
        TrainingUnit.objects.none(),
        label=gettext_lazy("Parts of the curriculum that they need before it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_part = forms.CharField(
        label=gettext_lazy("A part for this campaign alone"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "Nobody else has to learn it. Leave it empty when there is none, or no new one."
        ),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Its minutes"), required=False, min_value=1, max_value=24_000
    )
    train_by = forms.DateField(label=gettext_lazy("Trained by"), widget=DateInput())
    rest_from = forms.DateField(label=gettext_lazy("The rest begins on"), widget=DateInput())
    rest_by = forms.DateField(label=gettext_lazy("The rest by"), widget=DateInput())

    def __init__(
        self, *args: Any, launch: Launch, stored: CampaignTraining | None, proposed: Proposed, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.launch, self.stored = launch, stored
        self._choices()
        begins = stored or proposed
        for name in ("train_by", "rest_from", "rest_by"):
            self.fields[name].initial = getattr(begins, name)
        self.fields["version"].initial = stored.version if stored else 0
        if stored is None:
            self.fields["own_part"].initial = str(launch)[:80]
            self.fields["minutes"].initial = proposed.minutes
        self.helper = layout(
            "version",
            *(["people"] if self.knows_people else []),
            "newcomers",
            *(["parts"] if self.knows_parts else []),
            Row(Column("own_part", css_class="col-md-8"), Column("minutes", css_class="col-md-4")),
            Row(
                Column("train_by", css_class="col-md-4"),
                Column("rest_from", css_class="col-md-4"),
                Column("rest_by", css_class="col-md-4"),
            ),
        )

    def _choices(self) -> None:
        project, stored = self.launch.project, self.stored
        people: Any = self.fields["people"]
        people.queryset = temporary_people(project)
        people.initial = list(stored.people.all()) if stored else []
        parts: Any = self.fields["parts"]
        parts.queryset = TrainingUnit.objects.filter(project=project).filter(
            Q(is_for_everybody=True) | Q(campaigns__launch=self.launch)
        )
        parts.queryset = parts.queryset.distinct()
        parts.initial = list(stored.parts.all()) if stored else []
        self.knows_people, self.knows_parts = people.queryset.exists(), parts.queryset.exists()

    def clean_newcomers(self) -> list[tuple[str, str]]:
        """Names with addresses; who is known already as temporary is found by the address."""
        lines = [line.strip() for line in self.cleaned_data["newcomers"].splitlines() if line.strip()]
        if len(lines) > _MOST_NEWCOMERS:
            raise ValidationError(_("Up to %(most)d people at once.") % {"most": _MOST_NEWCOMERS})
        found: dict[str, tuple[str, str]] = {}
        for number, line in enumerate(lines, 1):
            name, email = _person(line, number)
            found.setdefault(email.lower(), (name, email))
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        """The training before the launch, the rest after it; somebody, and something to learn."""
        cleaned = super().clean() or self.cleaned_data
        self._check_days(cleaned)
        if not self.errors:
            self._meet_known(cleaned)
            if not (cleaned["people"] or cleaned["newcomers"] or self.stored):
                self.add_error("newcomers", _("Name at least one person."))
            if not (cleaned["parts"] or cleaned["own_part"]):
                self.add_error("own_part", _("Choose a part of the curriculum, or name one of its own."))
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        by, begins, ends = (cleaned.get(name) for name in ("train_by", "rest_from", "rest_by"))
        first, last = self.launch.earliest, self.launch.latest
        if by and self.launch.is_planned and by >= first:
            self.add_error(
                "train_by",
                _("It can go out on %(day)s: they have to be trained before.") % {"day": plain_day(first)},
            )
        if begins and begins <= max(last, by or last):
            self.add_error(
                "rest_from", _("The rest comes after the campaign: after %(day)s.") % {"day": plain_day(last)}
            )
        if begins and ends and ends < begins:
            self.add_error("rest_by", _("This is before the rest begins."))

    def _meet_known(self, cleaned: dict[str, Any]) -> None:
        """A newcomer with the address of a temporary colleague is that colleague; of another, is refused."""
        known = {
            one.email.lower(): one for one in Colleague.objects.kept().filter(project=self.launch.project)
        }
        people, new = {one.pk: one for one in cleaned["people"]}, []
        for name, email in cleaned["newcomers"]:
            one = known.get(email.lower())
            if one is None:
                new.append((name, email))
            elif one.is_temporary:
                people[one.pk] = one
            else:
                self.add_error(
                    "newcomers",
                    _("%(email)s is the address of %(name)s, who is not temporary. Training says who is.")
                    % {"email": email, "name": one.name},
                )
        cleaned["people"], cleaned["newcomers"] = list(people.values()), new

    def given(self) -> dict[str, Any]:
        """What `train_for` takes."""
        cleaned = self.cleaned_data
        return {
            "times": Times(cleaned["train_by"], cleaned["rest_from"], cleaned["rest_by"]),
            "parts": list(cleaned["parts"]),
            **{name: cleaned[name] for name in ("version", "people", "newcomers", "own_part", "minutes")},
        }

    def tell_of(self, stored: CampaignTraining, sentence: str) -> None:
        """Somebody else saved meanwhile: what was typed stays, and the next save goes through."""
        self.add_error(None, _("%(what)s Save again to keep what you typed.") % {"what": sentence})
        for name in ("train_by", "rest_from", "rest_by"):
            theirs = getattr(stored, name)
            if theirs and theirs != self.cleaned_data.get(name):
                self.add_error(name, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": plain_day(theirs)})
        made_from(self, stored.version)


def _person(line: str, number: int) -> tuple[str, str]:
    """“Ines Marin, ines@example.org”, “Ines Marin <ines@example.org>”."""
    name, email = parseaddr(line) if "<" in line else (part.strip() for part in _split(line))
    if not name or len(name) > 120:
        raise ValidationError(
            _("Line %(number)d needs a name and, after a comma, an address.") % {"number": number}
        )
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            _("Line %(number)d: “%(email)s” is no e-mail address.") % {"number": number, "email": email[:100]}
        ) from None
    return name, email


def _split(line: str) -> tuple[str, str]:
    name, _comma, email = line.rpartition(",")
    return name, email
