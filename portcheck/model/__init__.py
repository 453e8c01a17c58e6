"""Values only: frozen records without input or output. Everything else passes them on."""
