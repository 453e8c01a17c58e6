"""Parts of the route to a model: guardrails, and mistakes in options."""
