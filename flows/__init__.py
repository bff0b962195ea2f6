"""The Prefect flows: thin, over gapmap.pipeline.STEPS."""
