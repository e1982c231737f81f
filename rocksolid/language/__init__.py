"""The blueprint language: reading, layering and structuring what an author wrote."""
