"""The chats, kept: in a file beside the library, so that they survive a reload, a restart and a second tab.

An answer is kept as it was given, with its citations and the version of the article they are of. A chat's id is a long
random number: whoever has the address has the chat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from ingest.database import Database, explained
from ui.chat import Exchange

RECENT = 30
"""How many chats the list shows."""

_EXCHANGE = TypeAdapter(Exchange)
_TABLES = """
create table if not exists chat (
    id      text primary key,
    article text not null,
    asked   text not null default current_timestamp -- when last
) without rowid;
create table if not exists exchange (
    chat   text not null references chat (id) on delete cascade,
    number integer not null,
    value  text not null, -- JSON
    primary key (chat, number)
) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A chat in the list of all."""

    id: str
    article_id: str
    question: str
    """The first one."""


class Chats:
    """Every chat of one home folder. Raises LibraryUnusable where the file cannot be read or written."""

    def __init__(self, home: Path) -> None:
        self._home = home
        with explained(home):
            self._database = Database(home / "chats.sqlite3")
            for statement in _TABLES.split(";\n"):
                if statement.strip():
                    self._database.run(statement)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def article_of(self, id_: str) -> str | None:
        """The id of the article that the chat is about; None for a chat that is not kept."""
        row = self._database.maybe_one("select article from chat where id = ?", id_)
        return str(row[0]) if row else None

    def load(self, id_: str) -> list[Exchange]:
        """The exchanges of a chat, empty for one that is not kept; one that a newer release wrote is left out."""
        rows = self._database.all("select value from exchange where chat = ? order by number", id_)
        return [exchange for (value,) in rows if (exchange := _parsed(value))]

    def save(self, id_: str, article_id: str, number: int, exchange: Exchange) -> None:
        """Keep *exchange* as the one at *number*, from 0, of the chat."""
        value = _EXCHANGE.dump_json(exchange).decode()
        with explained(self._home), self._database.transaction():
            self._database.run(
                """insert into chat (id, article) values (?, ?)
                   on conflict (id) do update set asked = current_timestamp""",
                *(id_, article_id),
            )
            self._database.run("insert or replace into exchange values (?, ?, ?)", id_, number, value)

    def delete(self, id_: str) -> None:
        """Forget a chat."""
        with explained(self._home):
            self._database.run("delete from chat where id = ?", id_)

    def recent(self, article_ids: Sequence[str]) -> list[Kept]:
        """The chats about these articles, the last used first."""
        rows = self._database.all(
            """select c.id, c.article, e.value from chat c join exchange e on e.chat = c.id and e.number = 0
               order by c.asked desc limit ?""",
            RECENT,
        )
        found = ((id_, article, _parsed(value)) for id_, article, value in rows if article in article_ids)
        return [Kept(id_, article, first.question) for id_, article, first in found if first]


def new_id() -> str:
    """An address that nobody can guess."""
    return uuid4().hex


def _parsed(value: str) -> Exchange | None:
    try:
        return _EXCHANGE.validate_json(value)
    except ValidationError:
        return None
