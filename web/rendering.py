"""Templates and what every page needs of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config import Settings
from digests.rates import ReferenceRates
from storage import Database
from storage.deal_shelf import DealShelf
from storage.values import DealQuery
from web.deal_view import DealView
from web.gate import Gate
from web.remembered import ArticleAnswers, DealAnswers, DealViews, RateAnswers
from web.selection import Selection
from web.viewer import LANGUAGE_COOKIE, LANGUAGE_NAMES, LANGUAGES, Viewer, viewer_of

SECTIONS = ("deals", "map", "organisations", "trends", "search", "sources", "deliveries", "status")


@cache
def templates() -> Environment:
    """The templates, each compiled once in a process."""
    return Environment(
        loader=PackageLoader("web", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """What the routes share: where things are kept, who may look, and the templates."""

    database: Database
    settings: Settings
    gate: Gate
    templates: Environment = field(default_factory=templates)
    answers: DealAnswers = field(default_factory=DealAnswers)
    articles: ArticleAnswers = field(default_factory=ArticleAnswers)
    shelf: DealShelf = field(default_factory=DealShelf)
    views: DealViews = field(default_factory=DealViews)
    kept_rates: RateAnswers = field(default_factory=RateAnswers)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the times shown."""
        return ZoneInfo(self.settings.web.timezone)

    def now(self) -> datetime:
        """This moment in UTC."""
        return datetime.now(UTC)

    def rates(self, session: Session) -> ReferenceRates:
        """The rates to convert sums by."""
        return self.kept_rates.at(session, self.now())

    def query(self, session: Session, selected: Selection) -> DealQuery:
        """A selection as storage takes it."""
        return selected.query(self.answers.places_like(session, selected.place) if selected.place else None)

    def require_change(self, request: Request, token: str) -> None:
        """Refuse a write that is not allowed at all, or not posted from a page of ours.

        Raises:
            HTTPException: With status 403.
        """
        if not self.settings.web.changes or not self.gate.accepts_form(request, token):
            raise HTTPException(HTTPStatus.FORBIDDEN)

    def viewer(self, request: Request) -> Viewer:
        """Who looks."""
        return viewer_of(request, self.zone)

    def render(
        self, request: Request, template: str, context: Mapping[str, Any], status: int = HTTPStatus.OK
    ) -> HTMLResponse:
        """A page in the reader's language; ``lang`` in the address is remembered."""
        viewer = self.viewer(request)
        root = self.settings.web.root_path

        def in_language(language: str) -> str:
            return str(request.url.include_query_params(lang=language).query)

        def count(key: str, number: int) -> str:
            return viewer.wording.count(key, number, viewer.formats.number(number))

        def piece(name: str, view: DealView) -> Markup:
            """What a macro writes of a deal."""
            macro = getattr(self.templates.get_template("_deal.html").module, name)
            return self.views.piece(
                name, view, viewer.language, lambda: macro(view, root, viewer, viewer.wording.text, count)
            )

        html = self.templates.get_template(template).render(
            viewer=viewer,
            say=viewer.wording.text,
            count=count,
            piece=piece,
            in_deals=lambda number: viewer.wording.count(
                "deals.total", number, viewer.formats.number(number)
            ),
            term=viewer.term,
            number=viewer.formats.number,
            root=root,
            sections=SECTIONS,
            languages=[(code, LANGUAGE_NAMES[code], in_language(code)) for code in LANGUAGES],
            logged_in=self.gate.closed and self.gate.session_of(request) is not None,
            **context,
        )
        response = HTMLResponse(html, status_code=status)
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE,
                viewer.language,
                max_age=31_536_000,
                httponly=True,
                samesite="lax",
                path=root or "/",
            )
        return response
