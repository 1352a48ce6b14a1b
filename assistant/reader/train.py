"""`python -m assistant.reader.train MINILM MPNET DATA OUT`: trains the reader's network and writes it as 8-bit ONNX.

First a teacher, four times as large as what can be shipped, learns from the questions of DATA (the sets of `examples`)
and of our reports. Then the network learns from the same and from the teacher, which also tells it what to make of
questions that nobody has answered (Hinton and others 2015). MINILM and MPNET are the folders of the published
all-MiniLM-L6-v2 and all-mpnet-base-v2 (config.json, model.safetensors), OUT is the file to write. Needs the dependency
group `train`, and takes a GPU where there is one: minutes there, days on two cores. MODEL_CARD.md tells what came of it.
"""

import argparse
import math
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from assistant.reader.batches import NOT_SEEN, Batch, batches
from assistant.reader.examples import Asked, all_questions, held_back, reports
from assistant.reader.model import SEPARATOR, START_OF_TEXT

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
REPORTS = 2
"""How often a question of a report is asked in an epoch."""
SOFT = 0.8
"""The share of what the teacher says in the loss, beside what is known to be right."""
HEAD_RATE = 5e-4
"""Peak learning rate of the three numbers a token, which no published network has."""
WARM_UP = 0.06
"""The share of the steps over which the learning rates rise; then they fall to nothing."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast a network learns."""

    epochs: float
    windows: int
    """In a step."""
    rate: float
    """Peak learning rate of the encoder."""


TEACHER = Course(epochs=1.2, windows=64, rate=5e-5)
READER = Course(epochs=3.6, windows=128, rate=1.5e-4)


class Reader(nn.Module):
    """MiniLM with three numbers a token: start of the answer, end of it, and share in its sentence's score."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = BertConfig.from_json_file(str(folder / "config.json"))
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(published(folder, MINILM_SHA256))
        self.head = nn.Linear(config.hidden_size, 3)

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None, token_type_ids: Tensor) -> Tensor:
        """Shapes (batch, tokens) to (batch, tokens, 3); the first token stands for “no answer here”."""
        states = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: Tensor = self.head(states.last_hidden_state)
        return logits


class Teacher(nn.Module):
    """The same with MPNet, whose vocabulary is that of MiniLM behind four signs of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        config = MPNetConfig.from_json_file(str(folder / "config.json"))
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(published(folder, MPNET_SHA256))
        self.head = nn.Linear(config.hidden_size, 3)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:  # noqa: ARG002
        """As Reader's."""
        ids = input_ids + 4
        for theirs, ours in ((0, START_OF_TEXT), (2, SEPARATOR)):
            ids = torch.where(input_ids == ours, theirs, ids)
        ids = torch.where(attention_mask > 0, ids, 1)
        logits: Tensor = self.head(self.encoder(ids, attention_mask=attention_mask).last_hidden_state)
        return logits


def published(folder: Path, expected: str) -> dict[str, Tensor]:
    """The weights of an encoder in *folder*, which must be the ones published."""
    path = folder / "model.safetensors"
    if sha256(path.read_bytes()).hexdigest() != expected:
        message = f"{path} is not the published file (its SHA-256 begins with {expected[:12]})."
        raise SystemExit(message)
    return {k: v for k, v in load_file(str(path)).items() if "pooler" not in k and "position_ids" not in k}


def drawn(questions: Sequence[Asked], course: Course, *, unlabelled: bool) -> Iterator[list[Batch]]:
    """The epochs of *course*, each drawn anew, the later ones in other processes before they are needed."""
    seeds = range(SEED, SEED + math.ceil(course.epochs))
    with ProcessPoolExecutor() as pool:
        draw = partial(batches, questions, size=course.windows, unlabelled=unlabelled)
        yield from pool.map(draw, seeds)


def fit(model: nn.Module, questions: Sequence[Asked], course: Course, teacher: nn.Module | None = None) -> None:
    """Train *model* on *questions*, with a *teacher* also on questions that nobody has answered."""
    epochs = drawn(questions, course, unlabelled=teacher is not None)
    first = next(epochs)
    losses = (loss_of(model, batch, teacher) for batch in chain(first, chain.from_iterable(epochs)))
    learn(model, losses, math.ceil(len(first) * course.epochs), course.rate)


def learn(model: nn.Module, losses: Iterator[Tensor], steps: int, rate: float, head_rate: float = HEAD_RATE) -> None:
    """Take *steps* down the *losses* of *model*, each made when its step has come."""
    heads = [value for name, value in model.named_parameters() if name.startswith("head.")]
    others = [value for name, value in model.named_parameters() if not name.startswith("head.")]
    groups = [{"params": others, "lr": rate}, {"params": heads, "lr": head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=heads[0].is_cuda)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps)
    )
    model.train()
    began, lately = time.monotonic(), deque[Tensor](maxlen=200)
    for step, loss in enumerate(islice(losses, steps), 1):
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        lately.append(loss.detach())
        if step % 100 == 0:
            mean = torch.stack(list(lately)).mean()
            print(f"{step}/{steps} loss {mean:.3f} {time.monotonic() - began:.0f} s", flush=True)
    model.eval()


def loss_of(model: nn.Module, batch: Batch, teacher: nn.Module | None) -> Tensor:
    """Cross-entropy over starts, ends and sentences, “no answer” being one choice of each.

    To what is known to be right, and to what the *teacher* says.
    """
    device = next(model.parameters()).device
    given = {one.name: torch.from_numpy(getattr(batch, one.name)).to(device) for one in fields(batch)}
    inputs = (given["ids"].long(), given["mask"].long(), given["kinds"].long())
    sentence, most = given["sentence"].long(), given["wanted"].shape[1]
    with torch.autocast(device.type, dtype=torch.bfloat16):
        logits = model(*inputs).float()
        with torch.no_grad():
            taught = teacher(*inputs).float() if teacher else None
    said = choices(logits, sentence, most)
    told = None if taught is None else choices(taught, sentence, most)
    starts, ends = (
        nn.functional.cross_entropy(side, given[name].long(), ignore_index=NOT_SEEN, reduction="none")
        for side, name in ((said[0], "starts"), (said[1], "ends"))
    )
    right = said[2].masked_fill(~given["wanted"], -1e4).logsumexp(-1)
    hard = (((starts + ends) / 2 - right) * given["known"].float()).mean()
    if told is None:
        return hard
    starts, ends, sentences = ((his.exp() * (his - mine)).sum(-1) for his, mine in zip(told, said, strict=True))
    return (1 - SOFT) * hard + SOFT * ((starts + ends) / 2 + sentences).mean()


def choices(logits: Tensor, sentence: Tensor, most: int) -> tuple[Tensor, Tensor, Tensor]:
    """Log probabilities of each token to start and to end the answer, and of each of *most* sentences to hold it."""
    apart = sentence < 0
    starts, ends = (logits[..., side].masked_fill(apart, -1e4).log_softmax(-1) for side in (0, 1))
    share = (sentence[:, None, :] == torch.arange(most, device=logits.device)[:, None]).float()
    counts = share.sum(-1)
    scores = (share @ logits[..., 2:]).squeeze(-1) / counts.clamp(min=1)
    return starts, ends, scores.masked_fill(counts == 0, -1e4).log_softmax(-1)


def export(model: Reader, out: Path) -> None:
    """Write *model* as ONNX with 8-bit weights, and beside it the weights to go on from."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval().cpu()
    save_file(model.state_dict(), str(out.with_suffix(".safetensors")))
    whole = out.with_suffix(".float.onnx")
    example = torch.ones(1, 16, dtype=torch.long)
    names = ["input_ids", "token_type_ids"]
    torch.onnx.export(
        model,
        (example, None, example),  # a window is read alone: no mask, which is a fifteenth of the time
        str(whole),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {1: "tokens"} for name in [*names, "logits"]},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    print(f"{out}: {out.stat().st_size:,} bytes, sha256 {sha256(out.read_bytes()).hexdigest()}")


def main() -> None:
    """Train teacher and network, and export the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("minilm", "mpnet", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--start", type=Path, metavar="DRAFT", help="go on from the weights beside an earlier OUT")
    given = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(SEED)
    asked = [*all_questions(given.data), *list(reports()) * REPORTS]
    seen = [one for one in asked if not held_back(one.text.name)]
    print(f"{len(seen)} questions", flush=True)
    teacher, reader = Teacher(given.mpnet).to(device), Reader(given.minilm)
    if given.start:
        reader.load_state_dict(load_file(str(given.start)))
    fit(teacher, seen, TEACHER)
    fit(reader.to(device), seen, READER, teacher)
    export(reader, given.out)


if __name__ == "__main__":
    main()
