from __future__ import annotations

import spacy

import twin_nlp
from twin_nlp.records import ExchangeEvent

TEXT = "Mito sent 20 pupils to its sister city of Anaheim on 3 May 2019, where host families took them in."


def test_component_sets_the_extension() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("twin_exchanges")
    doc = nlp(TEXT)
    assert all(isinstance(e, ExchangeEvent) for e in doc._.exchanges)
    assert doc._.exchanges == twin_nlp.classify(TEXT)
    assert doc._.exchanges[0].type == "youth"


def test_component_reads_the_publication_date() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("twin_exchanges")
    text = TEXT.replace(" 2019", "")
    doc = nlp.make_doc(text)
    doc._.published = "2017-06-01"
    doc = nlp(doc)
    assert doc._.exchanges[0].date.edtf == "2017-05-03"
