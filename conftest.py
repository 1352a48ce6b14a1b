"""For every test: a library of its own, no language model, and the examples of README and docstrings as tests."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

    from ingest import Library

SETTINGS = (
    *("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASSISTANT_MODEL", "ASSISTANT_EMBEDDINGS"),
    *("ASSISTANT_CONTEXT", "ASSISTANT_STRICT", "ASSISTANT_LOG"),
    *("CHROMA_URL", "CHROMA_TOKEN", "CHROMA_HEADERS", "CHROMA_API_KEY", "CHROMA_TENANT", "CHROMA_DATABASE"),
)

# A busy machine is slow: no test is judged by its time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

pytest_collect_file = (
    Sybil(parsers=[PythonCodeBlockParser()], patterns=["README.md"], fixtures=["isolated"])
    + Sybil(
        parsers=[DocTestParser()],
        patterns=["ingest/**/*.py", "assistant/**/*.py"],
        document_types={".py": PythonDocStringDocument},
        fixtures=["isolated"],
    )
).pytest()


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of this test's library: the settings of whoever runs the tests play no part."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        monkeypatch.setenv("ASSISTANT_HOME", home)
        yield Path(home)
        if "assistant.chain" in sys.modules:
            close_cached(vars(sys.modules["assistant.chain"])["_library"])
        if "ui.shelf" in sys.modules:
            sys.modules["ui.shelf"].close()


def close_cached(opened: "_lru_cache_wrapper[Library]") -> None:
    """Close what stays open for the next question, and forget it."""
    if opened.cache_info().currsize:
        opened().close()
    opened.cache_clear()
