"""One call, decided purely: event in, new state and actions out. Imports only `flows`."""
