"""Question → evidence → answer → citations, checked: everything to import."""

from assistant.chain import Question, answer, chain, drafts, warm_up
from assistant.errors import ModelFailed, QuestionNotUsable, RecordNotIntact
from assistant.model import model_name
from assistant.record import record, verify
from assistant.retrieve import PassageRetriever
from assistant.suggest import suggestions
from assistant.values import Answer, AnswerSentence, Citation, Evidence, Highlight, Support, Turn

__all__ = [
    "Answer",
    "AnswerSentence",
    "Citation",
    "Evidence",
    "Highlight",
    "ModelFailed",
    "PassageRetriever",
    "Question",
    "QuestionNotUsable",
    "RecordNotIntact",
    "Support",
    "Turn",
    "answer",
    "chain",
    "drafts",
    "model_name",
    "record",
    "suggestions",
    "verify",
    "warm_up",
]
