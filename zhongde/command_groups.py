"""Which command is where. The modules import what a command needs when it runs, so that start-up stays quick."""

from __future__ import annotations

import typer

from zhongde import (
    command_crawl,
    command_daemon,
    command_database,
    command_deals,
    command_deliveries,
    command_demo,
    command_digests,
    command_health,
    command_sources,
    command_stories,
    command_subscriptions,
    command_texts,
    command_web,
)


def add_commands(app: typer.Typer) -> None:
    """Add every command to the program, in the order in which ``--help`` shows them."""
    app.command("demo", rich_help_panel="Start here")(command_demo.demo)
    app.command("doctor", rich_help_panel="Start here")(command_health.doctor)
    app.command("run", rich_help_panel="Watch")(command_daemon.run)
    app.command("worker", rich_help_panel="Watch")(command_daemon.worker)
    app.command("crawl", rich_help_panel="Watch")(command_crawl.crawl)
    app.command("serve", rich_help_panel="Watch")(command_web.serve)
    app.command("status", rich_help_panel="Watch")(command_health.status)
    app.command("deals", rich_help_panel="Look up")(command_deals.deals)
    app.command("deal", rich_help_panel="Look up")(command_deals.deal)
    app.command("search", rich_help_panel="Look up")(command_deals.search)
    app.add_typer(command_stories.app, name="story", rich_help_panel="Look up")
    app.add_typer(command_sources.app, name="sources", rich_help_panel="Set up")
    app.add_typer(command_subscriptions.app, name="subscriptions", rich_help_panel="Set up")
    app.add_typer(command_digests.app, name="digest", rich_help_panel="Tell")
    app.add_typer(command_deliveries.app, name="deliveries", rich_help_panel="Tell")
    app.command("analyse", rich_help_panel="Read by hand")(command_texts.analyse)
    app.command("evaluate", rich_help_panel="Read by hand")(command_texts.evaluate)
    app.command("fetch", rich_help_panel="Read by hand")(command_texts.fetch)
    app.command("parse-feed", rich_help_panel="Read by hand")(command_texts.parse_feed)
    app.command("extract", rich_help_panel="Read by hand")(command_texts.extract)
    app.add_typer(command_database.app, name="db", rich_help_panel="Keep")
