"""A real report of 26 March 2024, where it is at hand: it is nobody's to ship."""

from pathlib import Path

import pytest

from assistant import answer
from ingest import Article, Library, read

REPORT = Path(__file__).parents[3] / "shared" / "articles" / "un-ceasefire-2024-03-26.txt"

pytestmark = pytest.mark.skipif(not REPORT.is_file(), reason=f"{REPORT} is not there")


@pytest.fixture(scope="module")
def report() -> Article:
    return read(REPORT)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many hostages are still thought to be held in Gaza?", "about 130"),
        ("Which countries vetoed the other two resolutions?", "Russia and China"),
        ("What did Netanyahu say the resolution gives Hamas?", "gives Hamas hope"),
        ("How many people have sought shelter in Rafah?", "Rafah"),
        ("Did the UK vote in favour?", "voted in favour"),
        ("Is the resolution binding on Israel according to the US?", "binding"),
    ],
)
def test_what_it_says_is_quoted(question: str, words: str, report: Article, isolated: Path) -> None:
    with Library.open(isolated) as library:
        reply = answer(question, article=report, library=library)

    assert reply.answered
    assert any(words in cited.quote for cited in reply.citations)


@pytest.mark.parametrize("question", ["Who won the football match?", "What is the population of Tel Aviv?"])
def test_what_it_does_not_say_is_not_answered(question: str, report: Article, isolated: Path) -> None:
    with Library.open(isolated) as library:
        assert not answer(question, article=report, library=library).answered
