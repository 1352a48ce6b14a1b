"""What one person may use up of a chat that many share: questions in an hour, articles in a library.

They hold where people sign in, and the page is open to whoever the provider lets in; on one's own machine nothing is
counted.
"""

from collections import defaultdict, deque
from pathlib import Path
from threading import Lock

from ingest import ArticleAssistantError

QUESTIONS_AN_HOUR, ARTICLES = 100, 500
"""Of each person, unless the chat is started with other numbers: a reader seldom comes near them."""
HOUR = 3600.0
"""Seconds."""


class TooManyQuestions(ArticleAssistantError):
    """Somebody asks more within an hour than one may."""


class TooManyArticles(ArticleAssistantError):
    """Somebody adds more articles than a library may hold."""


class Questions:
    """How many questions each person asked within the last hour; a restart forgets it."""

    def __init__(self) -> None:
        self._asked: defaultdict[Path, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def count(self, home: Path, most: int, now: float) -> None:
        """Count one more of the person of that *home* folder, at *now* in seconds.

        Raises TooManyQuestions where *most* were asked within an hour; it is then not counted.
        """
        with self._lock:
            asked = self._asked[home]
            while asked and asked[0] <= now - HOUR:
                asked.popleft()
            if len(asked) >= most:
                message = (
                    f"You have asked {len(asked)} questions within an hour, and more are not allowed here. "
                    f"Ask again {_in_minutes(asked[0] + HOUR - now if asked else HOUR)}."
                )
                raise TooManyQuestions(message)
            asked.append(now)


def room_for(more: int, held: int, most: int) -> None:
    """See that *more* articles can join the *held* ones of a library. Raises TooManyArticles beyond *most*."""
    if held + more > most:
        message = f"Your library holds {held} articles, and {most} are allowed here. Remove some, then add {more} more."
        raise TooManyArticles(message)


def _in_minutes(seconds: float) -> str:
    minutes = int(seconds // 60) + 1
    return "in a minute" if minutes == 1 else f"in {minutes} minutes"
