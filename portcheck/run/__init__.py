"""Orchestration: plan, limits, runner, store, scoring."""
