"""The guidelines of annotation by label: the rules, without the worked examples that follow them."""

from __future__ import annotations

import re
from pathlib import Path

from twin_nlp.labels import EVENT_TYPES

_RULES: dict[str, str] = {
    **{str(kind): str(kind) for kind in EVENT_TYPES},
    "government_involved": "government involved",
    "status": "status",
    "none": "what an event isn't",
    **{slot: slot for slot in ("evidence", "partners", "date", "participants", "goods", "direction", "tie")},
}
"""The heading of the guidelines that tells the rules of each label and slot."""
_HEADING = re.compile(r"^#{2,3} (?:\d+\. )?(.+)$")
_EXAMPLE = "> "


def read_guidelines(path: Path) -> dict[str, str]:
    """The rules of each label and slot by its name; empty where there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    rules: dict[str, list[str]] = {}
    section: list[str] = []
    for line in lines:
        if heading := _HEADING.match(line):
            section = rules.setdefault(heading.group(1).lower(), [])
        elif line.startswith(_EXAMPLE):
            section = []
        else:
            section.append(line)
    return {label: "\n".join(rules[heading]).strip() for label, heading in _RULES.items() if heading in rules}
