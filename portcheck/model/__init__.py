"""Values only: frozen dataclasses without input or output. Everything else passes them on."""
