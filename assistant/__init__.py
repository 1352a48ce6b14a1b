"""Question → evidence → answer → citations, checked."""
