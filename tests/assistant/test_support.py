import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.support import support

VOTE = "Israel's cabinet approved the deal on Friday by 24 votes to eight, according to Benjamin Netanyahu's office."
STOP = "“We will not stop,” said Mr Netanyahu, who didn't name the 1.5 million people."
RISE = "Inflation rose to 12 percent in March 2024, after the U.N. warned that 2,000 tonnes of wheat cost $5 million."


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        (VOTE, VOTE),
        ("Israel’s cabinet approved the deal.", VOTE),
        ("He didn't name the 1.5 million people", STOP.replace("who", "he")),
        ("inflation rose to 12 percent", RISE),
    ],
)
def test_words_that_stand_together_in_a_quote_are_quoted(sentence: str, quote: str) -> None:
    assert support(sentence, [quote]) == ("quoted", "It stands word for word in its citation.")


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The Israeli cabinet approved the deal by twenty-four votes to 8.", VOTE),
        ("According to Netanyahu's office, the deal was approved by the cabinet on Friday.", VOTE),
        ("Netanyahu did not name the 1,500,000 people.", STOP),
        ('Netanyahu said: "We will not stop".', STOP),
        ("Inflation rose to 12% in March 2024.", RISE),
        ("The UN warned that 2000 tonnes of wheat cost 5 million dollars.", RISE),
        ("The United Nations warned of the cost of wheat.", RISE.replace("U.N.", "UN")),
        ("Shown between Oct. 1, 1998 and 2006-03-19, it is said.", "Shown between Oct. 1, 1998 and 2006-03-19."),
        ("It opened on 30 March, it is said.", "It opened on 30 and 31 March."),
        ("Open from January 17 to 24 February 1938.", "Open from January 17 to February 24, 1938."),
        ("It opened on 12 March 2024, it is said.", "It opened on March 12th, 2024."),
    ],
)
def test_a_faithful_paraphrase_is_supported(sentence: str, quote: str) -> None:
    assert support(sentence, [quote])[0] == "supported", support(sentence, [quote])


@pytest.mark.parametrize(
    ("sentence", "quote", "why"),
    [
        ("The cabinet approved the deal by 25 votes.", VOTE, "Not in its citations: 25."),
        ("The cabinet approved the deal by twenty-five votes.", VOTE, "Not in its citations: twenty five."),
        ("The cabinet approved the deal on Monday.", VOTE, "Not in its citations: Monday."),
        ("Herzog's office said the cabinet approved the deal.", VOTE, "Not in its citations: Herzog's."),
        ("The deal was approved in Lebanon by the cabinet.", VOTE, "Not in its citations: Lebanon."),
        ("The cabinet did not approve the deal.", VOTE, "Its citations do not say “not”."),
        ("The cabinet rejected the deal on Friday.", VOTE, "It says “rejected”, its citations “approved”."),
        ("“We will stop,” said Netanyahu.", STOP, "Not in its citations: “We will stop,”."),
        ("We will stop, said Netanyahu.", STOP, "Its citation says “not”, and it does not."),
        ("There are 1.5 billion people.", STOP, "Not in its citations: 1.5 billion."),
        ("Inflation rose to 13% in March 2024.", RISE, "Not in its citations: 13%."),
        ("Inflation rose to 2,000 percent.", RISE, "Not in its citations: 2,000 percent."),
        ("Inflation rose to 12 percent in April 2024.", RISE, "Not in its citations: April."),
        ("Inflation rose to 12 percent in March 2023.", RISE, "Not in its citations: 2023, March 2023."),
        ("Born on 8 May 1943.", "Born on 8 March 1943.", "Not in its citations: May."),
        ("Cast in June 2005.", "Cast in May 2005, shown on June 12, 2006.", "Not in its citations: June 2005."),
        ("Cast on 9 June 2006.", "Cast on 9 May, shown on June 12, 2006.", "Not in its citations: 9 June 2006."),
        ("Inflation fell to 12 percent.", RISE, "It says “fell”, its citations “rose”."),
        ("Wheat cost €5 million.", RISE, "Not in its citations: €5 million."),
        ("The 2,000 kilograms of wheat cost much.", RISE, "Not in its citations: kilograms."),
        ("The council refused to approve the plan.", "The council approved it.", "Its citations do not say “refused”."),
        ("Israel bombed it.", "Israel denied bombing it.", "Its citation says “denied”, and it does not."),
        ("They won the vote.", "They failed to win the vote.", "Its citation says “failed”, and it does not."),
        ("The bananas grow happily under tropical sunshine.", RISE, "Too few of its words stand in its citations."),
    ],
)
def test_a_changed_fact_is_named(sentence: str, quote: str, why: str) -> None:
    assert support(sentence, [quote]) == ("unsupported", why)


def test_without_a_citation_nothing_is_supported() -> None:
    assert support(VOTE, []) == ("unsupported", "It cites nothing.")


@pytest.mark.parametrize(
    "sentence",
    [
        "The article does not say who wrote the draft.",
        "However, the article doesn’t mention the price of the new boat.",
        "It does not explicitly state when the vote took place.",
        "The provided text did not include any names.",
    ],
)
def test_what_the_article_is_said_not_to_say_is_marked_with_that_reason(sentence: str) -> None:
    assert support(sentence, []) == (
        "unsupported",
        "It tells what the article does not say, which no quote can show.",
    )


@pytest.mark.parametrize("sentence", ["The mayor does not say that.", "The bridge did not open.", "It is not safe."])
def test_other_negations_without_a_citation_cite_nothing(sentence: str) -> None:
    assert support(sentence, []) == ("unsupported", "It cites nothing.")


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Five people died.", "Between two and three people died."),
        ("Five deals were signed.", "Two three-year deals were signed."),
        ("Temperatures fell to 12 degrees overnight.", "Temperatures fell to -12 degrees overnight."),
        ("Temperatures fell to 12 degrees overnight.", "Temperatures fell to −12 degrees overnight."),
        ("Support rose by 5%.", "Support rose by 5 percentage points."),
        ("Support rose by 5 percent.", "Support rose by five percentage points."),
        ("A dozen boats sank: 12 in all.", "Two dozen boats sank."),
        ("The church is of the seventeenth century.", "The church is of the sixteenth century."),
        ("Some millions of people fled the town.", "Some thousands of people fled the town."),
        ("It cost half of the money.", "It cost a third of the money."),
        ("It cost two thirds of the money.", "Two paid for it: it cost half of the money."),
        ("It cost ½ of the money.", "It cost ¼ of the money."),
        ("The price doubled in the last year.", "The price tripled in the last year."),
        ("Rain of .7 inches fell.", "Rain of .5 inches fell."),
        ("The rate fell to 0,7 percent.", "The rate fell to 0,5 percent."),
        ("It has 12,34,999 people.", "It has 12,34,567 people."),
        ("It has 1.000.999 people.", "It has 1.000.001 people."),
        ("The fare is Rs5,999 now.", "The fare is Rs5,000 now."),
        ("It is case No.7 of the court.", "It is case No.5 of the court."),
        ("The old bridge is 10km long.", "The old bridge is 10 miles long."),
        ("The old board is 10 inches long.", "The old board is 10 feet long."),
        ("The old bridge is two centuries old.", "The old bridge is two decades old."),
        ("The long vote began at 5 p.m. in London.", "The long vote began at 5 a.m. in London."),
        ("The long vote began at 5pm in London.", "The long vote began at 5am in London."),
        ("They gave him 5 milligrams of it.", "They gave him 5 micrograms of it."),
        ("It gives the town 5 megawatts of power.", "It gives the town 5 gigawatts of power."),
        ("The city holds 5 lakh people.", "The city holds 5 crore people."),
    ],
)
def test_a_number_of_another_value_or_unit_is_not_backed(sentence: str, quote: str) -> None:
    assert support(sentence, [quote])[0] == "unsupported"


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("In the second quarter sales rose.", "Sales rose in the first and second quarters."),
        ("The children were 5 and 7.", "The children were five and seven."),
        ("Five percent of the money went to schools.", "Five percent of the money went to schools in five towns."),
        ("The bridge cost $5 million.", "The bridge cost US$5 million."),
        ("The bridge cost $5 million.", "The bridge cost five million dollars."),
        ("The bridge cost ¥5 million.", "The bridge cost five million yen."),
        ("Support rose by 5 percentage points.", "Support rose by five percentage points."),
        ("It fell to minus 12 degrees.", "It fell to -12 degrees."),
        ("It took 205 days.", "It took two hundred and five days."),
        ("Some 24 boats sank.", "Some two dozen boats sank."),
        ("It holds 25 people.", "It holds twenty-five people."),
        ("The church is of the 16th century.", "The church is of the sixteenth century."),
        ("It has 1234567 people.", "It has 12,34,567 people."),
        ("The rate fell to 0.5 percent.", "The rate fell to 0,5 percent."),
        ("Rain of 0.5 inches fell.", "Rain of .5 inches fell."),
        ("The bridge is 10 km long.", "The bridge is 10km long."),
        ("The vote began at 5pm.", "The vote began at 5 p.m. in London."),
    ],
)
def test_a_number_is_backed_however_it_is_written(sentence: str, quote: str) -> None:
    assert support(sentence, [quote])[0] != "unsupported", support(sentence, [quote])


@pytest.mark.parametrize(
    "name", ["Italy", "Sally", "McNally", "Beijing", "Boeing", "Ahmed", "Reed", "Sanders", "Reuters", "Nigeria", "Bill"]
)
def test_another_name_at_the_beginning_is_named_whatever_its_ending(name: str) -> None:
    quote = "Niger's market approved the loan on Friday."
    assert support(f"{name} approved the loan on Friday.", [quote]) == ("unsupported", f"Not in its citations: {name}.")


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The old border of Nigeria was closed.", "The old border of Niger was closed."),
        ("The last king was Louis XVII of France.", "The last king was Louis XVIII of France."),
        ("The new office is in Room A320 now.", "The new office is in Room A3201 now."),
        ("Then the council paid Mark for the bridge.", "Then the council paid the market for the bridge."),
    ],
)
def test_a_name_that_another_begins_with_is_another_name(sentence: str, quote: str) -> None:
    assert support(sentence, [quote])[0] == "unsupported"


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Additionally, the council closed the bridge.", "The council closed the bridge."),
        ("Shortly before the vote, Israelis fled.", "Shortly before the vote, people in Israel fled."),
        ("Voters approved the deal.", "They voted and approved the deal."),
        ("Located in Kent, the town is old.", "The old town is located in Kent."),
        ("Germany's chancellor spoke.", "The German chancellor spoke."),
    ],
)
def test_a_common_word_at_the_beginning_and_a_people_are_no_new_names(sentence: str, quote: str) -> None:
    assert support(sentence, [quote])[0] == "supported", support(sentence, [quote])


def test_a_weekday_backs_the_date_it_stands_for() -> None:
    sentence = "Israel's cabinet approved the deal on 17 January 2025."
    assert support(sentence, [VOTE], [date(2025, 1, 18)])[0] == "supported"
    assert support(sentence.replace("17", "18"), [VOTE], [date(2025, 1, 18)])[0] == "unsupported"
    assert support(sentence, [VOTE])[0] == "unsupported"
    assert support(sentence, [VOTE], [date.min])[0] == "unsupported"


@pytest.mark.parametrize("text", ["1, 2, " * 5_000, "Aa " * 20_000], ids=["numbers", "names"])
def test_a_sentence_as_long_as_an_article_is_judged_at_once(text: str) -> None:
    began = time.process_time()
    assert support(text, [text])[0] == "quoted"
    assert time.process_time() - began < 2


def test_two_citations_back_a_sentence_together() -> None:
    assert (
        support("Netanyahu said the cabinet approved the deal on Friday, with 1.5 million people.", [VOTE, STOP])[0]
        != "quoted"
    )


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_gets_a_verdict_with_a_reason(sentence: str, quotes: list[str]) -> None:
    verdict, why = support(sentence, quotes)
    assert verdict in {"quoted", "supported", "unsupported"}
    assert why


@given(st.integers(2, 10**7), st.integers(2, 10**7))
def test_a_changed_number_never_passes(said: int, held: int) -> None:
    verdict, _ = support(f"They counted {said} birds.", [f"They counted {held} birds."])
    assert (verdict == "unsupported") == (said != held)
