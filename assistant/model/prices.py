"""What OpenAI asks for its models, so that an answer can say what it cost. Other servers' prices are not known."""

PRICES = {
    "gpt-5.4": (2.50, 0.25, 15.00),
    "gpt-5.4-mini": (0.75, 0.075, 4.50),
    "gpt-5.4-nano": (0.20, 0.02, 1.25),
    "gpt-5": (1.25, 0.125, 10.00),
    "gpt-5-mini": (0.25, 0.025, 2.00),
    "gpt-5-nano": (0.05, 0.005, 0.40),
    "gpt-4.1": (2.00, 0.50, 8.00),
    "gpt-4.1-mini": (0.40, 0.10, 1.60),
    "gpt-4.1-nano": (0.10, 0.025, 0.40),
    "gpt-4o": (2.50, 1.25, 10.00),
    "gpt-4o-mini": (0.15, 0.075, 0.60),
}
"""US dollars for a million tokens in, in from the cache, and out: OpenAI's list prices of spring 2026."""


def cost(model: str, tokens_in: int, tokens_cached: int, tokens_out: int) -> float | None:
    """US dollars; None for a model whose price is not known."""
    price = PRICES.get(model)
    if not price:
        return None
    fresh, cached, out = price
    return ((tokens_in - tokens_cached) * fresh + tokens_cached * cached + tokens_out * out) / 1_000_000
