"""Plant wrong labels in the train split, fit the models on them, and count how early the queue of errors offers them.

    .venv/bin/python scripts/plant_label_errors.py [--seed 7]

Four in a hundred documents get another type of their main event, four the other government flag, and two lose their
events. Takes as long as training.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from twin_nlp.annotate.queue import likely_errors
from twin_nlp.formats.corpus import AnnotatedDocument, read_corpus, read_plain
from twin_nlp.formats.gazetteer_file import read_gazetteer
from twin_nlp.labels import EVENT_TYPES
from twin_nlp.parse import Parser
from twin_nlp.parse.gazetteer import Gazetteer
from twin_nlp.train import SEED, fit_models
from twin_nlp.train.gold import from_document, from_passage

ROOT = Path(__file__).resolve().parent.parent
_OTHER_TYPE, _OTHER_FLAG, _NO_EVENT = 0.04, 0.08, 0.10
_FIRST = (50, 100, 200)


def planted(documents: Sequence[AnnotatedDocument], seed: int) -> tuple[list[AnnotatedDocument], dict[str, str]]:
    """The documents, some with a wrong label, and what is wrong by id."""
    chance = random.Random(seed)
    wrong: dict[str, str] = {}
    found = []
    for document in documents:
        number = chance.random()
        if document.events and number < _NO_EVENT:
            main, *others = document.events
            if number < _OTHER_TYPE:
                wrong[document.document.id] = "type"
                main = replace(main, type=chance.choice([t for t in EVENT_TYPES if t != main.type]))
            elif number < _OTHER_FLAG:
                wrong[document.document.id] = "government flag"
                main = replace(main, government_involved=not main.government_involved)
            else:
                wrong[document.document.id] = "no event"
            document = replace(document, events=() if number >= _OTHER_FLAG else (main, *others))
        found.append(document)
    return found, wrong


def main() -> int:
    """Run the trial as the module's documentation tells."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    corpus, annotations = ROOT / "corpus", ROOT / "annotations"
    train = [d for d in read_corpus(corpus, annotations) if d.split == "train"]
    documents, wrong = planted(train, parser.parse_args().seed)
    reading = Parser(Gazetteer.from_tables(read_gazetteer()))
    examples = [from_document(reading, d) for d in documents]
    examples += [from_passage(reading, p) for p in read_plain(corpus, annotations)]
    held_out = fit_models(examples, SEED, lambda line: print(line, file=sys.stderr)).held_out
    order = [queued.id for queued, _ in likely_errors(documents, held_out, len(documents))]
    print(f"{len(wrong)} of {len(documents)} documents have a wrong label")
    for first in _FIRST:
        print(f"{sum(doc_id in wrong for doc_id in order[:first])} of them are among the first {first}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
