"""estompe: a leaked health file goes in, datasets in which nobody can be found again come out.

The folders are the stages, in the order that the data takes them; `pipeline.flow` reads like the picture.
"""

__version__ = "0.1.0"
