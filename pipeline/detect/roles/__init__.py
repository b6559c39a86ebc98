"""Roles: which of several columns of one shape is which, told from how they go together in the sampled rows.

Every module has a function ``hints(table)``; the registry finds it.
"""
