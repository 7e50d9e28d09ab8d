"""The look: styles, scripts and typeface, built from this folder into `static/built`."""
