"""The trainer of Attaché's language annotator: one small encoder, one pass, many heads."""
