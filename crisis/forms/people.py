"""What may come in about who is reached."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.forms.shared import Versioned, helper
from crisis.models import CrisisPerson, CrisisRole


class PersonForm(Versioned):
    """A person on the call tree."""

    class Meta:
        model = CrisisPerson
        fields = ("name", "email", "language")
        labels = {
            "name": gettext_lazy("Name"),
            "email": gettext_lazy("E-mail address"),
        }
        help_texts = {"email": gettext_lazy("The planner writes here; whoever has an account has the same.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].required = False
        self.helper = helper(
            "version",
            Row(Column("name", css_class="col-md-8"), Column("language", css_class="col-md-4")),
            "email",
        )

    def clean_language(self) -> str:
        """What was not asked stays as it was."""
        return str(self.cleaned_data["language"] or self.instance.language)

    def clean_email(self) -> str:
        """An address that is not on this call tree yet, also not among those taken off."""
        email = self.cleaned_data["email"]
        same = CrisisPerson.objects.filter(project=self.instance.project, email__iexact=email)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This address is on the call tree already, perhaps taken off it."))
        return str(email)


class RoleForm(forms.Form):
    """One more role for a person."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=CrisisRole.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class ContactForm(Versioned):
    """Somebody's own word on how they are reached; beside it stand the ways."""

    class Meta:
        model = CrisisPerson
        fields = ()
