"""Two articles to ask at the first run: a report on a vote of the United Nations, and an invented local one."""

from dataclasses import replace
from hashlib import sha256
from importlib.resources import files

from ingest.article import Article
from ingest.read import read_bytes


def sample_articles() -> tuple[Article, ...]:
    """The articles beside this file, the report on the vote first; their ids are the same on every machine."""
    names = sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".md"))
    return tuple(_sample(name) for name in names)


def _sample(name: str) -> Article:
    source = f"sample: {name}"
    article = read_bytes((files(__name__) / name).read_bytes(), name=name)
    return replace(article, id=sha256(source.encode()).hexdigest()[:12], source=source)
