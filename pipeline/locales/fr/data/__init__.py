"""Reference tables of the French locale, derived from open data by `derive` (see ATTRIBUTION.md)."""
