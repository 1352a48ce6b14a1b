"""The files in a ZIP archive, each read to a limit: what an archive says of its sizes is not believed."""

import io
import zipfile
import zlib

from ingest.errors import ArticleNotReadable

LARGEST_UNPACKED = 100_000_000
"""Bytes of all that is read from one archive: a book's text has a few million."""


class Archive:
    """A ZIP archive in memory; nothing is ever unpacked to the disk."""

    def __init__(self, data: bytes) -> None:
        """Raises ArticleNotReadable if it is damaged."""
        self._left = LARGEST_UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            message = f"is a damaged archive ({error}). Get it again from where it came."
            raise ArticleNotReadable(message) from error
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of *name*. Raises ArticleNotReadable if it is missing, damaged, encrypted or more than is left."""
        try:
            with self._zip.open(name) as file:
                data = file.read(self._left + 1)
        except KeyError as error:
            message = f"lacks {name[:80]!r}, so it is damaged. Get it again from where it came."
            raise ArticleNotReadable(message) from error
        except RuntimeError as error:
            message = "is an encrypted archive. Save it without a password."
            raise ArticleNotReadable(message) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
            message = f"is a damaged archive ({error}). Get it again from where it came."
            raise ArticleNotReadable(message) from error
        if len(data) > self._left:
            message = f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB. It may be made to do harm."
            raise ArticleNotReadable(message)
        self._left -= len(data)
        return data

    def unpacked(self) -> int:
        """How many bytes all its files have, by its own word."""
        return sum(info.file_size for info in self._zip.infolist())
