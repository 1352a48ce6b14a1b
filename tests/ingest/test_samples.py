from datetime import date

from ingest.samples import sample_articles


def test_two_articles_ship_with_title_date_and_byline() -> None:
    vote, ferry = sample_articles()

    assert (vote.id, vote.source, vote.published, vote.title_is_made) == (
        "d672c9895a9b",
        "sample: ceasefire-vote.md",
        date(2024, 3, 26),
        False,
    )
    assert vote.title == "Security Council demands Gaza ceasefire as United States abstains"
    assert 450 <= len(vote.text.split()) <= 700
    assert (ferry.id, ferry.author, ferry.published) == ("8e57864e2528", "Ines Calloway", date(2025, 5, 12))
    assert ferry.quote(ferry.sentences[-1]).startswith("This report is invented")
