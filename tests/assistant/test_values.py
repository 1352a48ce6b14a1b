from langchain_core.messages import messages_from_dict, messages_to_dict

from assistant import Answer, answer
from ingest import Article, Library


def test_a_message_carries_the_text_and_its_citations(article: Article, library: Library) -> None:
    answered = answer("Who thanked the drivers?", article=article, library=library)
    message = answered.to_message()

    assert message.text == answered.text
    (block,) = message.content_blocks
    assert block["type"] == "text"
    annotations = block["annotations"]
    assert [one["cited_text"] for one in annotations] == [one.quote for one in answered.citations]
    assert [answered.text[one["start_index"] : one["end_index"]] for one in annotations] == [
        one.text for one in answered.sentences
    ]
    places = [(one["extras"]["start"], one["extras"]["end"]) for one in annotations]
    assert [article.text[start:end] for start, end in places] == [one.quote for one in answered.citations]


def test_a_message_survives_being_stored(article: Article, library: Library) -> None:
    message = answer("Who is the mayor?", article=article, library=library).to_message()

    assert messages_from_dict(messages_to_dict([message])) == [message]


def test_an_answer_without_sentences_is_a_plain_message() -> None:
    message = Answer(question="Why?", text="The article does not say.", answered=False).to_message()

    assert message.text == "The article does not say."
    assert message.content_blocks[0].get("annotations", []) == []
