"""Adjudication: a third person settles where two annotators differ."""
