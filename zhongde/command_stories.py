"""``zhongde story``: what belongs to one story, and a wrong grouping mended by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhongde.output import local_time, print_json, say
from zhongde.running import ConfigOption, JsonOption, open_database, settings_of

if TYPE_CHECKING:
    from storage.values import StoryFile

app = typer.Typer(no_args_is_help=True, help="Show stories; join or part what was grouped wrongly.")


@app.command()
def show(
    story_id: Annotated[int, typer.Argument(metavar="ID")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show a story: its deals and all its articles, with copies."""
    from storage.story_files import story_file

    database = open_database(settings_of(config))
    with database.read() as session:
        story = story_file(session, story_id)
    if as_json:
        print_json(_as_json(story))
        return
    say(f"Story {story.id}: {story.title}{'  (joined by hand)' if story.by_hand else ''}")
    say(f"first seen {local_time(story.first_seen)}, last {local_time(story.last_seen)}")
    if story.apart_from:
        say(f"kept apart from: {', '.join(str(other) for other in story.apart_from)}")
    say("\nDeals")
    for deal in story.deals:
        say(f"  {deal.id}  {deal.kind}, {deal.status}, {len(deal.reports)} reports: {deal.headline}")
    say("\nArticles")
    for article in story.articles:
        copy = f", a copy of {article.copy_of}" if article.copy_of else ""
        when = local_time(article.published or article.first_seen)
        say(f"  {article.id}  {article.source_name} ({article.language}), {when}{copy}: {article.title}")
        say(f"      {article.url}")


@app.command()
def merge(
    story_id: Annotated[int, typer.Argument(metavar="ID")],
    other_id: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigOption = None,
) -> None:
    """Make two stories one, for good. Deals that are the same become one file; what was told once stays told.

    Example: [bold]zhongde story merge 17 23[/bold]
    """
    from storage.story_merging import merge_stories

    if story_id == other_id:
        raise typer.BadParameter("name two different stories", param_hint="ID")
    database = open_database(settings_of(config))
    with database.write() as session:
        kept = merge_stories(session, story_id, other_id, by_hand=True)
    say(f"Stories {story_id} and {other_id} are story {kept} now.")


@app.command()
def split(
    story_id: Annotated[int, typer.Argument(metavar="STORY_ID")],
    article_ids: Annotated[list[int], typer.Argument(metavar="ARTICLE_ID...")],
    config: ConfigOption = None,
) -> None:
    """Move articles out of a story to one of their own, for good. Digests to come tell of their deals.

    Example: [bold]zhongde story split 17 204 209[/bold]
    """
    from datetime import UTC, datetime

    from storage.story_splitting import split_story

    database = open_database(settings_of(config))
    with database.write() as session:
        new = split_story(session, story_id, article_ids, datetime.now(UTC))
    say(f"The articles are story {new} now; it stays apart from story {story_id}.")


def _as_json(story: StoryFile) -> dict[str, Any]:
    from digests.deal_json import deal_as_json

    return {
        "id": story.id,
        "title": story.title,
        "first_seen": story.first_seen,
        "last_seen": story.last_seen,
        "by_hand": story.by_hand,
        "apart_from": list(story.apart_from),
        "deals": [deal_as_json(deal) for deal in story.deals],
        "articles": [
            {
                "id": article.id,
                "source": article.source_id,
                "name": article.source_name,
                "url": article.url,
                "title": article.title,
                "language": article.language,
                "published": article.published,
                "alert": article.alert,
                "copy_of": article.copy_of,
            }
            for article in story.articles
        ],
    }
