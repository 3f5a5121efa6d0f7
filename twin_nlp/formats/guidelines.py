"""The guidelines of annotation by section: the rules, without the worked examples that follow them."""

from __future__ import annotations

import re
from pathlib import Path

_HEADING = re.compile(r"^#{2,3} (?:\d+\. )?(.+)$")
_EXAMPLE = "> "


def read_guidelines(path: Path) -> dict[str, str]:
    """The rules by heading in lower case, without its number; empty where there is no such file."""
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
    return {heading: "\n".join(text).strip() for heading, text in rules.items()}
