"""The guard on addresses: each request is judged after resolution, and connects to just the address judged.

Public face: ``AddressGuard``, ``ForbiddenAddress``, ``judge_address``, ``guarded_client``; for Twisted
``guard.resolver``.
"""

from guard.addresses import AddressGuard, ForbiddenAddress, judge_address

__all__ = ["AddressGuard", "ForbiddenAddress", "guarded_client", "judge_address"]


def __getattr__(name: str) -> object:
    """Import the client only where it is used: httpx costs start-up time."""
    if name == "guarded_client":
        from guard.client import guarded_client

        return guarded_client
    raise AttributeError(f"module 'guard' has no attribute {name!r}")
