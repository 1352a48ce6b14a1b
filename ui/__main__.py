"""Starts the chat."""
