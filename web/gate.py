"""Who may look: nobody from outside without a token or a login, and no page of another site on somebody's behalf."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request

from config.web import WebSettings

SESSION_COOKIE = "zhongde_session"
SESSION_SECONDS = 12 * 3600
TRIES = 5
TRIES_SECONDS = 300
REQUESTS_A_SECOND = 40.0
REQUESTS_AT_ONCE = 400.0
_OPEN_PATHS = frozenset({"/healthz", "/login", "/static/style.css"})
# What follows is a token that nobody can guess, which lets its owner do one thing only.
_OPEN_BELOW = ("/unsubscribe/", "/push/")
# Checked where nobody of that name exists, so that names cannot be told by the time an answer takes.
_NOBODY = PasswordHasher().hash(secrets.token_urlsafe(16))


@dataclass(slots=True)
class Gate:
    """Decides on requests.

    Args:
        settings: Token and users.
        closed: Whether credentials are demanded; if not, everybody who reaches the server may look.
        clock: Seconds that never go back.
    """

    settings: WebSettings
    closed: bool
    clock: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _tries: dict[str, deque[float]] = field(default_factory=dict)
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def lets_in(self, request: Request, path: str) -> bool:
        """Whether a request for a path of ours may be answered: a public one, a valid token, or a session."""
        if not self.closed or path in _OPEN_PATHS or path.startswith(_OPEN_BELOW):
            return True
        return self._has_token(request) or self.session_of(request) is not None

    def _has_token(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._is_token(given.strip())

    def _is_token(self, given: str) -> bool:
        token = self.settings.token
        return token is not None and hmac.compare_digest(token.get_secret_value().encode(), given.encode())

    def session_of(self, request: Request) -> str | None:
        """The name in the request's session cookie, None without a valid one."""
        try:
            name = self._serializer("session").loads(
                request.cookies.get(SESSION_COOKIE, ""), max_age=SESSION_SECONDS
            )
        except BadSignature:
            return None
        return str(name)

    def new_session(self, name: str) -> str:
        """A session cookie's value."""
        return str(self._serializer("session").dumps(name))

    def knows(self, name: str, password: str) -> bool:
        """Whether this is a user's name and password; the token counts as password without a name."""
        if not name:
            return self._is_token(password)
        user = next((user for user in self.settings.users if user.name == name), None)
        try:
            return (
                PasswordHasher().verify(
                    _NOBODY if user is None else user.password.get_secret_value(), password
                )
                and user is not None
            )
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    def may_try(self, client: str) -> bool:
        """Count a try to log in; False if this client has had its tries for now."""
        now = self.clock()
        if len(self._tries) > 10_000:
            self._tries = {
                who: tries for who, tries in self._tries.items() if tries[-1] > now - TRIES_SECONDS
            }
        tries = self._tries.setdefault(client, deque(maxlen=TRIES))
        if len(tries) == TRIES and tries[0] > now - TRIES_SECONDS:
            return False
        tries.append(now)
        return True

    def may_ask(self, client: str) -> bool:
        """Count a request; False if this client asks too often (a token bucket). On loopback nobody does."""
        if not self.closed:
            return True
        now = self.clock()
        if len(self._left) > 10_000:
            self._left = {who: (left, at) for who, (left, at) in self._left.items() if at > now - 60}
        left, at = self._left.get(client, (REQUESTS_AT_ONCE, now))
        left = min(REQUESTS_AT_ONCE, left + (now - at) * REQUESTS_A_SECOND)
        self._left[client] = (max(left - 1, 0.0), now)
        return left >= 1

    def form_token(self, request: Request) -> str:
        """What a form of this reader must send back: other sites cannot know it."""
        return hmac.new(self._key, f"form {self._reader(request)}".encode(), hashlib.sha256).hexdigest()

    def accepts_form(self, request: Request, token: str) -> bool:
        """Whether a posted form comes from a page of ours: its token, and what the browser says of its origin."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        origin = request.headers.get("origin", "")
        ours = not origin or origin.partition("://")[2] == request.headers.get("host", "")
        return (
            ours
            and site in {"same-origin", "none"}
            and hmac.compare_digest(self.form_token(request).encode(), token.encode())
        )

    def _reader(self, request: Request) -> str:
        return self.session_of(request) or "anybody"

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=f"zhongde {purpose}")
