"""The language model: which one, how much it reads, what it says as it comes, its failures in words.

The only folder that names the language-model packages. Without `OPENAI_API_KEY`, `OPENAI_BASE_URL` or a
`provider:name` in `ASSISTANT_MODEL` there is no model, and nothing is sent anywhere.
"""

from assistant.model.choice import chat_model, model_name, shown_name
from assistant.model.context import count, learn, tokens_read
from assistant.model.streaming import Piece, stream

__all__ = ["Piece", "chat_model", "count", "learn", "model_name", "shown_name", "stream", "tokens_read"]
