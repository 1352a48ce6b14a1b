"""Is a sentence backed by the quotes it cites? Words, numbers, dates, names, quotations and negation, compared.

Pure and explained, and strict rather than clever: likeness of meaning never counts. It does not know paraphrase,
arithmetic or other languages, so a true sentence may stay unsupported; a changed fact should never pass.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from assistant.roles import exchanged
from assistant.values import Support
from assistant.wording import DAYS, FUNCTION, MONTHS, OPENER, SCALES, TENS, UNITS, WORD, stem, word_set, words_in

ENOUGH = 0.6
"""The share of a sentence's content words that its quotes must hold."""

_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.,])(?P<minus>(?<!\S)[-−](?=[\d$€£])|minus )?(?:(?:US|A|C|NZ|HK)?(?P<sign>[$€£¥₹])\s?)?(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?(?![.,]?\d)|\d+(?:[.,]\d+)*|(?<!\w)\.\d+)"
    r"(?P<ordinal>st|nd|rd|th)?(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn|m|k)\b)?"
    r"(?P<percent>\s?(?:%|per\s?cent\b))?(?P<points>\s?percentage points?\b)?(?:\s(?P<money>dollars?|euros?|pounds?|yen|rupees?)\b)?",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|„([^“”]+)[“”]|‘([^’]{3,})’(?!\w)")

_ABSENT = re.compile(
    r"\b(?:article|text|report|passages?|sentences?|it)\b.{0,30}\b(?:does|do|did)(?:n['’]t| not)\b.{0,20}"
    r"\b(?:say|state|mention|specify|give|provide|name|tell|explain|describe|identify|disclose|report|include)",
    re.IGNORECASE,
)


_ORDINALS = "_ first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TENTHS = "_ _ twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_WORDS = {word: n for n, word in enumerate(UNITS)}
_WORDS |= {word: n for n, word in enumerate(_ORDINALS.split()) if n}
_WORDS |= {word: n * 10 for n, word in enumerate(TENS, 2)}
_WORDS |= {word: n * 10 for n, word in enumerate(_TENTHS.split()) if n > 1}
_WORDS |= {"dozen": 12}
_SCALES = SCALES | {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_MONEY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
_UNIT_WORDS = {"percent": "%", "per": "%", "%": "%", "percentage": "points"}
_UNIT_WORDS |= {f"{name}{s}": name for name in _MONEY.values() for s in ("", "s")}

_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SHORT_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?=\s*\d)")
_MONTH = "|".join(month.title() for month in MONTHS)
_DAYS_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?(?:(?:\s?[,–-]\s?| and | or | to )\d{1,2}(?:st|nd|rd|th)?){0,9}"
_DATE = re.compile(
    rf"(?:\b(?P<before>{_DAYS_OF_MONTH})\s(?:of\s)?)?\b(?P<month>{_MONTH})\b"
    rf"(?:\s(?P<after>{_DAYS_OF_MONTH})(?!\d|\s(?:{_MONTH})\b))?(?:,?\s(?P<year>\d{{4}})\b)?"
)
_MAY = re.compile(r"(?:(?<=\d )|(?<=\b[Ii]n )|(?<=\bof ))May\b|\bMay(?= \d)")
"""The month, not the verb."""

_NO = word_set("not no never none nobody nothing neither nor without cannot hardly barely n't")
_NO_VERBS = word_set(
    "deny denies denied refuse refuses refused fail fails failed reject rejects rejected lack lacks lacked"
)
_OPPOSITES = [
    (word_set(a), word_set(b))
    for a, b in (
        (
            "rose rise rises risen rising increase increased increases grew grow grown up",
            "fell fall falls fallen falling decrease decreased decreases shrank decline declined down",
        ),
        ("more higher above over", "less fewer lower below under"),
        ("before earlier", "after later"),
        ("won win wins", "lost lose loses"),
        ("for accept accepted approve approved support supported", "against reject rejected oppose opposed"),
        ("maximum most", "minimum least"),
        ("begin began started start starts", "end ended stopped stop stops"),
        ("legal", "illegal"),
        ("men man male", "women woman female"),
    )
]
_MEASURES = word_set(
    "second minute hour day week month year decade century centuries am pm metre meter kilometre kilometer centimetre "
    "centimeter millimetre millimeter km cm mm mile foot feet inch inches yard mph kph knot gram kilogram milligram "
    "microgram kg mg tonne ton pound lb ounce litre liter millilitre milliliter gallon degree celsius fahrenheit watt "
    "kilowatt megawatt gigawatt dollar euro yen rupee lakh crore franc peso rouble ruble shekel yuan lira krona acre "
    "hectare percent"
)
_SHARES = word_set(
    "dozens hundreds thousands millions billions trillions half thirds quarter quarters twice doubled tripled halved"
)
"""Words for how many that are no number."""
_FRACTION = re.compile("[¼-¾⅐-⅞]")
_LONG_NAME = re.compile(r"[A-Z]\w+(?:(?:\s+(?:of|the|for|and))*\s+[A-Z]\w+)+")
_PEOPLE = frozenset(("s", "n", "ns", "an", "ans", "ian", "ians", "i", "is", "ish", "ese", "ic", "ern", "y"))
"""What makes `Israeli` of `Israel`: `ia` is not among them, for Niger and Nigeria are two."""


def support(sentence: str, quotes: Sequence[str], published: Sequence[date | None] = ()) -> tuple[Support, str]:
    """Say how *sentence*, without its marks, stands to the *quotes* it cites, and why, in words.

    *published* holds the date of each quote's article: `on Monday` in a quote then backs that Monday's date.
    """
    return _support(sentence, tuple(quotes), tuple(published))


@lru_cache(maxsize=4096)  # while an answer grows, its first sentences are judged again with every word
def _support(sentence: str, quotes: tuple[str, ...], published: tuple[date | None, ...]) -> tuple[Support, str]:
    words = words_in(sentence)
    if not words:
        return "unsupported", "It holds no words to compare."
    if not quotes:
        absent = "It tells what the article does not say, which no quote can show."
        return "unsupported", absent if _ABSENT.search(sentence) else "It cites nothing."
    if missing := _missing(sentence, quotes, published):
        return "unsupported", f"Not in its citations: {', '.join(missing)}."
    if turned := _turned(sentence, quotes) or exchanged(sentence, quotes) or _too_little(words, quotes):
        return "unsupported", turned
    if any(_within(words, words_in(quote)) for quote in quotes):
        return "quoted", "It stands word for word in its citation."
    return "supported", "Its words, numbers and names stand in its citations."


def _missing(sentence: str, quotes: Sequence[str], published: Sequence[date | None]) -> list[str]:
    """The quotations, numbers, dates, units and names of the sentence that no quote holds, as they stand in it."""
    quoted = [words_in(quote) for quote in quotes]
    held = {word for words in quoted for word in words} | {word for q in quotes for word in words_in(_spelt_dates(q))}
    dates = [date for quote in quotes for date in _dates(quote).values()]
    numbers = {number for quote in quotes for _, number in _numbers(quote)}
    for number, quote in enumerate(quotes):
        when = published[number] if number < len(published) else None
        if when and when.year > date.min.year:  # 0001-01-01 is how many programs write that there is no date
            held_dates = list(_resolved(quote, when))
            numbers |= {(Decimal(part), "") for day in held_dates for part in (day.day, day.year)}
            held |= {word for day in held_dates for word in (MONTHS[day.month - 1], DAYS[day.weekday()])}
            dates += [(frozenset({str(day.day)}), MONTHS[day.month - 1], str(day.year)) for day in held_dates]
    bare = {value for value, _ in numbers}
    missing = [
        f"“{said}”"
        for groups in _QUOTATION.findall(sentence)
        for said in groups
        if said and not any(_within(words_in(said), words) for words in quoted)
    ]
    missing += [
        shown
        for shown, (value, unit) in _numbers(sentence)
        if ((value, unit) not in numbers if unit else value not in bare)
    ]
    stems = {stem(word) for word in held}
    missing += [
        word
        for word in words_in(sentence)
        if not _MEASURES.isdisjoint((word, word.rstrip("s"))) and stem(word) not in stems and not _as_sign(word, quotes)
    ]
    missing += [word for word in words_in(sentence) if word in _SHARES and stem(word) not in stems]
    missing += [sign for sign in _FRACTION.findall(sentence) if not any(sign in quote for quote in quotes)]
    missing += [shown for shown, date in _dates(sentence).items() if date[1] in held and not _fits(date, dates)]
    held |= {word for name in _LONG_NAME.findall(sentence) if _initials(name) in held for word in words_in(name)}
    missing += [
        name
        for name, begins in _names(sentence)
        if not (begins and stem(name.casefold()) in stems) and not _named(name, held, quotes)
    ]
    return list(dict.fromkeys(missing))


def _turned(sentence: str, quotes: Sequence[str]) -> str:
    """Say what a negation or an opposite turns round, or nothing."""
    words = words_in(sentence)
    said = set(words)
    closest = max((words_in(quote) for quote in quotes), key=lambda quote: len(said & set(quote)))
    held = {word for quote in quotes for word in words_in(quote)}
    denials = _NO | _NO_VERBS
    if said & _NO and not held & denials:
        return f"Its citations do not say “{_first(said & _NO)}”."
    if not said & denials and (lost := _near(closest, said) & denials):
        return f"Its citation says “{_first(lost)}”, and it does not."
    for one, other in _OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            turned = said & mine - held
            if turned and not said & theirs and held & theirs and not held & mine:
                return f"It says “{_first(turned)}”, its citations “{_first(held & theirs)}”."
    return "" if held & denials or not said & denials else f"Its citations do not say “{_first(said & denials)}”."


def _first(words: set[str]) -> str:
    return min(words).replace("n't", "not")


def _too_little(words: Sequence[str], quotes: Sequence[str]) -> str:
    content = {stem(word) for word in words if word not in FUNCTION and word not in _WORDS and not word[0].isdigit()}
    held = {stem(word) for quote in quotes for word in words_in(quote)}
    return "Too few of its words stand in its citations." if len(content - held) > (1 - ENOUGH) * len(content) else ""


def _near(quote: Sequence[str], said: set[str]) -> set[str]:
    """The quote's words from a few before the first that the sentence has to the last."""
    content = {stem(word) for word in said - FUNCTION}
    places = [place for place, word in enumerate(quote) if stem(word) in content]
    return set(quote[max(0, places[0] - 4) : places[-1] + 1]) if places else set()


def _within(words: Sequence[str], quote: Sequence[str]) -> bool:
    size = len(words)
    return any(tuple(quote[at : at + size]) == tuple(words) for at in range(len(quote) - size + 1))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[tuple[str, tuple[Decimal, str]], ...]:
    """Each number as it stands, its value, and its unit: a percentage, points of one, a currency, or none."""
    text = _ISO.sub(lambda day: f"{int(day[3])} {int(day[1])}", text)
    numbers: list[tuple[str, tuple[Decimal, str]]] = []
    for found in _NUMBER.finditer(text):
        value = _figure(found["digits"]) * _SCALES.get((found["scale"] or "").lower(), 1)
        money = _MONEY.get(found["sign"] or "", (found["money"] or "").lower().rstrip("s"))
        unit = "%" if found["percent"] else "points" if found["points"] else money
        numbers.append((found[0].strip(), (-value if found["minus"] else value, unit)))
    run: list[str] = []
    for word in [*re.findall(r"\w+|[^\w\s-]", text), ""]:
        number = word.lower()
        if _joins(run, number):
            run.append(number)
            continue
        if run:
            shown = " ".join(run).removesuffix(" and")
            numbers.append((shown, (_value(shown.split()), _UNIT_WORDS.get(number, ""))))
        run = [number] if number in _WORDS else []
    return tuple(numbers)


def _figure(digits: str) -> Decimal:
    """The value of a number in figures: `1,250`, `12,34,567`, `1.250.000` and `0,5` too."""
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    return Decimal(re.sub(r"[,\u00a0\u202f ]", "", digits))


def _joins(run: Sequence[str], word: str) -> bool:
    """Whether *word* goes on with the number in words that *run* is: “two hundred and five”, not “two and three”."""
    if not run:
        return word in _WORDS
    if word in _SCALES or word == "dozen":
        return True
    if word == "and":
        return run[-1] in _SCALES
    tens = run[-1] in TENS
    return word in _WORDS and (run[-1] in _SCALES or run[-1] == "and" or (tens and _WORDS[word] < 10))  # noqa: PLR2004


def _value(words: Sequence[str]) -> Decimal:
    whole = part = 0
    for word in words:
        if word == "dozen":
            part = (part or 1) * 12
        elif word in _WORDS:
            part += _WORDS[word]
        elif word == "hundred":
            part *= 100
        elif word in _SCALES:
            whole, part = whole + part * _SCALES[word], 0
    return Decimal(whole + part)


_Date = tuple[frozenset[str], str, str]
"""Days, month and year; empty where none is named."""


def _spelt_dates(text: str) -> str:
    """`2024-03-26` and `26 Mar.` as `26 March …`."""
    text = _SHORT_MONTH.sub(lambda short: next(m for m in MONTHS if m.startswith(short[1][:3].lower())).title(), text)
    return _ISO.sub(lambda day: f"{int(day[3])} {MONTHS[(int(day[2]) - 1) % 12].title()} {day[1]}", text)


def _dates(text: str) -> dict[str, _Date]:
    """Each date that names a month and more, as it stands → what it names."""
    dates: dict[str, _Date] = {}
    for found in _DATE.finditer(_spelt_dates(text)):
        days = frozenset(re.findall(r"\d+", f"{found['before'] or ''} {found['after'] or ''}"))
        if days or found["year"]:
            dates[found[0]] = (days, found["month"].lower(), found["year"] or "")
    return dates


def _fits(date: _Date, held: Sequence[_Date]) -> bool:
    """Whether one of the *held* dates of that month contradicts *date* in nothing; or none has that month."""
    days, month, year = date
    same = [(other_days, other_year) for other_days, other_month, other_year in held if other_month == month]
    return not same or any(
        (not days or not other_days or days <= other_days) and (not year or not other_year or year == other_year)
        for other_days, other_year in same
    )


def _resolved(quote: str, published: date) -> Iterator[date]:
    """The days that the quote's `today`, `Monday` or `9 January` can mean in an article of that date."""
    words = set(words_in(quote))
    for word, days in (("today", 0), ("tonight", 0), ("yesterday", -1), ("tomorrow", 1)):
        if word in words:
            yield published + timedelta(days=days)
    for weekday in (number for number, name in enumerate(DAYS) if name in words):
        back = (published.weekday() - weekday) % 7
        yield from (published - timedelta(days=back), published + timedelta(days=7 - back))


def _as_sign(word: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes write that unit as a sign: `$5` for `5 dollars`."""
    signs = {"dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹", "percent": "%"}
    sign = signs.get(word.rstrip("s"))
    return any((sign and sign in quote) or (word == "percent" and "per cent" in quote.lower()) for quote in quotes)


def _names(sentence: str) -> Iterator[tuple[str, bool]]:
    """The capitalised words, months and weekdays among them, and of each whether a beginning may explain it."""
    sentence = _spelt_dates(sentence)
    months = {found.start() for found in _MAY.finditer(sentence)}
    for found in WORD.finditer(sentence):
        word = found[0]
        if not word[0].isupper():
            continue
        before = sentence[: found.start()].rstrip()
        begins = before.endswith((":", "“", '"', "«", "‘")) or not re.search(r"\w", before)
        followed = bool(re.match(r"\s+[A-Z]", sentence[found.end() :]))
        lower = word.casefold()
        if lower in _WORDS or (lower in FUNCTION and found.start() not in months):
            continue
        if begins and OPENER.fullmatch(word):
            continue
        yield word, begins and not followed


def _named(name: str, held: set[str], quotes: Sequence[str]) -> bool:
    """Whether the quotes hold *name*: the same, its people (`Israel`, `Israeli`) or its initials."""
    for word in words_in(name):
        near = not name.isupper() and any(
            min(len(word), len(other)) > 3  # noqa: PLR2004
            and (word.startswith(other) or other.startswith(word))
            and (word.removeprefix(other) or other.removeprefix(word)) in _PEOPLE
            for other in held
        )
        if word not in held and not near and not (name.isupper() and _spelt_out(word, quotes)):
            return False
    return True


def _spelt_out(initials: str, quotes: Sequence[str]) -> bool:
    return any(_initials(name) == initials for quote in quotes for name in _LONG_NAME.findall(quote))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper() and word.casefold() not in FUNCTION).casefold()
