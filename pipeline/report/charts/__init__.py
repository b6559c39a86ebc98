"""The drawings of the report, one kind a file: geometry here, marks in ``templates/charts``."""
