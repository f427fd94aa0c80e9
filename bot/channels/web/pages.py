"""The pages and files of the website chat."""

from __future__ import annotations

from typing import Optional

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.files import File, page, preferred_language, widget_files
from bot.channels.web.headers import file_headers, page_headers
from bot.channels.web.origins import Addresses
from bot.channels.web.picture_routes import served_picture

CHAT_PAGE = "/chat"
LOADER = "loader.js"


def add_pages(routes: Blueprint, addresses: Addresses) -> None:
    """Add the demo page, the chat window, the widget's files and the pictures."""
    embedding = sorted(addresses.embedding)

    def send_page(request: Request, name: str, framed: bool) -> HTTPResponse:
        language = preferred_language(request.args.get("language"), request.headers.get("accept-language", ""))
        headers = page_headers(addresses.public, embedding, framed)
        return response.raw(
            page(name, language, addresses.public), headers=headers, content_type="text/html; charset=utf-8"
        )

    @routes.get(CHAT_PAGE)
    async def demo(request: Request) -> HTTPResponse:
        return send_page(request, "demo.html", framed=False)

    @routes.get(f"{CHAT_PAGE}/window")
    async def window(request: Request) -> HTTPResponse:
        return send_page(request, "window.html", framed=True)

    @routes.get("/widget/<name:path>")
    async def widget_file(request: Request, name: str) -> HTTPResponse:
        return _send_file(request, widget_files().get(name), for_others=name == LOADER)

    @routes.get("/pictures/<name:str>")
    async def picture(request: Request, name: str) -> HTTPResponse:
        return _send_file(request, served_picture(name), for_others=False)


def _send_file(request: Request, file: Optional[File], for_others: bool) -> HTTPResponse:
    if file is None:
        return response.text("Not found", status=404)
    headers = file_headers(file.tag, for_others)
    if request.headers.get("if-none-match") == file.tag:
        return response.raw(b"", status=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return response.raw(file.packed, headers=headers, content_type=file.type)
    return response.raw(file.content, headers=headers, content_type=file.type)
