"""What every answer carries so that a browser keeps to its own."""

from collections.abc import Sequence

from aiohttp import web


def policy(connect: Sequence[str]) -> str:
    """The content security policy: everything from here, live connections also to ``connect``."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("connect-src 'self'", *connect)),
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def protect(app: web.Application, connect: Sequence[str]) -> None:
    """Put the security headers on whatever leaves ``app``, errors and files included."""
    headers = {
        "Content-Security-Policy": policy(connect),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }

    async def on_prepare(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)

    app.on_response_prepare.append(on_prepare)
