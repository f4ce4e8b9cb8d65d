"""A list of people."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from stakeholders import importing


class UploadForm(forms.Form):
    """One CSV or XLSX file; what it holds is judged by its bytes."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("The first sheet is read. A row of headings, then a row for each person."),
        allow_empty_file=True,
        max_length=400,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuses what is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > importing.MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)d MB. Split it."),
                params={"megabytes": importing.MAX_BYTES // 1024 // 1024},
            )
        return file
