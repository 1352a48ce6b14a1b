"""The chats, kept: in a file beside the library, so that they survive a reload, a restart and a second tab.

An answer is kept as it was given, with its citations and the version of the article they are of. A chat's id is a long
random number: whoever has the address has the chat, among those who share its library.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from ingest.database import Database, explained
from ui.chat import Exchange

RECENT = 30
"""How many chats the list shows."""
LONGEST_NAME = 200
"""Code points of a chat's name."""

_EXCHANGE = TypeAdapter(Exchange)
_TABLES = """
create table if not exists chat (
    id      text primary key,
    article text not null, -- what is asked: see scope.py
    asked   text not null default current_timestamp -- when last
) without rowid;
create table if not exists exchange (
    chat   text not null references chat (id) on delete cascade,
    number integer not null,
    value  text not null, -- JSON
    primary key (chat, number)
) without rowid;
create table if not exists name (
    chat  text primary key references chat (id) on delete cascade,
    value text not null -- given by the reader; a chat without one is known by its first question
) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A chat in the list of all."""

    id: str
    scope: str
    """What it asks: `all`, the id of an article, or several."""
    name: str
    """The one the reader gave it, else its first question."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A chat that was deleted, whole: what puts it back."""

    chat: tuple[str, str, str]
    name: str
    exchanges: tuple[tuple[int, str], ...]


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

    def scope_of(self, id_: str) -> str | None:
        """What the chat asks; None for a chat that is not kept."""
        row = self._database.maybe_one("select article from chat where id = ?", id_)
        return str(row[0]) if row else None

    def count(self, id_: str) -> int:
        """How many exchanges a chat has."""
        return int(self._database.one("select coalesce(max(number), -1) + 1 from exchange where chat = ?", id_)[0])

    def load(self, id_: str, first: int = 0) -> dict[int, Exchange]:
        """Number → exchange of a chat, from the *first* on; what a newer release wrote is left out."""
        rows = self._database.all(
            "select number, value from exchange where chat = ? and number >= ? order by number", id_, first
        )
        return {number: exchange for number, value in rows if (exchange := _parsed(value))}

    def save(self, id_: str, scope: str, number: int, exchange: Exchange) -> None:
        """Keep *exchange* as the one at *number*, from 0, of the chat."""
        value = _EXCHANGE.dump_json(exchange).decode()
        with explained(self._home), self._database.transaction():
            self._database.run(
                """insert into chat (id, article) values (?, ?)
                   on conflict (id) do update set asked = current_timestamp""",
                *(id_, scope),
            )
            self._database.run("insert or replace into exchange values (?, ?, ?)", id_, number, value)

    def rename(self, id_: str, name: str) -> None:
        """Call a chat *name*; an empty one is its first question again."""
        with explained(self._home), self._database.transaction():
            self._database.run("delete from name where chat = ?", id_)
            if name.strip():
                self._database.run("insert into name values (?, ?)", id_, " ".join(name.split())[:LONGEST_NAME])

    def delete(self, id_: str) -> Forgotten | None:
        """Forget a chat; returns what puts it back, None for one that is not kept."""
        with explained(self._home), self._database.transaction():
            chat = self._database.maybe_one("select id, article, asked from chat where id = ?", id_)
            if chat is None:
                return None
            name = self._database.maybe_one("select value from name where chat = ?", id_)
            rows = self._database.all("select number, value from exchange where chat = ? order by number", id_)
            self._database.run("delete from chat where id = ?", id_)
        return Forgotten(chat, name[0] if name else "", tuple(rows))

    def put_back(self, forgotten: Forgotten) -> None:
        """Keep a deleted chat again, as it was; under another id where something was asked under its own meanwhile."""
        id_, scope, asked = forgotten.chat
        with explained(self._home), self._database.transaction():
            if self._database.maybe_one("select 1 from chat where id = ?", id_):
                id_ = new_id()
            self._database.run("insert into chat values (?, ?, ?)", id_, scope, asked)
            self._database.run_many(
                "insert or replace into exchange values (?, ?, ?)", ((id_, *one) for one in forgotten.exchanges)
            )
            if forgotten.name:
                self._database.run("insert or replace into name values (?, ?)", id_, forgotten.name)

    def recent(self, words: str = "") -> list[Kept]:
        """The chats that hold *words* in their name, questions or answers; the last used comes first."""
        rows = self._database.all(
            """select c.id, c.article, n.value, e.value from chat c
               join exchange e on e.chat = c.id and e.number = 0 left join name n on n.chat = c.id
               order by c.asked desc"""
        )
        found: list[Kept] = []
        for id_, scope, name, value in rows:
            if len(found) == RECENT:
                break
            first = _parsed(value)
            if first and (not words.strip() or self._holds(id_, name or "", words.casefold().strip())):
                found.append(Kept(id_, scope, name or first.question))
        return found

    def _holds(self, id_: str, name: str, words: str) -> bool:
        said = (one.question + "\n" + (one.answer.text if one.answer else "") for one in self.load(id_).values())
        return words in name.casefold() or any(words in text.casefold() for text in said)


def new_id() -> str:
    """An address that nobody can guess."""
    return uuid4().hex


def _parsed(value: str) -> Exchange | None:
    try:
        return _EXCHANGE.validate_json(value)
    except ValidationError:
        return None
