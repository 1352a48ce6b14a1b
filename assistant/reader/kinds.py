"""What a question asks for, where that is more than one fact: the gist, a yes or no, several things, a day."""

import re

from assistant.reader.hybrid import STOP_STEMS, stems
from ingest.words import WORD

_TEXT = r"(?:article|text|report|story|piece|document|page)"
OVERVIEW = re.compile(
    rf"\bsummar(?:y|i[sz]e)\b|\bgist\b|\btl;?dr\b|\boverview\b|\b(?:main|key|central) (?:point|idea|fact|message|topic)s?\b"
    rf"|\bwhat(?:['’]s| is| was) (?:this|that|it|(?:this|the|that) {_TEXT}) (?:all )?about\b"
    rf"|\bwhat does (?:this|the|that) {_TEXT} (?:say|cover|describe|tell|report)\W*$|^\W*what (?:has )?happened\W*$",
    re.IGNORECASE,
)
"""Asks for the whole."""
YES_OR_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    r"^\W*(?:list|name)\b|\b(?:which|what)(?: (?:the|other|two|three|four|five|main|all))* (?!was\b|is\b|does\b|has\b)\w+s\b"
    r"|\bwho (?:are|were|all)\b|\bhow (?:did|have) .* (?:react|respond)",
    re.IGNORECASE,
)
"""Asks for more than one thing, which may stand in several sentences."""
WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date)\b", re.IGNORECASE)
_SAID = re.compile(
    r"^\W*what (?:did|does|do|has|have) (?P<speaker>.{1,60}?) (?:say|said|claim|claimed|argue|argued|warn|warned|insist|insisted) (?:that )?"
    r"(?P<clause>(?!(?:about|in|to|of|on|at|for|with|when|if|after|before|during|was|is) )\w\S* \S+ .*)",
    re.IGNORECASE,
)

_NOT = re.compile(r"\b(?:not|never|no|cannot)\b|n['’]t\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:if|would|could|may|might|should|unless|nor|neither|nobody|none|nothing|without|except|although|though|by"
    r"|(?:refus|deni|deny|fail|reject|oppos|prevent|stop|halt|cancel|veto|abstain|unlikely|against|threat|plan|expect"
    r"|want|ask|demand|urge|call|claim|say|said|says|accus|believ|hop|propos|consider|regard|almost|nearly)\w*)\b",
    re.IGNORECASE,
)
"""Words that report, wish, limit or turn round: with one of them a sentence decides nothing that can be put as yes."""

_APART = re.compile(
    r"[,;:()–—]|\b(?:who|whom|whose|which|that|but|and|or|while|before|after|until|because|when|where|than|as)\b"
)
"""Between two words, they may belong to two statements."""
_MEASURED = re.compile(
    r"\b(?:before|after|until|since|during|all|every|each|both|any|only|more|most|less|fewer|over|under|always|ever)\b",
    re.IGNORECASE,
)
"""Asks for more than whether a thing is so: how far, or when."""
_NOW, _ONCE = re.compile(r"^\W*(?:is|are|do|does|has|have)\b", re.IGNORECASE), re.compile(r"\b(?:was|were|had)\b")

YES, NO, UNDECIDED = "Yes", "No", "The article says"
"""What stands, with a colon, before the sentence that answers a question for yes or no."""


def verdict(question: str, sentence: str) -> str:
    """`Yes` or `No` where *sentence* says the very thing that *question* asks, in its order, or denies it; else nothing.

    A wrong yes is worse than none: whoever asks has the sentence and can decide.
    """
    asked = [stem for stem in stems(question) if stem not in STOP_STEMS]
    lowered = sentence.lower()
    said = zip(stems(sentence), WORD.finditer(lowered), strict=True)
    found = [word for one in asked if (word := next((word for stem, word in said if stem == one), None))]
    if len(asked) < 2 or len(found) < len(asked):  # noqa: PLR2004 - who and what
        return ""
    stretch = lowered[found[0].start() : found[-1].end()]
    if any(pattern.search(question) for pattern in (_UNSURE, _NOT, _MEASURED)) or _UNSURE.search(sentence):
        return ""
    if _APART.search(stretch) or (_NOW.search(question) and _ONCE.search(stretch)):
        return ""
    if _NOT.search(stretch):
        return NO
    return "" if _NOT.search(sentence) else YES


def without_speaker(question: str) -> tuple[str, frozenset[str]] | None:
    """What *question* asks of the thing that somebody says, and the stems of who: “What did Ada say the bridge needs?”.

    That is “What the bridge needs?” and Ada: words in quotation marks seldom name who speaks them. None where it asks for
    nothing within what is said.
    """
    said = _SAID.match(question)
    if said is None:
        return None
    return f"What {said['clause']}", frozenset(stem for stem in stems(said["speaker"]) if stem not in STOP_STEMS)
