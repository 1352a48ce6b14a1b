import tomllib
from pathlib import Path

from ui.__main__ import CONFIG


def test_the_settings_for_streamlit_run_are_those_of_the_packaged_start() -> None:
    text = (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    stated: dict[str, object] = {}

    def flatten(table: dict[str, object], prefix: str = "") -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                flatten(value, f"{prefix}{name}.")
            else:
                stated[prefix + name] = value

    flatten(tomllib.loads(text))
    assert stated == {"server.address": "127.0.0.1", **CONFIG}
