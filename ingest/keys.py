"""What texts and passages are kept under, in the library and in the vector index."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

ASKED_AT_ONCE = 500
"""Values in one statement; SQLite takes 32,766."""


def passage_key(article_id: str, number: int) -> str:
    """A passage's id in the vector index: stable over versions, so that a new one takes the old one's slot."""
    return f"{article_id}:{number}"


def text_key(text: str) -> bytes:
    """What a text's vector is kept under."""
    return sha256(text.encode()).digest()


def batched(keys: Iterable[bytes], size: int) -> Iterator[tuple[bytes, ...]]:
    """*keys* in tuples of at most *size*, as itertools has it from Python 3.12 on."""
    rest = iter(keys)
    while batch := tuple(islice(rest, size)):
        yield batch
