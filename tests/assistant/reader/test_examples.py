import re
from random import Random

from assistant.reader.examples import mixed, put_otherwise, reports, with_negatives

NAMES = ("Ada Reed", "Harwich", "twelve people, three of them children", "The ferry had sailed")


def ways(question: str) -> set[str]:
    random = Random(1)  # noqa: S311 - a repeatable draw, not a secret
    return {put_otherwise(question, NAMES, random) for _ in range(400)} - {question}


def test_a_question_is_also_put_as_a_follow_up_is_read() -> None:
    put = ways("Why did the Coast Guard send a helicopter to Harwich?")
    pointing = {
        one for one in put if re.search(r"\(.*(?:Coast Guard|Harwich).*\)$", one) and not one.startswith("Why?")
    }
    assert any(one.startswith("Why did they send a helicopter to Harwich? (Coast Guard") for one in pointing)
    assert any(one.startswith("Why did the Coast Guard send a helicopter to it? (Harwich") for one in pointing)
    assert not any("children" in one or "sailed" in one for one in put), "names alone are named"
    assert "Why? (Did the Coast Guard send a helicopter to Harwich?)" in put
    assert "why did the coast guard send a helicopter to harwich?" in put


def test_whose_a_thing_is_stays_told_apart() -> None:
    put = ways("When was Ada Reed's boat found?")
    assert any(re.match(r"When was (?:his|her|its|their) boat found\? \(Ada Reed", one) for one in put)


def test_a_question_without_a_name_points_to_nothing() -> None:
    assert ways("what was found?") == set()


def test_what_answers_stays_however_a_question_is_put() -> None:
    questions = list(reports())[:300]
    answers = {(asked.text.name, asked.span) for asked in questions if asked.span}
    put = [asked for asked in with_negatives(questions, Random(2)) if asked.span]  # noqa: S311
    assert {(asked.text.name, asked.span) for asked in put} == answers
    assert len(put) == sum(asked.span is not None for asked in questions)


def test_a_question_with_another_word_in_it_is_about_the_same_text() -> None:
    questions = list(reports())[:300]
    asked = {(one.question, one.text.name) for one in questions}
    words: dict[str, set[str]] = {}
    for one in questions:
        words.setdefault(one.text.name, set()).update(one.question.rstrip("?").split())
    put = list(mixed(questions, Random(2)))  # noqa: S311
    assert len(put) > 80
    for one in put:
        assert set(one.question.rstrip("?").split()) <= words[one.text.name]
        assert any(
            sum(a != b for a, b in zip(one.question.split(), question.split(), strict=True)) in (1, 2)
            for question, name in asked
            if name == one.text.name and len(question.split()) == len(one.question.split())
        )


def test_some_questions_of_reports_are_put_loosely_answered_and_not() -> None:
    loose = [one for one in reports() if one.loose]

    answered = sum(bool(one.gold) for one in loose)
    assert 0.7 < answered / len(loose) < 0.8
    assert sum(len(one.question.split()) for one in loose) / len(loose) < 6
