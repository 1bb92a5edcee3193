-- Only for development and tests, in the same session and before the other two files:
-- adds the role and schema with which the chassis tests itself.

SET linia.extra_services = 'chassis';
