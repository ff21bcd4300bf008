"""TwiML as data: what a document may contain, and reading one strictly."""
