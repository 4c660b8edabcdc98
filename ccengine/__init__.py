"""ccengine: a telephony-centric contact-center engine attached to Asterisk."""

__version__ = "0.1.0"
