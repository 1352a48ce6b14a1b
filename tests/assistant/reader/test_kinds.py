import pytest

from assistant.reader.kinds import OVERVIEW, SEVERAL, WHEN, YES_OR_NO, verdict, without_speaker


@pytest.mark.parametrize(
    "question",
    [
        "What is this about?",
        "What is this article about?",
        "what's it all about",
        "Summarise the article",
        "Can you give me a summary?",
        "What are the main points?",
        "What happened?",
        "tl;dr",
        "What does the article say?",
    ],
)
def test_a_question_for_the_whole_is_known(question: str) -> None:
    assert OVERVIEW.search(question)


@pytest.mark.parametrize(
    "question", ["What does Netanyahu say about Rafah?", "What happened in Rafah?", "What is the vote about to change?"]
)
def test_a_question_for_a_part_is_not_one_for_the_whole(question: str) -> None:
    assert not OVERVIEW.search(question)


@pytest.mark.parametrize(
    "question", ["Did the UK vote in favour?", "Is it binding?", "And has he left?", "Isn't it binding?"]
)
def test_a_question_for_yes_or_no_is_known(question: str) -> None:
    assert YES_OR_NO.search(question)


def test_other_questions_are_not_for_yes_or_no() -> None:
    assert not YES_OR_NO.search("What did the UK do?")
    assert not YES_OR_NO.search("Who is he?")


@pytest.mark.parametrize(
    "question",
    ["Which countries vetoed it?", "What other reasons are there?", "Who were the members?", "List the dead."],
)
def test_a_question_for_several_things_is_known(question: str) -> None:
    assert SEVERAL.search(question)


def test_a_question_for_one_thing_is_not_for_several() -> None:
    assert not SEVERAL.search("Which country abstained?")
    assert not SEVERAL.search("What was the price?")
    assert not SEVERAL.search("What does the mayor want?")


def test_a_question_for_a_day_is_known() -> None:
    assert WHEN.search("When did it happen?")
    assert WHEN.search("On which day was the vote?")


@pytest.mark.parametrize(
    ("question", "sentence", "says"),
    [
        ("Did the council close the bridge?", "The council closed the old bridge on Monday.", "Yes"),
        ("Did the council close the bridge?", "The council did not close the bridge.", "No"),
        ("Did the council close the bridge?", "The council refused to close the bridge.", ""),
        ("Did the council close the bridge?", "The mayor said the council closed the bridge.", ""),
        ("Did the council close the bridge?", "The council would close the bridge if it could.", ""),
        ("Did the bridge close the council?", "The council closed the bridge.", ""),
        ("Was Israel attacked by Hamas?", "Israel attacked Hamas.", ""),
        ("Did the council not close the bridge?", "The council closed the bridge.", ""),
        ("Did the UK vote in favour?", "The 14 other members voted in favour.", ""),
        ("Is it?", "It is.", ""),
        ("Did Ann Lee resign before the vote?", "Mayor Ann Lee resigned after the vote on the bridge.", ""),
        ("Did the police kill Tom Reed?", "Police arrested the man who killed Tom Reed in 2019.", ""),
        ("Did the council approve the budget?", "The council approved the budget, but not the new stadium.", ""),
        ("Did the council approve the stadium?", "The council approved the budget but postponed the stadium.", ""),
        ("Did all members vote for the text?", "Three members voted for the text.", ""),
        ("Is the bridge open?", "The bridge was open.", ""),
        ("Was the bridge open?", "The bridge was open.", "Yes"),
    ],
)
def test_a_verdict_is_given_only_where_the_sentence_says_the_very_thing(
    question: str, sentence: str, says: str
) -> None:
    assert verdict(question, sentence) == says


@pytest.mark.parametrize(
    ("question", "sentence", "says"),
    [
        ("Has the council closed the bridge?", "The council has closed the bridge!", "Yes"),
        ("Did the council close the bridge?", "The council had closed the new bridge before the storm.", "Yes"),
        ("Does the ferry need fuel?", "The ferry needs fuel.", "Yes"),
        ("And will the bridge reopen?", "The bridge will reopen.", "Yes"),
        ("Was Tom Reed arrested?", "Tom Reed was arrested on Friday.", "Yes"),
        ("Does the ferry need fuel?", "The ferry needs no fuel.", "No"),
        ("Did the council close the bridge?", "The council didn’t close the bridge.", "No"),
        ("Did the council close the bridge?", "The council never closed the bridge.", "No"),
        ("Can the ferry carry cars?", "The ferry cannot carry cars.", "No"),
    ],
)
def test_a_sentence_in_the_words_of_the_question_decides_it(question: str, sentence: str, says: str) -> None:
    assert verdict(question, sentence) == says


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did Israel attack Iran?", "Israel condemned the attack on Iran."),
        ("Did Israel bomb Gaza?", "Israel found a bomb in Gaza."),
        ("Did Israel strike Gaza?", "Israel ended its strike on Gaza."),
        ("Did Hamas release hostages?", "Hamas released a video of hostages."),
        ("Did Hamas release the hostages?", "Hamas released the hostages' letters."),
        ("Did the council elect the mayor?", "The council elected the deputy mayor."),
        ("Did the council close the bridge?", "The council reopened the closed bridge."),
        ("Did the council close the bridge?", "The council postponed a vote to close the bridge."),
        ("Did the council close the bridge?", "The council ruled out closing the bridge."),
        ("Did the council close the bridge?", "The council closed the bridge talks."),
        ("Did the council close?", "The council closed the bridge."),
        ("Did the council close the old bridge?", "The council closed the new bridge."),
        ("Did the council close the bridge?", "The council did not close the new bridge."),
        ("Did the council close the bridge?", "The council will close the bridge in June."),
        ("Did the council close the bridge?", "The council is yet to close the bridge."),
        ("Did the council vote?", "The council votes on Monday."),
        ("Did the council close the bridge?", "The council seldom closed the bridge."),
        ("Did the council close the bridge?", "The council's critics closed the bridge."),
        ("Did the council close the bridge?", "Allegedly the council closed the bridge."),
        ("Did the council close the bridge?", "The council closed the bridge on Monday, it is alleged."),
        ("Did the council close the bridge?", "“The council closed the bridge.”"),
        ("Did the council close the bridge?", "The council closed the bridge on Monday?"),
        ("Did the council close the bridge?", "The council did not close the bridge until Monday."),
        ("Did Tom Reed resign?", "Tom Reed's deputy resigned on Friday."),
        ("Did the mayor of Harrow resign?", "The deputy of the mayor of Harrow resigned."),
        ("Was Tom Reed arrested?", "Tom Reed arrested two men."),
        ("Was the vote postponed?", "The vote on the postponed bill took place."),
        ("Was the bridge closed?", "The bridge was closing."),
        ("Is the bridge open?", "The bridge will open in June."),
        ("Is the bridge open?", "The bridge is open at night."),
        ("Is Reed the mayor?", "Reed beat the mayor."),
        ("Is Reed the mayor?", "Reed is the former mayor."),
        ("Is Reed the mayor?", "Reed is the mayor's brother."),
        ("Does the ferry carry cars?", "The ferry used to carry cars."),
        ("Does the council close the bridge?", "The council closed the bridge."),
        ("Did the ferry carry cars?", "The ferry can carry cars."),
        ("Will the bridge reopen?", "The bridge reopened in 1950."),
        ("Did 50 people die?", "Some 50 people watched him die."),
    ],
)
def test_a_sentence_about_the_same_things_decides_nothing(question: str, sentence: str) -> None:
    assert verdict(question, sentence) == ""


def test_what_is_asked_of_the_thing_said_is_asked_without_its_speaker() -> None:
    assert without_speaker("What did Mr Netanyahu say the resolution gives Hamas?") == (
        "What the resolution gives Hamas?",
        {"mr", "netanyahu"},
    )
    assert without_speaker("what does it claim that it was promised") == ("What it was promised", frozenset())


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor say about the bridge?",
        "What did she say when the doors opened?",
        "What did the mayor say?",
        "Who said the bridge was safe?",
    ],
)
def test_a_question_for_all_that_is_said_stays_whole(question: str) -> None:
    assert without_speaker(question) is None
