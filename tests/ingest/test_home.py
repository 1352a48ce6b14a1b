from pathlib import Path

import pytest

from ingest import Library
from ingest.errors import SettingsNotUsable
from ingest.home import home_folder


def test_the_home_that_is_named_is_a_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    for named, whole in (("articles", tmp_path / "articles"), ("~/articles", tmp_path / "ann" / "articles")):
        monkeypatch.setenv("ASSISTANT_HOME", named)

        assert home_folder() == whole
        assert home_folder(Path(named)) == whole


def test_the_home_of_somebody_unknown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsNotUsable, match="nobody of that name"):
        Library.open(Path("~nobody-of-that-name/articles"))

    monkeypatch.setenv("ASSISTANT_HOME", "~nobody-of-that-name/articles")
    with pytest.raises(SettingsNotUsable, match="ASSISTANT_HOME"):
        home_folder()
