"""The process's router: it brings updates from the slots on the bus to the sockets of the people connected here."""

from delivery.router.router import Router

__all__ = ["Router", "router"]

_router: Router | None = None


def router() -> Router:
    """Return the process's router."""
    global _router
    if _router is None:
        _router = Router()
    return _router
