"""A digest as a signed POST of JSON."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta

import httpx

from config.settings import WebhookChannel
from digests.channels.redaction import quiet_loud_loggers, redact, secrets_of_address
from digests.channels.signing import signature_headers
from digests.channels.values import Answer, Letter
from digests.channels.waiting import parse_retry_after
from digests.outside_text import host_of
from guard.addresses import AddressGuard, ForbiddenAddress
from guard.client import guarded_client

TIMEOUT = timedelta(seconds=30)
"""Longest time for one try in all; Standard Webhooks recommends 15 to 30 s."""

GONE = "answered 410"
"""In the words for an endpoint that is gone for good (Standard Webhooks): nothing more is sent to it."""

_SLOW_DOWN = frozenset({429, 502, 503, 504})


class WebhookSender:
    """Posts letters to one address, guarded; redirects are not followed and answers are not read."""

    def __init__(
        self,
        channel: WebhookChannel,
        guard: AddressGuard,
        *,
        user_agent: str,
        timeout: timedelta = TIMEOUT,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        quiet_loud_loggers()
        self._url = channel.url.get_secret_value()
        self._host = host_of(self._url)
        self._secret = channel.secret.get_secret_value() if channel.secret else None
        self._timeout = timeout.total_seconds()
        self._client = guarded_client(
            guard, verify=verify, timeout=self._timeout, headers={"user-agent": user_agent}
        )

    async def send(self, letter: Letter) -> Answer:
        """Post one letter. 2xx is arrival, 410 ends it for good, all else is tried again."""
        try:
            headers = signature_headers(self._secret, letter.id, letter.tried_at, letter.content)
        except ValueError as error:
            return Answer(
                "retry", f"cannot be signed: {error}; correct 'secret' of the webhook", channel_down=True
            )
        headers["content-type"] = "application/json"
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream(
                    "POST", self._url, content=letter.content.encode(), headers=headers
                ) as response,
            ):
                return self._judge(response, letter)
        except ForbiddenAddress as error:
            return Answer("retry", f"{self._host}: {error}", channel_down=True)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(
                "retry", f"{self._host} did not answer within {self._timeout:g} s", channel_down=True
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            told = redact(str(error) or type(error).__name__, self._secrets())
            return Answer("retry", f"{self._host} cannot be reached: {told}", channel_down=True)

    def _judge(self, response: httpx.Response, letter: Letter) -> Answer:
        status = response.status_code
        if 200 <= status < 300:
            return Answer("sent", f"{self._host} answered {status}")
        if status == 410:
            return Answer("failed", f"{self._host} {GONE}: it wants no more messages; remove the webhook")
        wait = parse_retry_after(response.headers.get("retry-after"), letter.tried_at)
        if 300 <= status < 400:
            told = (
                f"{self._host} answered {status}, a redirect, which is not followed; write its final address"
            )
            return Answer("retry", told, wait)
        return Answer("retry", f"{self._host} answered {status}", wait, channel_down=status in _SLOW_DOWN)

    def _secrets(self) -> tuple[str, ...]:
        return (*secrets_of_address(self._url), *([self._secret] if self._secret else []))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
