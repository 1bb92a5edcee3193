# The services that images are made of. Sourced, never run.

services='identity challenges submissions notifications reporting'
