"""Row-level security: PostgreSQL itself shows a row only to whoever may see it.

`applying` lays the functions and policies after each migration; `saying` tells the database who
acts, signed, in each transaction. See docs/decisions/0024-row-level-security.md.
"""
