"""The page of annotators: its API over a session."""

from __future__ import annotations

from starlette.types import ASGIApp

from twin_nlp.annotate import Session
from twin_nlp.web.app import Access, asked, page_app, told


def annotate_app(session: Session, access: Access) -> ASGIApp:
    """The application that shows a session and takes its answers."""
    routes = [
        asked("/api/session", lambda _: session.describe()),
        asked("/api/document", lambda query: session.document(query.get("id", ""))),
        told("/api/answers", session.answer),
        told("/api/undo", session.undo),
    ]
    return page_app("annotate.html", routes, access)
