"""What estompe says, in French: one file a subject, English template -> French, as `pipeline.core.messages` reads it."""
