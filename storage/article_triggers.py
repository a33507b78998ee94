"""The triggers that keep ``article_count``: each change of an article's state or alert counts in its own transaction.

On PostgreSQL what a statement inserts or deletes is counted at once, and each row whose state or alert changes by
itself: those are few at a time. The functions look for the table where it was when they were made, whatever the search
path is.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = {
    "article_counted_in": """CREATE TRIGGER article_counted_in AFTER INSERT ON article BEGIN
        INSERT INTO article_count (name, number) VALUES (NEW.state, 1)
            ON CONFLICT (name) DO UPDATE SET number = number + 1;
    END""",
    "article_alert_counted_in": """CREATE TRIGGER article_alert_counted_in AFTER INSERT ON article
        WHEN NEW.alert BEGIN
        INSERT INTO article_count (name, number) VALUES ('alert', 1)
            ON CONFLICT (name) DO UPDATE SET number = number + 1;
    END""",
    "article_counted_out": """CREATE TRIGGER article_counted_out AFTER DELETE ON article BEGIN
        UPDATE article_count SET number = number - 1 WHERE name = OLD.state;
    END""",
    "article_alert_counted_out": """CREATE TRIGGER article_alert_counted_out AFTER DELETE ON article
        WHEN OLD.alert BEGIN
        UPDATE article_count SET number = number - 1 WHERE name = 'alert';
    END""",
    "article_counted_anew": """CREATE TRIGGER article_counted_anew AFTER UPDATE OF state ON article
        WHEN NEW.state <> OLD.state BEGIN
        UPDATE article_count SET number = number - 1 WHERE name = OLD.state;
        INSERT INTO article_count (name, number) VALUES (NEW.state, 1)
            ON CONFLICT (name) DO UPDATE SET number = number + 1;
    END""",
    "article_alert_counted_anew": """CREATE TRIGGER article_alert_counted_anew AFTER UPDATE OF alert ON article
        WHEN coalesce(NEW.alert, FALSE) <> coalesce(OLD.alert, FALSE) BEGIN
        INSERT INTO article_count (name, number)
            VALUES ('alert', coalesce(NEW.alert, FALSE) - coalesce(OLD.alert, FALSE))
            ON CONFLICT (name) DO UPDATE SET number = number + excluded.number;
    END""",
}
_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION count_articles_in() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$ BEGIN
        INSERT INTO article_count AS kept (name, number)
            SELECT state, count(*) FROM came GROUP BY state
            UNION ALL SELECT 'alert', count(*) FROM came WHERE alert HAVING count(*) > 0
            ON CONFLICT (name) DO UPDATE SET number = kept.number + excluded.number;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION count_articles_out() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$ BEGIN
        UPDATE article_count AS kept SET number = kept.number - gone.number
            FROM (
                SELECT state AS name, count(*) AS number FROM went GROUP BY state
                UNION ALL SELECT 'alert', count(*) FROM went WHERE alert
            ) AS gone WHERE gone.name = kept.name;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION count_article_anew() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$ BEGIN
        INSERT INTO article_count AS kept (name, number)
            SELECT name, sum(number) FROM (VALUES
                (OLD.state, -1), (NEW.state, 1),
                ('alert', coalesce(NEW.alert, FALSE)::integer - coalesce(OLD.alert, FALSE)::integer)
            ) AS changed (name, number) GROUP BY name HAVING sum(number) <> 0
            ON CONFLICT (name) DO UPDATE SET number = kept.number + excluded.number;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION count_no_articles() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$ BEGIN
        DELETE FROM article_count;
        RETURN NULL;
    END $$""",
)
_POSTGRESQL = {
    "article_counted_in": """CREATE TRIGGER article_counted_in AFTER INSERT ON article
        REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION count_articles_in()""",
    "article_counted_out": """CREATE TRIGGER article_counted_out AFTER DELETE ON article
        REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION count_articles_out()""",
    "article_counted_anew": """CREATE TRIGGER article_counted_anew AFTER UPDATE OF state, alert ON article FOR EACH ROW
        WHEN (NEW.state IS DISTINCT FROM OLD.state OR NEW.alert IS DISTINCT FROM OLD.alert)
        EXECUTE FUNCTION count_article_anew()""",
    "article_counted_none": """CREATE TRIGGER article_counted_none AFTER TRUNCATE ON article
        FOR EACH STATEMENT EXECUTE FUNCTION count_no_articles()""",
}


def missing_triggers(connection: Connection) -> list[str]:
    """The names of those that are not there; they go with a table that is made anew."""
    if connection.dialect.name == "sqlite":
        there = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'article'")
        ).scalars()
        return sorted(_SQLITE.keys() - set(there))
    there = connection.execute(
        text("SELECT tgname FROM pg_trigger WHERE tgrelid = 'article'::regclass AND tgenabled <> 'D'")
    ).scalars()
    return sorted(_POSTGRESQL.keys() - set(there))


def create_triggers(connection: Connection) -> None:
    """Make those that are missing; the caller commits, and counts what was there before."""
    missing = missing_triggers(connection)
    if connection.dialect.name == "sqlite":
        for name in missing:
            connection.exec_driver_sql(_SQLITE[name])
        return
    for function in _FUNCTIONS:
        connection.exec_driver_sql(function)
    for name in missing:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON article")
        connection.exec_driver_sql(_POSTGRESQL[name])
