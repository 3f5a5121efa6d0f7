# Everything a newcomer needs: `make demo` shows the main job, `make test` runs the checks.
PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements.lock
QUALITY := benchmarks/quality
# Not in the hashed lock: which build of it fits, with or without CUDA, depends on the machine. The package with the
# encoder's weights asks for sentence-transformers, and that for torch; only its files are used, so it goes without.
TORCH := torch==2.13.0
EXTRAS := --extra dask --extra annotate --extra report --extra dev

.DEFAULT_GOAL := help
.PHONY: help setup demo test check check-corpus train evaluate evaluate-test fit-links evaluate-links evaluate-links-test learning-curve bench bench-quality bench-correction bench-links pictures gazetteer lock

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: .venv/.complete  ## make .venv with the package, its commands and all that the tests need

.venv/.complete: $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "twin-nlp needs Python 3.11 or later; name one with make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## tag the bundled sample archive
	@$(BIN)/twin-nlp label twin_nlp/data/sample.jsonl

test: setup check  ## lint, types and the whole test suite
	$(BIN)/python -m pytest

check: setup  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check-corpus: setup  ## copies, leaks between splits, give-away shapes and gaps of the corpus
	$(BIN)/python scripts/check_corpus.py

train: setup  ## train models/ from corpus/ and annotations/
	$(BIN)/twin-nlp train --corpus corpus --annotations annotations --out models
	$(BIN)/python scripts/update_docs.py

evaluate: setup  ## score models/ on the dev split
	$(BIN)/twin-nlp evaluate

evaluate-test: setup  ## look at the test split; the look is recorded and told in the model card
	mkdir -p docs/model/test
	$(BIN)/twin-nlp evaluate --split test --json docs/model/test/$$(date -u +%Y-%m-%dT%H%MZ).json
	$(BIN)/python scripts/update_docs.py

fit-links: setup  ## fit the weights of linking on the dev scenes of the linked reports
	$(BIN)/python scripts/fit_links.py
	$(BIN)/python scripts/update_docs.py

evaluate-links: setup  ## score linking on the dev scenes
	$(BIN)/python scripts/evaluate_links.py

evaluate-links-test: setup  ## look at the test scenes; the look is recorded and told in docs/link.md
	$(BIN)/python scripts/evaluate_links.py --split test --json docs/model/links/test-$$(date -u +%Y-%m-%dT%H%MZ).json
	$(BIN)/python scripts/update_docs.py

learning-curve: setup  ## dev scores by the share of train; goes on where a stopped run was
	$(BIN)/python scripts/learning_curve.py

bench: setup  ## speed and memory; BACKGROUND=file.csv names background news, PEER="en_core_web_sm ..." others to compare
	$(BIN)/python -m benchmarks.speed $(BACKGROUND) $(PEER)

bench-quality: setup  ## twin-nlp beside other classifiers, in a .venv-quality of its own; goes on where a stopped run was
	$(PYTHON) -m venv .venv-quality
	.venv-quality/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(QUALITY).lock
	.venv-quality/bin/python -m pip install -q --disable-pip-version-check $(TORCH)
	.venv-quality/bin/python -m $(subst /,.,$(QUALITY))
	$(BIN)/python scripts/update_docs.py

bench-correction: setup  ## how often intervals of the report hold the truth, raw and corrected
	$(BIN)/python -m benchmarks.correction
	$(BIN)/python -m benchmarks.correction --pairs 60 --checked 20

bench-links: setup  ## time and memory of link and report, up to 100,000 events
	$(BIN)/python -m benchmarks.linking

pictures: setup  ## take the pictures of the pages in docs/; needs Chromium
	$(BIN)/python -m pytest tests/test_annotate_page.py tests/test_adjudicate_page.py tests/test_annotators_loop.py --pictures docs/pictures

gazetteer: setup  ## rebuild the gazetteer; TWINS=twin_cities.csv names the register of pairs
	$(PYTHON) -m venv .venv-gazetteer
	.venv-gazetteer/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r scripts/gazetteer.lock
	.venv-gazetteer/bin/python scripts/build_gazetteer.py $(TWINS)

lock: pyproject.toml  ## pin the dependencies again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 $(EXTRAS) \
	  --generate-hashes --no-emit-index-url --no-emit-find-links -q -o $(LOCK)
	echo sentence-transformers | uv pip compile pyproject.toml $(QUALITY).in --excludes /dev/stdin --constraints $(LOCK) \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links -q -o $(QUALITY).lock
