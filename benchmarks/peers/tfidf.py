"""Word TF-IDF of the whole document with logistic regression (scikit-learn)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from benchmarks.peers import Classifier, Passage, TwoClassifiers, folds_of

FOLDS = 4
STRENGTHS = (1.0, 10.0, 100.0)
"""Inverse strengths of the L2 penalty to choose from."""


class TfIdf(TwoClassifiers):
    """Words and pairs of words, with the penalty that does best on folds of what it learns from."""

    name = "TF-IDF, logistic regression"
    needs = ()

    def fit(self, texts: Sequence[str], labels: Sequence[str], passages: Sequence[Passage], folder: Path) -> None:
        """Search the penalty, then fit on everything."""
        pipeline = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            LogisticRegression(max_iter=2000, class_weight="balanced"),
        )
        search = GridSearchCV(
            pipeline,
            {"logisticregression__C": STRENGTHS},
            scoring="f1_macro",
            cv=list(folds_of(passages, FOLDS)),
        )
        search.fit(list(texts), np.asarray(labels))
        joblib.dump(search.best_estimator_, folder / "model.joblib")

    def classifier(self, folder: Path) -> Classifier:
        """The pipeline, which only this benchmark wrote."""
        pipeline = joblib.load(folder / "model.joblib")
        return lambda texts: [str(label) for label in pipeline.predict(list(texts))]
