"""What can go wrong with the database, said so that the person who runs the place can act."""


class DatabaseTrouble(Exception):
    """The database can not be used. The message says in plain words why, and what to do."""
