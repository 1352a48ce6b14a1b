"""Does an article talk to the assistant? Then the reader is told; what it asks is text, and is not done.

Patterns, no judge: an article about such tricks quotes them and is named too, and a trick in other words is not. What
protects the answer is elsewhere: article text is data in the prompt, and only checked citations come out.
"""

import re
from collections.abc import Iterable

from assistant.prompt import INVISIBLE
from assistant.values import Evidence

LONGEST = 100
"""Characters of what is shown of it."""

_WHO = r"(?:AI|LLM|language model|chat ?bot|chat ?GPT|assistant|virtual assistant|AI model|system)"
_BEFORE = r"(?:previous|prior|above|earlier|preceding|foregoing|other|your|these|system)"
_ORDERS = r"(?:instructions?|rules?|prompts?|guidelines?|directions?|context|sentences?)"
_TALK = re.compile(
    "|".join(
        (
            rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,30}}\b{_BEFORE}\b.{{0,30}}\b{_ORDERS}\b",
            rf"\b(?:note|message|instructions?|attention|notice|important|hey|dear)\b.{{0,20}}\b(?:to|for)?\s?(?:the |all |any )?{_WHO}s?\s?[:!,—–-]",
            rf"\b(?:you are|you're|act as|pretend to be|behave as|respond as)\b (?:now |no longer )?(?:an?|the|in)? ?(?:\w+ )?(?:{_WHO}|DAN|developer mode|admin\w* mode)\b",
            rf"\bif you are (?:an?|the) (?:\w+ )?{_WHO}\b",
            r"\bas (?:an?|the) (?:AI|LLM|language model|AI model|AI assistant)\b.{0,30}\byou\b",
            r"\b(?:system prompt|developer message|hidden instructions?|new instructions?:|your instructions|prompt injection)",
            r"\b(?:reply|respond|answer|output|print|say|write|begin|end)\b (?:only |every answer |all questions |the question |each answer |your answer )?(?:only |exactly |just |with )+(?:the (?:word|words|text|phrase|sentence|following)\b|[“\"'`])",
            r"\b(?:do not|don't|never) (?:tell|inform|mention|reveal|show|cite)\b.{0,30}\b(?:the )?(?:user|reader|this to|human|these instructions)",
            r"\bwhen (?:you are |you're )?(?:asked|answering|summari[sz]ing)\b.{0,60}\b(?:say|answer|reply|respond|claim|state|write|include)\b",
            r"\b(?:tell|convince|ask|inform) the (?:user|reader|human)\b.{0,40}\b(?:to|that)\b",
            r"\b(?:append|insert|include|embed|render|display)\b.{0,40}\b(?:image|link|url|markdown|!\[)",
            r"!\[[^\]\n]{0,80}\]\(\s*https?:",
            r"https?://\S*[?&][\w-]*(?:q|query|data|prompt|question|secret|key|leak|history|chat)=",
            r"<\s*/?\s*(?:article|system|instructions?|assistant|user|im_start|im_end|s|inst)\b\s*>",
            r"<\|[\w ]{1,30}\|>|\[/?INST\]|<<SYS>>|###\s*(?:system|instructions?|assistant|user)\b",
            r"^\s*(?:system|assistant|user|human|developer)\s*:",
            r"[\[【]\s*s\d+\s*[\]】]",
            r"\bNOT_IN_ARTICLE\b",
        )
    ),
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]{3}|(?:[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]\w?){4}"
)
"""Letters that nobody sees, or a run of zero-width signs: no typesetter does that. A flag of England is a black one and such letters."""


def addressed(evidence: Iterable[Evidence]) -> str:
    """Say where an article talks to an assistant or hides text, for the reader; empty where none does."""
    for one in evidence:
        text = one.article.quote(one.sentence)
        visible = " ".join(INVISIBLE.sub("", text).split())
        found = _TALK.search(visible)
        if found or _HIDDEN.search(text):
            start = max(0, found.start() - 20) if found else 0
            shown = visible[start : start + LONGEST]
            shown = f"{'…' if start else ''}{shown}{'…' if start + LONGEST < len(visible) else ''}"
            what = "words for an assistant" if found else "hidden characters"
            return f"“{one.article.title}” holds {what} (“{shown}”). They were read as text and not followed."
    return ""
