"""Security headers of our pages: nothing from other sites runs in them or is loaded by them."""

from __future__ import annotations

from typing import Dict, Sequence
from urllib.parse import urlsplit

_EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"


def page_headers(public: str, embedding: Sequence[str], framed: bool) -> Dict[str, str]:
    """Return the headers of a page.

    Args:
        public: public origin of the bot.
        embedding: origins of the sites that may show the chat.
        framed: whether those sites show the page in a frame.
    """
    host = urlsplit(public).netloc
    ancestors = " ".join(["'self'", *embedding]) if framed else "'none'"
    policy = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        # Older Safari does not count the socket as 'self'.
        f"connect-src 'self' ws://{host} wss://{host}",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {ancestors}",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    return {
        **_EVERYWHERE,
        "Content-Security-Policy": "; ".join(policy),
        "Permissions-Policy": _PERMISSIONS,
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "cross-origin" if framed else "same-origin",
    }


def file_headers(tag: str, for_others: bool) -> Dict[str, str]:
    """Return the headers of a script, style sheet or picture; other sites may load only the loader script."""
    return {
        **_EVERYWHERE,
        "Cache-Control": "public, max-age=300",
        "ETag": tag,
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "cross-origin" if for_others else "same-origin",
        # A drawing opened on its own runs nothing either.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
