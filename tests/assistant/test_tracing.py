"""LangChain's callbacks and LangSmith see each step; without their settings nothing is sent."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fake_openai import Fake
from langchain_core.tracers.run_collector import RunCollectorCallbackHandler
from langchain_core.tracers.schemas import Run

from assistant import Question, chain
from ingest import Library


def kinds(run: Run) -> set[str]:
    """What kinds of step stand under *run*."""
    return {run.run_type}.union(*map(kinds, run.child_runs))


def test_callbacks_see_retriever_and_model_under_one_root(fake: Fake, library: Library) -> None:
    collector = RunCollectorCallbackHandler()
    asked = Question("How was the apple harvest in Kent?")
    chain(library=library).invoke(asked, config={"callbacks": [collector]})

    (root,) = collector.traced_runs
    assert root.name == "article_assistant"
    assert kinds(root) == {"chain", "retriever", "llm"}
    assert fake.requests


ASK = """
from assistant import answer
from ingest import Library, read_text
with Library.open() as library:
    answer("When does it sail?", article=library.add([read_text("The ferry sails at nine.")])[0].article, library=library)
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


@pytest.mark.parametrize("tracing", [False, True])
def test_langsmith_gets_the_runs_only_where_its_own_setting_says_so(tracing: bool, isolated: Path) -> None:  # noqa: FBT001
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            paths.append(self.path)
            self.send_response(202)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_PATCH = do_POST  # noqa: N815 - the names http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = {
            "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}",
            "LANGSMITH_API_KEY": "ls-secret",
            "ASSISTANT_HOME": str(isolated),
            **({"LANGSMITH_TRACING": "true"} if tracing else {}),
        }
        done = subprocess.run(
            [sys.executable, "-c", ASK], env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
        server.shutdown()

    assert done.returncode == 0, done.stderr
    assert any("runs" in path for path in paths) == tracing
