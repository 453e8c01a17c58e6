"""Run tool loops: call a model until it makes no more tool calls, answering each from a record."""
