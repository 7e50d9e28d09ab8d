"""PostgreSQL that comes with the software: made, started, watched and stopped by us.

    with running(data_folder) as cluster:
        os.environ["DATABASE_URL"] = cluster.url("app")

See docs/decisions/0003-embedded-postgresql.md.
"""

from .cluster import Cluster, attach, running
from .trouble import DatabaseTrouble

__all__ = ["Cluster", "DatabaseTrouble", "attach", "running"]
