"""A small phone company for one machine; speaks Twilio's protocol; imports nothing of ours."""
