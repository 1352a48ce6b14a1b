"""Articles → sentences → passages → the library and its vector index."""
