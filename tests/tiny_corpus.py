"""A few documents of the project's corpus, laid out as a corpus that a model is trained on in seconds."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent


def write_tiny_corpus(root: Path) -> None:
    """Write the first documents of the pilot batch below ``root``, into ``corpus`` and ``annotations``."""
    kept = set()
    for part in ("corpus", "annotations"):
        for kind, files in (("documents", "pilot-[123].jsonl"), ("plain", "pilot-plain.jsonl")):
            (root / part / kind).mkdir(parents=True)
            for path in sorted((ROOT / part / kind).glob(files)):
                lines = path.read_text("utf-8").splitlines()[:10]
                kept |= {json.loads(line)["id"] for line in lines}
                (root / part / kind / path.name).write_text("\n".join(lines) + "\n", "utf-8")
    splits = (ROOT / "annotations/splits.csv").read_text("utf-8").splitlines()
    wanted = [splits[0], *(row for row in splits[1:] if row.partition(",")[0] in kept)]
    (root / "annotations/splits.csv").write_text("\n".join(wanted) + "\n", "utf-8")
