"""The shapes of the API's answers, for its OpenAPI description."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class ErrorModel(BaseModel):
    """Why a request could not be answered."""

    detail: str


class PartyModel(BaseModel):
    """A party to a deal."""

    name: str = Field(examples=["BASF"])
    side: str = Field(description="cn, de or other.", examples=["de"])
    organisation: str | None = Field(description="Its id, if it is a known one.", examples=["basf"])


class AmountModel(BaseModel):
    """A sum in the main unit of its currency."""

    value: float = Field(examples=[10000000000])
    currency: str = Field(description="ISO 4217.", examples=["EUR"])
    qualifier: str | None = Field(None, description="up to, at least, about, doubtful …")


class DealSourceModel(BaseModel):
    """A report on a deal."""

    source: str
    name: str
    url: str
    title: str
    language: str
    published: str | None
    copy_: bool = Field(alias="copy", description="Whether it repeats another article.")


class StepModel(BaseModel):
    """A status that a deal has reached, with the sentence that says so."""

    status: str
    date: str | None
    evidence: str
    url: str
    first_seen: str


class ConflictValueModel(BaseModel):
    """One of the values that sources disagree on."""

    value: str
    sources: list[str]


class ConflictModel(BaseModel):
    """What sources disagree on."""

    fact: str
    values: list[ConflictValueModel]


class DealModel(BaseModel):
    """A deal's file."""

    id: int
    kind: str = Field(examples=["investment"])
    status: str = Field(examples=["announced"])
    parties: list[PartyModel]
    amount: AmountModel | None
    place: str | None = Field(examples=["Zhanjiang"])
    date: str | None = Field(examples=["2022-09-06"])
    headline: str
    first_seen: str
    story: int
    sources: list[DealSourceModel]
    steps: list[StepModel]
    conflicts: list[ConflictModel]


class DealPageModel(BaseModel):
    """A page of deals."""

    deals: list[DealModel]
    next: str | None = Field(description="The cursor of the next page; null at the end.")
    total: int = Field(description="How many there are in all.")


class StoryArticleModel(BaseModel):
    """An article of a story."""

    id: int
    source: str
    url: str
    title: str
    language: str
    published: str | None
    first_seen: str
    alert: bool
    copy_of: int | None


class StoryModel(BaseModel):
    """All that is told of one real-world event."""

    id: int
    title: str
    first_seen: str
    last_seen: str
    deals: list[DealModel]
    articles: list[StoryArticleModel]


class StoryLineModel(BaseModel):
    """A story of a list."""

    id: int
    title: str
    first_seen: str
    last_seen: str
    articles: int
    deals: int


class StoryPageModel(BaseModel):
    """A page of stories."""

    stories: list[StoryLineModel]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class ArticleLineModel(StoryArticleModel):
    """An article of a list."""

    story: int | None


class ArticlePageModel(BaseModel):
    """A page of articles."""

    articles: list[ArticleLineModel]
    next: int | None = Field(description="'before' of the next page; null at the end.")


class ArticleModel(ArticleLineModel):
    """An article as it was read."""

    author: str
    summary: str
    text: str
    state: str = Field(description="pending, read or failed.")


class WindowModel(BaseModel):
    """From when to when a digest tells."""

    from_: str = Field(alias="from")
    to: str


class DigestModel(BaseModel):
    """A digest as it was composed."""

    id: str
    subscription: str
    kind: str = Field(description="scheduled, instant, manual, or notice (on sources).")
    window: WindowModel
    created: str


class DigestContentModel(DigestModel):
    """A digest with the body that webhooks got; its schema is ``/api/v1/schemas/digest.v1.json``."""

    content: dict[str, Any]


class OrganisationModel(BaseModel):
    """A known organisation."""

    id: str
    name: str
    side: str
    deals: int


class SourceModel(BaseModel):
    """A source with its health."""

    id: str
    name: str
    languages: list[str]
    state: str
    since: str
    error: str
    last_success: str | None
    last_new: str | None
    next_poll: str | None
    articles: int


class HitModel(BaseModel):
    """An article found."""

    id: int
    source: str
    url: str
    title: str
    language: str
    published: str | None
    alert: bool
    excerpt: str


class DeliveryModel(BaseModel):
    """A message of the outbox."""

    id: str
    digest: str
    subscription: str
    channel: str
    recipient: str
    state: str
    attempts: int
    created: str
    sent: str | None
    error: str
