"""What the newsroom says when it is asked for something it does not have."""

from __future__ import annotations


class NewsroomError(ValueError):
    """A wrong text file, an unknown item or site, or a request that cannot be met; the message says which."""
