"""How much a model reads: as set, as its server once said, as its maker says, or a careful guess. Counted roughly.

A tokenizer would be exact, but each model has its own, and OpenAI's is a download.
"""

import os
from typing import TYPE_CHECKING

from assistant.errors import ModelFailed
from assistant.model.choice import server_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

BYTES_PER_TOKEN = 3.5
"""Of UTF-8: English news has some 4.3 in OpenAI's o200k and 4.0 in small vocabularies, numbers and names fewer."""
UNKNOWN = 8_000
"""Tokens, where nobody says: local servers are seldom started with less."""
MOST = 32_000
"""Tokens, however many the model reads: a long report whole, some two cents with the default model."""

_learnt: dict[str, int] = {}


def tokens_read(model: "BaseChatModel") -> int:
    """How many tokens *model* is given at most, its answer included. Raises ModelFailed for a setting that is no number."""
    set_to = os.environ.get("ASSISTANT_CONTEXT", "").strip()
    if set_to:
        if not set_to.isdecimal() or not int(set_to):
            message = f"ASSISTANT_CONTEXT is {set_to!r}: it should be a number of tokens, such as 8192."
            raise ModelFailed(message)
        return int(set_to)
    said = _learnt.get(server_of(model)) or (getattr(model, "profile", None) or {}).get("max_input_tokens")
    return min(int(said or UNKNOWN), MOST)


def learn(model: "BaseChatModel", tokens: int) -> None:
    """Remember that the server of *model* reads no more than *tokens*."""
    _learnt[server_of(model)] = tokens


def count(text: str) -> int:
    """About how many tokens *text* has, rather too many."""
    return int(len(text.encode(errors="replace")) / BYTES_PER_TOKEN) + 1
