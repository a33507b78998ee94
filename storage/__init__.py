"""What is remembered: SQLModel tables, migrations, and the named queries that the others call.

The only room that speaks SQL. Public face: ``Database``, ``StorageError``, ``storage.values``, and one module of
queries a subject (``storage.sources``, ``.articles``, ``.deals``, ``.digests``, ``.deliveries``, ``.search``).
"""

from storage.database import Database
from storage.errors import StorageError

__all__ = ["Database", "StorageError"]
