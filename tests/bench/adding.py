"""Adding an article to the library, beside the embedder alone on the same texts."""

import tempfile
from pathlib import Path

from ingest import Library, read_text
from ingest.embed import bundled

from .measure import Figures, of_words, timed


def figures() -> Figures:
    """One long article."""
    article = of_words(8_000)
    texts = [article.quote(one) for one in (*article.sentences, *article.passages)]
    bundled().embed(texts[:20])
    alone = timed(lambda: bundled().embed(texts))
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        library.add([read_text("Warm.")])
        whole = timed(lambda: library.add([article]))
    yield "ingest", f"{len(article.sentences) / whole * 1000:.0f} sentences/s"
    yield "… as a share of the bare embedder's rate (aim ≥ 0.8)", f"{alone / whole:.2f}"
