"""Question → evidence → answer → citations, checked: everything to import."""

from assistant.chain import Question, answer, chain, drafts, warm_up
from assistant.errors import ModelFailed, QuestionNotUsable
from assistant.model import model_name
from assistant.retrieve import PassageRetriever
from assistant.values import Answer, AnswerSentence, Citation, Evidence, Support, Turn

__all__ = [
    "Answer",
    "AnswerSentence",
    "Citation",
    "Evidence",
    "ModelFailed",
    "PassageRetriever",
    "Question",
    "QuestionNotUsable",
    "Support",
    "Turn",
    "answer",
    "chain",
    "drafts",
    "model_name",
    "warm_up",
]
