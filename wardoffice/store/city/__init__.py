"""The whole city's requests: DuckDB over Parquet files in the office's data folder."""
