"""Text → vector, by a server: OpenAI's, one that speaks its protocol, or another that LangChain has a package for.

Texts are sent as they are. LangChain's default would cut them into the ids of OpenAI's own tokens, which no other
server understands, with a tokenizer that it downloads.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.embed import BundledEmbedder, Embedder, Vectors, bundled
from ingest.errors import EmbeddingFailed

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

AT_ONCE = 64
"""Texts in one request: within what small servers take."""
SECONDS = 60.0
"""The longest silence."""
RETRIES = 2


class ServedEmbedder:
    """The embedding model *name*, such as `openai:text-embedding-3-small`; asked when first used.

    *kept* is how many numbers the vectors have that its own will be compared with, where there are any. `embed` and
    `stream` raise EmbeddingFailed.
    """

    def __init__(self, name: str, kept: int | None = None) -> None:
        self.id = name
        self._kept = kept

    @cached_property
    def dimensions(self) -> int:
        """As many as are kept already, else as the server sends for a word."""
        return self._kept or int(self.embed(["word"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order."""
        rows = list(self.stream(texts))
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def stream(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        """The rows one by one, as they are made, in order."""
        waiting = list(texts)
        for start in range(0, len(waiting), AT_ONCE):
            yield from self._rows(waiting[start : start + AT_ONCE])

    def _rows(self, texts: Sequence[str]) -> Vectors:
        from langchain_core.exceptions import LangChainException
        from openai import OpenAIError

        try:
            rows = np.asarray(self._model.embed_documents(list(texts)), np.float32)
        except (OpenAIError, LangChainException, ValueError, TypeError, IndexError, AttributeError) as error:
            # The last four: a body that is no answer, read by LangChain or numpy.
            status = getattr(error, "status_code", None)
            why = f"it answered HTTP {status}" if status else "it cannot be reached, or sent what is no answer"
            raise EmbeddingFailed(_advice(self.id, why)) from error
        if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():  # noqa: PLR2004 - rows of numbers
            raise EmbeddingFailed(_advice(self.id, "it sent other than one vector for each text"))
        if self._kept not in {None, rows.shape[1]}:
            why = f"they have {rows.shape[1]} numbers, and those that the library keeps have {self._kept}"
            raise EmbeddingFailed(_advice(self.id, why, gave="vectors of another size"))
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)

    @cached_property
    def _model(self) -> "Embeddings":
        from langchain.embeddings import init_embeddings
        from openai import OpenAIError

        provider = self.id.partition(":")[0]
        settings: dict[str, Any] = {}
        if provider == "openai":
            base_url = os.environ.get("OPENAI_BASE_URL", "").strip() or None
            settings = {
                "base_url": base_url,
                "api_key": os.environ.get("OPENAI_API_KEY", "").strip() or ("none" if base_url else None),
                "check_embedding_ctx_length": False,  # else it sends token ids
                "model_kwargs": {"encoding_format": "float"},  # compatible servers may know no other
                "request_timeout": SECONDS,
                "max_retries": RETRIES,
            }
        try:
            return init_embeddings(self.id, **settings)
        except (ImportError, OpenAIError, ValueError) as error:
            why = f"check its API key, and that the package langchain-{provider} is installed"
            raise EmbeddingFailed(_advice(self.id, why)) from error


def chosen_id() -> str:
    """The id of the embedder that `ASSISTANT_EMBEDDINGS` names, else of the bundled one."""
    return os.environ.get("ASSISTANT_EMBEDDINGS", "").strip() or BundledEmbedder.id


def embedder(id_: str, kept: int | None = None) -> Embedder:
    """The embedder of that id, for vectors of as many numbers as are *kept* already."""
    if id_ == BundledEmbedder.id:
        return bundled()
    return ServedEmbedder(id_, kept)


def _advice(name: str, why: str, *, gave: str = "no vectors") -> str:
    return f"The server of the embedding model {name!r} gave {gave}: {why}. Check ASSISTANT_EMBEDDINGS, or ask again."
