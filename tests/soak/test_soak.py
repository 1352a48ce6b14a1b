"""The short version of `make soak`, and a disk that is full or read-only."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from probing import Letters, build
from soak.damage import damaged
from soak.kills import kills, write_articles

from ingest import Library, LibraryUnusable, read_text


def test_ten_kills_lose_nothing_that_was_acknowledged(isolated: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "articles")

    assert [kill for kill in kills(10, tmp_path / "articles", isolated / "home", seed=1) if not kill.survived] == []


def test_a_damaged_file_is_survived_or_told(tmp_path: Path) -> None:
    build(tmp_path / "sound")
    found = list(damaged(tmp_path / "sound", tmp_path / "copy", seed=1))

    assert len(found) >= 20
    assert [one for one in found if not one.passed] == []
    assert any(one.became == "survived" for one in found)
    assert any(one.became != "survived" for one in found)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB in memory."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", tmp_path], check=False)  # noqa: S607
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield tmp_path
    subprocess.run(["umount", "-l", tmp_path], check=True)  # noqa: S607


def test_a_full_disk_is_told_and_the_library_goes_on_when_there_is_room(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(1_000_000))
    with Library.open(small_disk / "home", embedder=Letters()) as library:
        library.add([read_text("It rained. Zebras came.")])
        with pytest.raises(LibraryUnusable, match="Free some disk space"):
            library.add(read_text(f"Article {n} is about {'zebras and kayaks ' * 400}.") for n in range(400))
        kept = len(library.listings())
        assert kept >= 1
        (small_disk / "ballast").unlink()
        library.add([read_text("Kayaks float.")])
        assert len(library.listings()) == kept + 1
        assert library.faults() == []
        assert library.search_words("float", 1)


def test_a_read_only_home_is_told(small_disk: Path, isolated: Path) -> None:
    build(isolated / "home")
    shutil.copytree(isolated / "home", small_disk / "home")  # a file that is still open would keep the disk writable
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)  # noqa: S607

    with pytest.raises(LibraryUnusable, match="ASSISTANT_HOME"):
        Library.open(small_disk / "home", embedder=Letters())
