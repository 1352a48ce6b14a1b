"""What can go wrong with a question or a language model that the user can put right.

* ArticleAssistantError (of ingest)
  * QuestionNotUsable: nothing is asked, or too much at once
  * ModelFailed: the language model gave no answer, or not all of it
    * ContextExceeded: the prompt is longer than the model reads
  * RecordNotIntact: a file of answers is not as it was saved
"""

from ingest.errors import ArticleAssistantError


class QuestionNotUsable(ArticleAssistantError):
    """The question is empty or longer than a question can be."""


class ModelFailed(ArticleAssistantError):
    """The language model cannot be reached, refuses, or breaks off; the message says why and what to do."""


class ContextExceeded(ModelFailed):
    """The prompt is longer than the model reads; *tokens* is how many that is, where its server says so."""

    def __init__(self, message: str, tokens: int | None = None) -> None:
        super().__init__(message)
        self.tokens = tokens


class RecordNotIntact(ArticleAssistantError):
    """A record was changed, or holds a citation that does not stand in its article."""
