"""The offline reader learnt English; of an article in another language it says so."""

from ingest import Article


def caution(article: Article) -> str:
    """What the user should know of an article that is not in English; empty where its language is not known."""
    if article.language in {"", "en"}:
        return ""
    return (
        f"This article is in another language ({article.language}), and the offline reader learnt English: it may miss "
        "the answer or quote a wrong sentence. A language model reads it better."
    )
