"""What comes out, for whom, with which promise: one file a tier, each with the steps of the flow after detection."""
