"""What may come in."""

from stakeholders.forms.ask import AskForm
from stakeholders.forms.bank import QuestionForm, SetForm
from stakeholders.forms.bulk import BulkForm
from stakeholders.forms.import_ import UploadForm
from stakeholders.forms.interview import CancelForm, InterviewForm
from stakeholders.forms.order import OrderForm
from stakeholders.forms.personal import ColleagueForm, read_answer, read_note
from stakeholders.forms.register import StakeholderForm
from stakeholders.forms.round import RoundForm
from stakeholders.forms.topic import TopicForm

__all__ = [
    "AskForm",
    "BulkForm",
    "CancelForm",
    "ColleagueForm",
    "InterviewForm",
    "OrderForm",
    "QuestionForm",
    "RoundForm",
    "SetForm",
    "StakeholderForm",
    "TopicForm",
    "UploadForm",
    "read_answer",
    "read_note",
]
