"""Opens a neural network that is a file of ours or of a package, with onnxruntime on one core, and nothing sent home."""

import ctypes
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import NetworkUnusable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SLOW = ["SkipLayerNormFusion"]
"""What onnxruntime makes one step of and should not: in 1.32 the two steps take a tenth less of the whole run."""


def session(name: str, path: Path, expected: str) -> "InferenceSession":
    """The network in *path*, whose SHA-256 must be *expected*; each run uses one core.

    Raises NetworkUnusable if the file is missing or another, or if onnxruntime does not load.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read at import: afterwards is too late
    try:
        import onnxruntime
    except ImportError as error:
        message = f"The runtime of the {name} does not load ({error}). Install the project again."
        raise NetworkUnusable(message) from error
    try:
        check(f"The {name} {str(path)!r}", path.read_bytes(), expected)
    except OSError as error:
        message = f"The {name} {str(path)!r} cannot be read ({error.strerror}). Install the project again."
        raise NetworkUnusable(message) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # From its path: of a network given as bytes the package keeps the bytes too, 23 MB.
    opened = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW)
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)  # what loading let go of, some 60 MB, the C library would keep
    return opened


def check(what: str, data: bytes, expected: str) -> None:
    """See that *data* has the SHA-256 *expected*. Raises NetworkUnusable naming *what*."""
    if (found := sha256(data).hexdigest()) != expected:
        message = f"{what} is damaged (sha256 {found[:12]}…, expected {expected[:12]}…). Install the project again."
        raise NetworkUnusable(message)
