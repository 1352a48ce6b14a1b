import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.roles import exchanged
from assistant.support import support

ATTACKED = "Israel attacked Iran on Monday."


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Iran attacked Israel.", ATTACKED),
        ("On Monday Iran attacked Israel.", ATTACKED),
        ("Israel was attacked by Iran.", ATTACKED),
        ("Israel attacked Iran.", "Israel was attacked by Iran."),
        ("Iran's attack on Israel began.", "Israel's attack on Iran began, people say."),
        ("Ada Reed sued the Bank of Harwich.", "The Bank of Harwich sued Ada Reed over a loan."),
        ("Reed beat Quill in the final.", "In the final Mary Quill surprisingly beat Ada Reed."),
        ("Iran attacked the US.", "The US attacked Iran."),
        ("Iran attacked the U.S.", "The U.S. attacked Iran."),
        ("North Korea attacked South Korea.", "South Korea attacked North Korea."),
        ("Reed told Quill to stop.", "Quill told Reed to stop."),
        ("Trump criticised Šefčovič.", "Maroš Šefčovič criticised Trump."),
        ("Theresa May criticised Boris Johnson.", "Boris Johnson criticised Theresa May."),
        ("Mohammed bin Salman called Ursula von der Leyen.", "Ursula von der Leyen called Mohammed bin Salman."),
        ("Dr. Reed sued Mr. Quill.", "Mr. Quill sued Dr. Reed."),
        ("Iran will supply Russia.", "Russia will supply Iran."),
        ("Iran again attacked Israel.", "Israel attacked Iran again."),
        ("Israel is larger than Iran.", "Iran is larger than Israel."),
        ("Quill is suing Reed.", "Reed is suing Quill."),
        ("France is a colony of Malta.", "Malta is a colony of France."),
        ("Hamas freed people after Israel freed prisoners.", "Israel freed people after Hamas freed prisoners."),
    ],
)
def test_names_that_changed_places_are_told(sentence: str, quote: str) -> None:
    assert exchanged(sentence, [quote]).startswith("Its citations say it the other way round: “")
    assert support(sentence, [quote]) == ("unsupported", exchanged(sentence, [quote]))


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Israel attacked Iran.", ATTACKED),
        ("Iran was attacked by Israel.", ATTACKED),
        ("Israel attacked Iran.", "Iran, where nobody slept, was attacked by Israel."),
        ("Hamas rejected the plan, Israel said.", "Israel said Hamas rejected the plan."),
        ("Russia proposed a change that Malta refused.", "Malta refused a change that Russia proposed."),
        ("Reed met Quill in Harwich.", "Quill met Reed in Harwich."),
        ("Egypt signed a treaty with Israel.", "Israel signed a treaty with Egypt."),
        ("Brown was freed in August.", "In August Brown was freed."),
        ("Israel attacked Iran.", "Iran attacked Israel. Then Israel attacked Iran."),
        ("Emmanuel Macron is the president of France.", "France's president Emmanuel Macron spoke on Monday."),
        ("Apple was fined in France.", "France fined Apple on Monday."),
        ("Iran is accused of attacking Israel.", "Israel accused Iran of attacking it."),
        ("Israel condemned the attack by Iran.", "Israel condemned Iran's attack."),
        ("Google fell by 3% while Apple fell 2%.", "Google fell 3% while Apple fell 2%."),
        ("Norway won 12 medals and Sweden won nine.", "Sweden won nine medals and Norway won 12."),
        ("Israel attacked because Iran attacked first.", "Iran attacked first and Israel attacked in response."),
        ("Brazil will play Morocco on Saturday.", "Morocco will play Brazil on Saturday."),
        ("Acme is based in London.", "London-based Acme said profits fell."),
        ("The ferry left Harwich.", ATTACKED),
        ("Iran attacked Israel.", "The weather was fine."),
    ],
)
def test_the_same_said_otherwise_is_let_pass(sentence: str, quote: str) -> None:
    assert exchanged(sentence, [quote]) == ""


def test_what_is_no_word_once_it_is_made_comparable_is_passed_over() -> None:
    for sign in "\uff9e\ufe70":
        assert exchanged(f"Iran {sign} attacked Israel.", [f"Israel attacked {sign} Iran."])


def test_a_quote_as_long_as_an_article_is_read_at_once() -> None:
    long = " ".join(f"Name{number} hit" for number in range(6_000))
    assert exchanged("Name2 hit Name1.", [long]) == "Its citations say it the other way round: “Name1 … Name2”."


@given(st.text())
def test_no_text_contradicts_itself(text: str) -> None:
    assert exchanged(text, [text]) == ""


@given(st.lists(st.sampled_from(["Iran", "Israel", "attacked", "by", "the", "Oslo", "struck", "and", ",", "."])))
def test_no_sentence_of_names_and_verbs_contradicts_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert exchanged(text, [text]) == ""
