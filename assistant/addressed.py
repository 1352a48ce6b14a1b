"""Does an article talk to the assistant? Then the reader is told; what it asks is text, and is not done.

Patterns, no judge: an article about such tricks quotes them and is named too, and a trick in other words is not. What
protects the answer is elsewhere: article text is data in the prompt, and only checked citations come out.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.prompt import INVISIBLE
from ingest import Article

LONGEST, BEFORE = 100, 20
"""Characters of what is shown of it, and of what stands before it."""

_NAMED = "AI|LLM|language model|chat ?bot|chat ?GPT|assistant|virtual assistant|AI model"
_WHO = rf"(?:{_NAMED}|system)"
_TOLD = r"(?:^|[.!?:;”\"] |\b(?:please|always|must|should) )"
"""What an order begins after."""
_BEFORE = r"(?:previous|prior|above|earlier|preceding|foregoing|other|your|these|system)"
_ORDERS = r"(?:instructions?|rules?|prompts?|guidelines?|directions?|context|sentences?)"
_TALK = re.compile(
    "|".join(
        (
            rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,30}}\b{_BEFORE}\b.{{0,30}}\b{_ORDERS}\b",
            rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,12}}\b{_ORDERS} (?:above|before|you (?:were|have|got))\b",
            rf"\b(?:note|message|instructions?|attention|notice|important|hey|dear)\b.{{0,20}}\b(?:to|for)?\s?(?:the |all |any )?(?:{_NAMED})s?\s?[:!,—–-]",
            rf"\b(?:you are|you're|act as|pretend to be|behave as|respond as)\b (?:now |no longer )?(?:an?|the|in)? ?(?:\w+ )?(?:{_WHO}|DAN|developer mode|admin\w* mode)\b",
            rf"\bif you are (?:an?|the) (?:\w+ )?{_WHO}\b",
            r"\bas (?:an?|the) (?:AI|LLM|language model|AI model|AI assistant)\b.{0,30}\byou\b",
            r"\b(?:system prompt|developer message|hidden instructions?|new instructions?:|your instructions|prompt injection)",
            rf"{_TOLD}(?:reply|respond|answer|output|print|say|write|begin|end)\b (?:only |every answer |all questions |the question |each answer |your answer )?(?:only |exactly |just |with )+(?:the (?:word|words|text|phrase|sentence|following)\b|[“\"'`])",
            r"\b(?:do not|don't|never) (?:tell|inform|mention|reveal|show|cite)\b.{0,30}\b(?:the )?(?:user|reader|this to|human|these instructions)",
            r"\b(?:do not|don't|never) cite (?:any|this|that|it|a source|sources)\b",
            r"\bwhen (?:you are |you're )?(?:asked|answering|summari[sz]ing)\b.{0,60}, (?:please |always |only |just )?(?:say|answer|reply|respond|claim|state|write|include)\b",
            r"\b(?:tell|convince|ask|inform) the (?:user|reader|human)\b.{0,40}\b(?:to|that)\b",
            rf"{_TOLD}(?:append|insert|include|embed|render|display)\b.{{0,40}}\b(?:image|link|url|markdown|!\[)",
            r"!\[[^\]\n]{0,80}\]\(\s*https?:",
            r"https?://\S{0,300}[?&][\w-]{0,30}(?:q|query|data|prompt|question|secret|key|leak|history|chat)=",
            r"<\s*/?\s*(?:article|system|instructions?|assistant|user|im_start|im_end|s|inst)\b\s*>",
            r"<\|[\w ]{1,30}\|>|\[/?INST\]|<<SYS>>|###\s*(?:system|instructions?|assistant|user)\b",
            r"(?:^|[.!?”\"] )(?:system|assistant|user|human|developer)\s?:",
            r"[\[【]\s*s\d+\s*[\]】]",
            r"\bNOT_IN_ARTICLE\b",
        )
    ),
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]{3}|[\u202d\u202e]|(?:[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]\w?){4}"
)
"""Letters that nobody sees, or a run of zero-width signs, or a turned line: no typesetter does that. A flag of England is a black one and such letters."""


def addressed(articles: Iterable[Article]) -> str:
    """Say which article talks to an assistant or hides text, and in what words; empty where none does."""
    for article in articles:
        if told := next(filter(None, map(_told, (article.title, article.text))), ""):
            return f"“{INVISIBLE.sub('', article.title)}” holds {told}. They were read as text and not followed."
    return ""


@lru_cache(maxsize=256)
def _told(text: str) -> str:
    for line in text.splitlines():
        visible = " ".join(INVISIBLE.sub("", line).split())
        found = _TALK.search(visible)
        if found or _HIDDEN.search(line):
            start = max(0, found.start() - BEFORE) if found else 0
            shown = visible[start : start + LONGEST]
            shown = f"{'…' if start else ''}{shown}{'…' if start + LONGEST < len(visible) else ''}"
            return f"{'words for an assistant' if found else 'hidden characters'} (“{shown}”)"
    return ""
