"""What an installation holds: the commands, the data they need, and nothing that a fresh start would miss."""

import subprocess
import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path
from types import FunctionType

import pytest

import assistant
import ingest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel."""
    from hatchling.build import build_wheel

    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        name = build_wheel(str(folder))
    with zipfile.ZipFile(folder / name) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_three_folders(wheel: set[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "ingest", "assistant", "ui"],  # noqa: S607 - the git of whoever cloned this
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()

    assert set(tracked) <= wheel
    assert {name for name in wheel if name.endswith("py.typed")} == {
        "assistant/py.typed",
        "ingest/py.typed",
        "ui/py.typed",
    }


def test_the_chat_is_a_command() -> None:
    (command,) = [found for found in entry_points(group="console_scripts") if found.name == "article-assistant"]

    assert command.load().__module__ == "ui.__main__"


@pytest.mark.parametrize("module", ["ingest", "assistant", "ui"])
def test_every_command_works_from_any_folder_and_tells_its_use(module: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", module, "--help"], capture_output=True, text=True, cwd=tmp_path, check=False
    )

    assert ran.returncode == 0
    assert ran.stdout.startswith("usage: ")


@pytest.mark.parametrize("package", [assistant, ingest])
def test_every_public_name_is_there_and_documented(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        value = getattr(package, name)
        if isinstance(value, (type, FunctionType)):
            assert value.__doc__, name
