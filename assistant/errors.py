"""What can go wrong with a question or a language model that the user can put right.

* ArticleAssistantError (of ingest)
  * QuestionNotUsable: nothing is asked, or too much at once
  * ModelFailed: the language model gave no answer, or not all of it
  * RecordNotIntact: a file of answers is not as it was saved
"""

from ingest.errors import ArticleAssistantError


class QuestionNotUsable(ArticleAssistantError):
    """The question is empty or longer than a question can be."""


class ModelFailed(ArticleAssistantError):
    """The language model cannot be reached, refuses, or breaks off; the message says why and what to do."""


class RecordNotIntact(ArticleAssistantError):
    """A record was changed, or holds a citation that does not stand in its article."""
