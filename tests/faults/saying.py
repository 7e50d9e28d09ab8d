"""A table of words, with which tests see what came back."""

from datetime import datetime
from pathlib import Path

from smallplaces.site.postgres import Cluster
from smallplaces.site.postgres.archive import archive_of
from smallplaces.site.postgres.home import Home


def write(cluster: Cluster, word: str) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS said (word text)")
        connection.execute("INSERT INTO said VALUES (%s)", [word])


def words(cluster: Cluster) -> list[str]:
    with cluster.connect("owner") as connection:
        return [word for (word,) in connection.execute("SELECT word FROM said ORDER BY word")]


def now(cluster: Cluster) -> datetime:
    with cluster.connect("owner") as connection:
        row = connection.execute("SELECT clock_timestamp(), pg_sleep(0.05)").fetchone()
    assert row
    moment: datetime = row[0]
    return moment


def backups(data: Path) -> Path:
    return archive_of(Home(data.resolve())).parent
