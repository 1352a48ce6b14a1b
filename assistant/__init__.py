"""Question → evidence → answer → citations, checked: everything to import."""

from assistant.chain import answer, chain, drafts, warm_up
from assistant.errors import ModelFailed, QuestionNotUsable, RecordNotIntact
from assistant.model import model_name
from assistant.record import record, verify
from assistant.retrieve import PassageRetriever
from assistant.suggest import suggestions
from assistant.values import (
    OFFLINE,
    Answer,
    AnswerSentence,
    Citation,
    Evidence,
    Highlight,
    Question,
    Support,
    Timings,
    Turn,
    Usage,
)

__all__ = [
    "OFFLINE",
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
    "Timings",
    "Turn",
    "Usage",
    "answer",
    "chain",
    "drafts",
    "model_name",
    "record",
    "suggestions",
    "verify",
    "warm_up",
]
