"""What is written in another tool's format is read back as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

import pytest
from annotations import batches
from hypothesis import HealthCheck, given, settings

from twin_nlp.errors import RowError
from twin_nlp.formats import annotated, annotated_csv, docbin, doccano, label_studio, prodigy
from twin_nlp.formats.annotated import Annotation, Notices

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def back(module: ModuleType, found: Sequence[Annotation]) -> list[Annotation | RowError]:
    data = module.write(found, Notices())
    return list(module.read(data, "file", Notices())) if data else []


@pytest.mark.parametrize("module", [prodigy, label_studio, doccano, docbin], ids=lambda m: m.NAME)
@QUICK
@given(found=batches())
def test_nothing_is_lost_on_the_way_there_and_back(module: ModuleType, found: list[Annotation]) -> None:
    assert back(module, found) == found
