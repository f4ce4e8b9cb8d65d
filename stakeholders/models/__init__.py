"""Tables of listening: who is to be heard, what they are asked, what they said, what they want."""

from stakeholders.models.answer import Answer, AnswerText
from stakeholders.models.ask import Ask
from stakeholders.models.bulk import BulkChange
from stakeholders.models.conversation import Conversation, FollowUp, Status
from stakeholders.models.import_ import Import
from stakeholders.models.merge import Merge, TwoPeople
from stakeholders.models.protocol import InterviewerLevel, ProtocolRule
from stakeholders.models.question import Kind, Question, QuestionSet, QuestionSetItem, QuestionWording, Topic
from stakeholders.models.round import Interview, Round, RoundItem, State, Way
from stakeholders.models.stakeholder import Level, PreferredWay, Stakeholder, Stance

__all__ = [
    "Answer",
    "AnswerText",
    "Ask",
    "BulkChange",
    "Conversation",
    "FollowUp",
    "Import",
    "Interview",
    "InterviewerLevel",
    "Kind",
    "Level",
    "Merge",
    "PreferredWay",
    "ProtocolRule",
    "Question",
    "QuestionSet",
    "QuestionSetItem",
    "QuestionWording",
    "Round",
    "RoundItem",
    "Stakeholder",
    "Stance",
    "State",
    "Status",
    "Topic",
    "TwoPeople",
    "Way",
]
