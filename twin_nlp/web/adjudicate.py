"""The page of adjudicators: its API over a session."""

from __future__ import annotations

from starlette.types import ASGIApp

from twin_nlp.adjudicate import Session
from twin_nlp.web.app import Access, asked, page_app, told


def adjudicate_app(session: Session, access: Access) -> ASGIApp:
    """The application that shows where annotators differ and takes what is settled."""
    routes = [
        asked("/api/session", lambda _: session.describe()),
        asked("/api/document", lambda query: session.document(query.get("id", ""))),
        told("/api/settlements", session.settle),
    ]
    return page_app("adjudicate.html", routes, access)
