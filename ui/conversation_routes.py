"""The addresses where a conversation is downloaded as Markdown and as JSON."""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import quote, urljoin

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from qa.answer import Excerpt
from ui.conversations import Conversation
from ui.export import conversation_json, conversation_markdown, file_name
from ui.pointer import in_library, pointer_to
from ui.restored import Restored, restored
from ui.shelf import Shelf
from ui.texts import texts_in, wanted_language

NOT_KEPT = "This conversation is no longer kept."

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"

Written: TypeAlias = Callable[[Conversation, Sequence[Restored]], str]
"""Return a conversation as the text of a file."""


def add_conversation_routes(app: FastAPI, shelf: Shelf) -> None:
    """Offer each conversation as a download, its excerpts compared with the newest generation of the library.

    `lib` names the library where it is not the first one.
    """

    def download(id: str, lib: str | None, ending: str, media_type: str, written: Written) -> Response:
        try:
            room = shelf.room(lib)
            if room.conversations is None:
                raise KeyError(id)
            conversation = room.conversations.get(id)
        except KeyError:
            return PlainTextResponse(NOT_KEPT, status_code=404)
        except (ValueError, TimeoutError) as error:
            return PlainTextResponse(str(error), status_code=500)
        find = room.library.snapshot().document
        text = written(conversation, [restored(turn, find) for turn in conversation.turns])
        name = quote(file_name(conversation.name) + ending, safe="")
        headers = {
            "content-security-policy": SANDBOX,
            "content-disposition": f"attachment; filename*=UTF-8''{name}",
            "cache-control": "no-store",
        }
        return Response(text, media_type=media_type, headers=headers)

    @app.get("/conversations/{id}.md")
    def markdown(id: str, request: Request, lib: str | None = None) -> Response:
        """Return a conversation as Markdown, in the page's language, with links to this page."""

        def link(excerpt: Excerpt) -> str:
            return urljoin(str(request.base_url), in_library(pointer_to(excerpt).href, lib))

        say = texts_in(wanted_language(request.cookies, request.headers))
        return download(
            id, lib, ".md", "text/markdown", lambda kept, turns: conversation_markdown(kept, turns, link, say)
        )

    @app.get("/conversations/{id}.json")
    def as_json(id: str, lib: str | None = None) -> Response:
        """Return a conversation as JSON."""
        return download(id, lib, ".json", "application/json", conversation_json)
