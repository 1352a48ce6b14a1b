"""`python -m assistant.reader.train MINILM DATA OUT`: trains the reader's network and writes it as 8-bit ONNX.

MINILM is the folder of the published all-MiniLM-L6-v2 (config.json, model.safetensors), DATA that of the question sets
of `examples`, OUT the file to write. Needs the dependency group `train`. The same seed, data and machine give the same
weights; MODEL_CARD.md tells what came of each run.
"""

import argparse
import math
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from assistant.reader.examples import (
    LENGTHS,
    OTHER_PLACE,
    Asked,
    Text,
    all_questions,
    held_back,
    reports,
    with_negatives,
)
from assistant.reader.model import QUESTION, SEPARATOR, START_OF_TEXT, WINDOW
from ingest.embed import wordpieces

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 16
EPOCHS, REPORTS = 3, 3
RATE, HEAD_RATE = 1e-4, 5e-4
"""Peak learning rates of the encoder and of the untrained heads; linear warm-up over 6 % of the steps, linear decay."""
SENTENCE_WEIGHT = 1.0
"""Of the sentence loss, beside the mean of the start and the end loss."""
NEARBY = 60
"""How many questions back a short text is taken from, to be asked what it does not answer: often the same subject."""
LONG, AWAY = 30, 8
"""Sentences: a text of more is asked at another place of its own, so far from the answer."""
SEED = 7
KEPT = 200
"""Steps after which the weights are written, as at the end: another run can go on from there."""
NOT_SEEN = -100
"""What cross-entropy leaves out."""


class Reader(nn.Module):
    """MiniLM with three numbers a token: start of the answer, end of it, and share in its sentence's score."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(config.hidden_size, 3)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Shapes (batch, tokens) to (batch, tokens, 3); the first token stands for “no answer here”."""
        states = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(states.last_hidden_state)
        return logits


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the network with what it should say."""

    ids: list[int]
    question: int
    """How many tokens come before the text."""
    sentence_of: list[int]
    """For each token of the text, its sentence, from 0."""
    gold: list[int]
    """The sentences that answer; empty where none does."""
    start: int
    end: int
    """Places among *ids*: 0 for no answer, NOT_SEEN where only sentences are known."""


class Tokens:
    """Sentences and questions as word pieces, each made once."""

    def __init__(self) -> None:
        self._tokenizer = wordpieces()
        self._known: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}

    def __call__(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The numbers of the pieces of *text*, and where each begins and ends in it."""
        if text not in self._known:
            encoded = self._tokenizer.encode(text, add_special_tokens=False)
            self._known[text] = (encoded.ids, encoded.offsets)
        return self._known[text]


def windows(questions: Sequence[Asked], tokens: Tokens, random: Random) -> Iterator[Window]:
    """One window for each question, around its answer; and for some of them another, of a place without the answer."""
    asked_near = deque((asked.text for asked in questions[:NEARBY]), NEARBY)
    for asked in with_negatives(questions, random):
        asked_near.append(asked.text)
        around = min(asked.gold) if asked.gold else random.randrange(len(asked.text.sentences))
        if asked.span:
            around = asked.span[0]
        if window := cut(asked, around, tokens, random):
            yield window
        if asked.answer and random.random() < OTHER_PLACE:
            text = asked.text if len(asked.text.sentences) > LONG else random.choice(asked_near)
            place = likely_place(asked, text, random)
            if place is not None and (window := cut(Asked(asked.question, text), place, tokens, random)):
                yield window


def likely_place(asked: Asked, text: Text, random: Random) -> int | None:
    """Of a few sentences of *text* that lie away from the answer, the one that shares most words with the question."""
    words = set(asked.question.lower().split())
    found: list[tuple[int, int]] = []
    for _ in range(8):
        place = random.randrange(len(text.sentences))
        near = " ".join(text.sentences[max(0, place - AWAY) : place + AWAY + 1]).lower()
        if asked.answer.lower() not in near and (text != asked.text or abs(place - min(asked.gold)) > AWAY):
            found.append((len(words & set(text.sentences[place].lower().split())), place))
    return max(found)[1] if found else None


def cut(asked: Asked, around: int, tokens: Tokens, random: Random) -> Window | None:
    """A run of whole sentences of random length and place that holds sentence *around*; None where that is too long."""
    question = tokens(asked.question)[0][:QUESTION]
    most = WINDOW - len(question) - 3
    room = min(most, random.randint(*LENGTHS))
    lengths = [len(tokens(sentence)[0]) for sentence in asked.text.sentences]
    if lengths[around] > most:
        return None
    first = last = around
    used = lengths[around]
    while True:
        sides = [
            place for place in (first - 1, last + 1) if 0 <= place < len(lengths) and used + lengths[place] <= room
        ]
        if not sides:
            break
        side = random.choice(sides)
        used += lengths[side]
        first, last = min(first, side), max(last, side)
    base = len(question) + 2
    ids = [START_OF_TEXT, *question, SEPARATOR]
    sentence_of: list[int] = []
    start = end = 0 if not asked.gold else NOT_SEEN
    for place in range(first, last + 1):
        pieces, offsets = tokens(asked.text.sentences[place])
        if asked.span and asked.span[0] == place:
            inside = [n for n, (a, b) in enumerate(offsets) if b > asked.span[1] and a < asked.span[2]]
            if inside:
                start, end = len(ids) + inside[0], len(ids) + inside[-1]
        ids += pieces
        sentence_of += [place - first] * len(pieces)
    gold = [place - first for place in sorted(asked.gold) if first <= place <= last]
    return Window([*ids, SEPARATOR], base, sentence_of, gold, start, end)


def loss_of(model: nn.Module, batch: Sequence[Window]) -> Tensor:
    """Cross-entropy over starts, ends and sentences, “no answer” being one choice of each."""
    width = max(len(window.ids) for window in batch)
    ids, mask, kinds = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(3))
    most = max(max(window.sentence_of, default=0) for window in batch) + 2
    share = torch.zeros(len(batch), most, width)  # row 0 is no answer: the first token
    wanted = torch.zeros(len(batch), most, dtype=torch.bool)
    for row, window in enumerate(batch):
        length = len(window.ids)
        ids[row, :length] = torch.tensor(window.ids)
        mask[row, :length] = 1
        kinds[row, window.question : length] = 1
        share[row, 0, 0] = 1
        place = torch.tensor(window.sentence_of) + 1
        share[row, place, torch.arange(window.question, window.question + len(place))] = 1
        wanted[row, [number + 1 for number in window.gold] or [0]] = True
    counts = share.sum(-1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(ids, mask, kinds)
    logits = logits.float()
    allowed = (share.sum(1) > 0)[..., None]
    spans = logits[..., :2].masked_fill(~allowed, -1e4)
    starts, ends = (torch.tensor([getattr(window, side) for window in batch]) for side in ("start", "end"))
    span_loss = (
        nn.functional.cross_entropy(spans[..., 0], starts, ignore_index=NOT_SEEN, reduction="sum")
        + nn.functional.cross_entropy(spans[..., 1], ends, ignore_index=NOT_SEEN, reduction="sum")
    ) / (2 * len(batch))
    scores = (share @ logits[..., 2:]).squeeze(-1) / counts.clamp(min=1)
    chances = scores.masked_fill(counts == 0, -1e4).log_softmax(-1)
    sentence_loss = -chances.masked_fill(~wanted, -1e4).logsumexp(-1).mean()
    return span_loss + SENTENCE_WEIGHT * sentence_loss


def train(minilm: Path, questions: Sequence[Asked], draft: Path, *, epochs: float, start: Path | None) -> Reader:
    """Train on *questions*; every KEPT steps the weights are written to *draft*.

    *start* is the draft of an earlier run to go on from, at half the rate.
    """
    random = Random(SEED)  # noqa: S311 - a repeatable draw, not a secret
    torch.manual_seed(SEED)
    model = Reader(BertConfig.from_json_file(str(minilm / "config.json")))
    weights = (minilm / "model.safetensors").read_bytes()
    if sha256(weights).hexdigest() != MINILM_SHA256:
        message = f"{minilm / 'model.safetensors'} is not the published all-MiniLM-L6-v2."
        raise SystemExit(message)
    published = load_file(str(minilm / "model.safetensors"))
    model.encoder.load_state_dict({k: v for k, v in published.items() if "pooler" not in k and "position_ids" not in k})
    if start:
        model.load_state_dict(load_file(str(start)))
    tokens = Tokens()
    print(f"{len(questions)} questions", flush=True)
    drawn = list(windows(questions, tokens, Random(SEED)))  # noqa: S311
    steps = math.ceil(len(drawn) / BATCH * epochs)
    groups = [
        {"params": list(model.encoder.parameters()), "lr": RATE / 2 if start else RATE},
        {"params": list(model.head.parameters()), "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / (0.06 * steps)) * max(0.0, 1 - step / steps)
    )
    step, began, losses = 0, time.monotonic(), []
    while step < steps:
        drawn = sorted(windows(questions, tokens, random), key=lambda window: len(window.ids) + random.random() * 20)
        batches = [drawn[first : first + BATCH] for first in range(0, len(drawn), BATCH)]
        random.shuffle(batches)
        model.train()
        for batch in batches[: steps - step]:
            loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            losses.append(loss.item())
            if step % 100 == 0:
                print(f"{step}/{steps} loss {np.mean(losses[-100:]):.3f} {time.monotonic() - began:.0f} s", flush=True)
            if step % KEPT == 0 or step == steps:
                save_file(model.state_dict(), str(draft))
    return model


def halfway(model: Reader, start: Path) -> None:
    """Give *model* the mean of its weights and those of *start*, which it went on from.

    What was learned since is kept, less of what was known before is lost (WiSE-FT, Wortsman and others 2022).
    """
    before = load_file(str(start))
    model.load_state_dict({name: (before[name] + value) / 2 for name, value in model.state_dict().items()})


def export(model: Reader, out: Path) -> None:
    """Write *model* as ONNX with 8-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    # Attention as single steps, not as the one that torch has for it: onnxruntime is a sixth faster, the result the same.
    model.encoder.set_attn_implementation("eager")
    whole = out.with_suffix(".float.onnx")
    example = torch.ones(1, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        model,
        (example, example, example),
        str(whole),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in [*names, "logits"]},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    print(f"{out}: {out.stat().st_size:,} bytes, sha256 {sha256(out.read_bytes()).hexdigest()}")


def main() -> None:
    """Train and export, or export the weights of an earlier run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument(
        "--reports",
        type=int,
        default=REPORTS,
        metavar="TIMES",
        help="how often a report's question is asked in an epoch",
    )
    parser.add_argument("--start", type=Path, metavar="DRAFT", help="go on from the weights of an earlier run")
    parser.add_argument("--halfway", action="store_true", help="end with the mean of those weights and the new ones")
    given = parser.parse_args()
    if given.halfway and not given.start:
        parser.error("--halfway needs --start")
    draft = given.out.with_suffix(".safetensors")
    questions = [*all_questions(given.data), *list(reports()) * given.reports]
    seen = [asked for asked in questions if not held_back(asked.text.name)]
    model = train(given.minilm, seen, draft, epochs=given.epochs, start=given.start)
    if given.halfway:
        halfway(model, given.start)
        save_file(model.state_dict(), str(draft))
    export(model, given.out)


if __name__ == "__main__":
    main()
