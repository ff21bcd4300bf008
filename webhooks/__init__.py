"""The phone company's door: Twilio's requests in, TwiML out, outbound REST. The only user of its package."""
