"""A file of interval data."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from marketing_sync.forms.fields import layout
from reports.lists import MAX_BYTES


class CallFileForm(forms.Form):
    """One CSV or XLSX file; what it holds is judged by its bytes."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        help_text=gettext_lazy("As your phone system exports it: one row for each interval."),
        allow_empty_file=True,
        max_length=400,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = layout("file")

    def clean_file(self) -> Any:
        """Refuses what is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_BYTES:
            raise forms.ValidationError(
                gettext_lazy("The file is larger than %(megabytes)d MB. Split it."),
                params={"megabytes": MAX_BYTES // 1024 // 1024},
            )
        return file
