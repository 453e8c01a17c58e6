"""Ask moderators, endpoints that judge the inputs and outputs of a model."""
